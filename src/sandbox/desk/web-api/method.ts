/** One Web API method: who may call it, with what, and what it does. */
import { z } from 'zod';
import { complaints } from '../blocks/complaints.ts';
import type { Office } from '../office.ts';

/** A refusal in Slack's words, e.g. `channel_not_found`, answered with HTTP 200. */
export class SlackError extends Error {
  readonly code: string;
  readonly detail: object;

  constructor(code: string, detail: object = {}) {
    super(code);
    this.code = code;
    this.detail = detail;
  }
}

export interface Method {
  readonly token: 'bot' | 'app';
  readonly call: (raw: Readonly<Record<string, unknown>>, office: Office) => object;
}

/** Declares a method; unknown arguments are refused, which Slack itself lets pass. */
export function method<Shape extends z.ZodRawShape>(definition: {
  readonly token?: 'bot' | 'app';
  readonly scope?: string;
  readonly arguments: Shape;
  readonly run: (given: z.infer<z.ZodObject<Shape>>, office: Office) => object;
}): Method {
  const schema = z.strictObject(definition.arguments);
  return {
    token: definition.token ?? 'bot',
    call(raw, office) {
      if (definition.scope !== undefined) requireScope(office, definition.scope);
      const parsed = schema.safeParse(raw);
      if (!parsed.success) throw invalidArguments(complaints(parsed.error, ''));
      // The strict object of a shape infers the same as its plain object.
      return definition.run(parsed.data as z.infer<z.ZodObject<Shape>>, office);
    },
  };
}

export function invalidArguments(messages: readonly string[]): SlackError {
  return new SlackError('invalid_arguments', { response_metadata: { messages } });
}

export function requireScope({ manifest }: Office, scope: string): void {
  if (manifest.scopes.has(scope)) return;
  throw new SlackError('missing_scope', {
    needed: scope,
    provided: [...manifest.scopes].join(','),
  });
}

/** A form carries words; JSON carries values. Both are understood. */
export const flag = z.union([
  z.boolean(),
  z.enum(['true', '1', 'false', '0']).transform((word) => word === 'true' || word === '1'),
]);

export const limit = z.coerce.number().int().min(1).max(1000);

/** JSON inside a form field, or the value itself; `undefined` inside when it cannot be read. */
export const json = z.unknown().transform((value) => {
  if (typeof value !== 'string') return value;
  try {
    const read: unknown = JSON.parse(value);
    return read;
  } catch {
    return undefined;
  }
});

/** One page of a list. The cursor holds the place of the next page's first item. */
export function page<Item>(
  all: readonly Item[],
  size: number,
  cursor: string | undefined,
): { readonly items: readonly Item[]; readonly next: string } {
  const start = cursor === undefined || cursor === '' ? 0 : Number(atobOrNothing(cursor));
  if (!Number.isInteger(start) || start < 0 || start > all.length)
    throw new SlackError('invalid_cursor');
  const end = start + size;
  return { items: all.slice(start, end), next: end < all.length ? btoa(String(end)) : '' };
}

function atobOrNothing(text: string): string {
  try {
    return atob(text);
  } catch {
    return 'nothing';
  }
}
