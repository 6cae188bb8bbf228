import { createHash } from 'node:crypto';
import type { ExportJob } from '../../domain/data-export/job.ts';
import { endingOf } from './folders.ts';

interface Input {
  readonly name: string;
  readonly sha256?: string | undefined;
}

/**
 * The hash of all that an output follows from: the content of its inputs, in order, and what tells how to read them;
 * what was asked for; and the versions of whatever makes it. Undefined while the content of an input is not known.
 */
export function contentKey(
  job: Pick<ExportJob, 'format' | 'options' | 'columns' | 'transform'>,
  inputs: readonly Input[],
  tools: readonly (readonly [string, string])[],
): string | undefined {
  if (inputs.some(({ sha256 }) => sha256 === undefined)) return undefined;
  const { format, options, columns, transform } = job;
  const read = inputs.map(({ sha256, name }) => [sha256, endingOf(name).toLowerCase()]);
  const all = { read, format, options, columns, transform, tools };
  return createHash('sha256').update(JSON.stringify(all, inOrder)).digest('hex');
}

/** The order of an object’s fields means nothing. */
function inOrder(_: string, value: unknown): unknown {
  if (typeof value !== 'object' || value === null || Array.isArray(value)) return value;
  return Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)));
}
