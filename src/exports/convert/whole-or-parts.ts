import { createHash } from 'node:crypto';
import { stat } from 'node:fs/promises';
import type { ConversionReport, PartFile, Step } from './conversion.ts';
import type { Output } from './output.ts';
import type { Table } from './table.ts';
import { split } from './transform/split.ts';
import type { Split } from './transform/transform.ts';
import type { Transformed, Transforming } from './transform/transformed.ts';
import { Warnings } from './warnings.ts';
import type { Written } from './write/writer.ts';

export interface Attempted {
  readonly typed: Table;
  readonly rowsIn: number;
  readonly written: Written;
}

/** Writes a table to the output’s path, which holds nothing. `before`: rows that other parts have. */
export type Attempt = (table: Table, warnings: Warnings, before: number) => Promise<Attempted>;

interface Ending {
  readonly attempt: Attempt;
  readonly output: Output;
  readonly signal: AbortSignal;
}

type Result = Pick<
  ConversionReport,
  'rowsIn' | 'rowsOut' | 'bytes' | 'sha256' | 'files' | 'steps'
> &
  Pick<Written, 'parts'> & { readonly typed: Table };

/** All of the table in one file. */
export async function whole(
  { table, rowsIn, steps }: Transformed,
  warnings: Warnings,
  { attempt, output, signal }: Ending,
): Promise<Result> {
  const { typed, rowsIn: read, written } = await attempt(table, warnings, 0);
  const { rows, parts } = written;
  const published = await output.publish(signal);
  return {
    ...published,
    typed,
    rowsIn: rowsIn ?? read,
    rowsOut: rows,
    ...(parts && { parts }),
    ...(steps.length > 0 && { steps: counted(steps, rows) }),
  };
}

/** The table in several files, all of the same columns and types. */
export async function inParts(
  made: Transformed,
  asked: Split,
  types: { readonly dates: boolean } | undefined,
  transforming: Transforming,
  { attempt, output, signal }: Ending,
): Promise<Result> {
  const files: PartFile[] = [];
  let draft: { readonly attempted: Attempted; readonly warnings: Warnings } | undefined;
  await split(made, asked, types, transforming, {
    async draft(table) {
      await output.discard();
      const warnings = new Warnings();
      draft = { attempted: await attempt(table, warnings, rowsIn(files)), warnings };
      return (await stat(output.path)).size;
    },
    async keep(value) {
      if (draft === undefined) throw new Error('a part that was not written');
      const published = await output.publish(signal, files.length + 1);
      const { rows } = draft.attempted.written;
      files.push({ ...published, rows, ...(value !== undefined && { value }) });
      transforming.warnings.addAll(draft.warnings);
    },
  });
  if (draft === undefined) throw new Error('a table in no parts');
  const rowsOut = rowsIn(files);
  const step = { operation: 'split' as const, parameters: asked, rowsIn: rowsOut, rowsOut };
  return {
    typed: draft.attempted.typed,
    rowsIn: made.rowsIn ?? rowsOut,
    rowsOut,
    bytes: files.reduce((sum, { bytes }) => sum + bytes, 0),
    sha256: createHash('sha256')
      .update(files.map(({ sha256 }) => `${sha256}\n`).join(''))
      .digest('hex'),
    files,
    steps: [...counted(made.steps, rowsOut), step],
  };
}

function rowsIn(files: readonly PartFile[]): number {
  return files.reduce((sum, { rows }) => sum + rows, 0);
}

function counted(steps: Transformed['steps'], rows: number): readonly Step[] {
  return steps.map((step) => ({ rowsIn: rows, rowsOut: rows, ...step }));
}
