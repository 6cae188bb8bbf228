import type { FastifySchemaCompiler } from 'fastify';
import { z } from 'zod';
import { fieldWords } from '../../exports/convert/field-words.ts';

/** A request whose fields are not as described; Fastify throws it. */
export class WrongFields extends Error {
  override readonly name = 'WrongFields';
  /** Sentences by field. */
  readonly errors: Readonly<Record<string, string>>;

  constructor({ issues }: z.core.$ZodError, part: string) {
    super(`not as described: ${part}`);
    const said = issues.flatMap((issue) =>
      issue.code === 'unrecognized_keys'
        ? issue.keys.map((key) => [[...issue.path, key].map(String).join('.'), issue.message])
        : [[issue.path.map(String).join('.') || part, issue.message]],
    );
    this.errors = Object.fromEntries(said);
  }
}

/** Checks a part of a request, and says in people's words what is wrong with it. */
export const checkFields: FastifySchemaCompiler<z.core.$ZodType> = ({ schema, httpPart }) => {
  return (data) => {
    const read = z.core.safeParse(schema, data, { error: fieldWords });
    if (read.success) return { value: read.data };
    return { error: new WrongFields(read.error, httpPart ?? 'body') };
  };
};
