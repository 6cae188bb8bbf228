import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import type { z } from 'zod';
import {
  type Conversion,
  type ConversionPorts,
  type ConversionReport,
  type ConversionSpec,
  conversionSpec,
} from './conversion.ts';
import { countsOf, NotCounts } from './counts/counts.ts';
import { Engine } from './engine/engine.ts';
import { engineMemory } from './engine/memory.ts';
import { Tally } from './engine/tally.ts';
import { beyond, ConversionFailure, failure, unreadable } from './failure.ts';
import { flattened } from './flatten.ts';
import { prepare, readerOf, write } from './formats.ts';
import { infer, isRetype, type Wanted } from './infer.ts';
import { inspect } from './input.ts';
import { type Format, readOptions, type Target } from './options.ts';
import { Output } from './output.ts';
import { Phases } from './phases.ts';
import { measured } from './row-bytes.ts';
import { explained, isWide, ROWS_LOST, type Table } from './table.ts';
import { toolsFor } from './tools.ts';
import type { Source } from './transform/merge.ts';
import { PutDown } from './transform/put-down.ts';
import { touchesRows } from './transform/transform.ts';
import { transformed } from './transform/transformed.ts';
import { Warnings } from './warnings.ts';
import { type Attempt, type Attempted, inParts, whole } from './whole-or-parts.ts';
import type { Writing } from './write/writer.ts';

export type * from './conversion.ts';

/** As many as were tried within the memory of a worker: the engine has room for 2,048 cells of each, however few rows. */
const MOST_COLUMNS = 10_001;

/** What a target wants to know of columns without a type; text formats take them as they are. */
const TYPES: Readonly<Record<Format, Omit<Wanted, 'thoroughly'> | undefined>> = {
  csv: undefined,
  tsv: undefined,
  json: { dates: false, anyNumber: true },
  ndjson: { dates: false, anyNumber: true },
  excel: { dates: true },
  parquet: { dates: true },
  arrow: { dates: true },
  avro: { dates: true },
  hdf5: { dates: false },
  netcdf: { dates: true },
};

/** Writes the output whole or not at all. */
export async function convert(spec: ConversionSpec, ports: ConversionPorts): Promise<Conversion> {
  try {
    return { ok: true, report: await conversion(conversionSpec.parse(spec), ports) };
  } catch (cause) {
    if (ports.signal.aborted) {
      return { ok: false, error: { kind: 'cancelled', says: 'It was cancelled.' } };
    }
    if (cause instanceof ConversionFailure) return { ok: false, error: cause.error };
    if (
      cause instanceof Error &&
      'code' in cause &&
      (cause.code === 'ENOSPC' || cause.code === 'EDQUOT')
    ) {
      return { ok: false, error: { kind: 'no space', says: 'The disk is full.' } };
    }
    throw cause;
  }
}

async function conversion(
  { input, merged, output: stated, options, ...asked }: z.output<typeof conversionSpec>,
  ports: ConversionPorts,
): Promise<ConversionReport> {
  const { path, format } = stated;
  const target = readOptions(format, options);
  if (!target.ok) {
    const faults = target.faults.map(({ option, says }) => `\`${option}\` ${says}`).join('; ');
    throw failure('unsupported', `The options do not fit: ${faults}.`);
  }
  const { signal, workFolder } = ports;
  mkdirSync(workFolder, { recursive: true });
  const first = await inspect(input);
  const others = [];
  for (const one of merged) others.push(await inspect(one));
  await using output = new Output(path);
  const inputs = [first, ...others];
  const paths = inputs.map((one) => one.path);
  const putDown = asked.transform !== undefined && touchesRows(asked.transform);
  const phases = new Phases(ports.progress);
  const writes = putDown ? 0.5 : 0; // from here on
  phases.enter(0, putDown ? writes : 1);
  const megabytes = engineMemory(format);
  using engine = await Engine.open([...paths, output.path], {
    signal,
    workFolder,
    phases,
    megabytes,
  });
  const warnings = new Warnings();

  const read = async (one: typeof first, folder: string): Promise<Source> => {
    mkdirSync(folder, { recursive: true });
    const reading = { engine, warnings, signal, workFolder: folder };
    const reader = await readerOf[one.format]();
    const table = await reader(one, reading);
    const zero = table.columns.findIndex(({ name }) => name.includes('\0'));
    if (zero >= 0) throw unreadable(`The name of column ${zero + 1} has a zero byte in it.`);
    return { name: one.name, table: await measured(table, engine) };
  };
  const sources: [Source, ...Source[]] = [await read(first, workFolder)];
  for (const [at, one] of others.entries()) {
    sources.push(await read(one, join(workFolder, `merged-${at}`)));
  }
  await engine.fit(sources[0].table.columns.length);
  for (const { table } of sources) await engine.fitRows(table);
  if (putDown) await engine.attach();
  await engine.lock();
  prepare(format); // while the engine looks at a sample

  const transforming = { engine, warnings, store: new PutDown(engine) };
  const made = await transformed(sources, asked, TYPES[format], transforming);
  if (made.table.columns.length === 0) throw failure('unsupported', 'The table has no columns.');
  const width = made.table.columns.length;
  if (width > MOST_COLUMNS) {
    const says = `A table may have ${MOST_COLUMNS} columns; this one has ${width}. Choose some of them, or turn it on its side.`;
    throw beyond(says);
  }
  const rowsOfAll = made.table.rows ?? made.table.rowsAbout;
  const attempt: Attempt = (table, noticed, before) => {
    const rows = table.rows ?? table.rowsAbout;
    const upTo = rows && rowsOfAll ? Math.min(1, (before + rows) / rowsOfAll) : 1;
    const from = rowsOfAll ? Math.min(upTo, before / rowsOfAll) : 0;
    const ofAll = (share: number): number => writes + (1 - writes) * share;
    phases.enter(ofAll(from), ofAll(upTo), rows, before);
    return attempts(table, target, output, {
      ...transforming,
      warnings: noticed,
      signal,
      workFolder,
      path: output.path,
    });
  };
  const ending = { attempt, output, signal };
  const split = asked.transform?.split;
  const { typed, parts, rowsIn, ...written } =
    split === undefined
      ? await whole(made, warnings, ending)
      : await inParts(made, split, TYPES[format], transforming, ending);
  if (rowsIn === 0) {
    warnings.add({ code: 'no rows', says: 'The table has a header and no rows.', count: 1 });
  }
  output.complete();
  ports.progress(1);
  return {
    rowsIn,
    ...written,
    columns: typed.columns.map(({ name, type, note }) => ({ name, type, ...(note && { note }) })),
    warnings: warnings.all(),
    ...(parts && { parts }),
    tools: toolsFor(first.format, format),
  };
}

/**
 * Types come from a sample, and every cell is checked while it is written: one pass over the input. Where a cell
 * further down shows that a type was wrong, all cells are looked at first and it is written anew.
 * What was noticed counts once.
 */
async function attempts(
  table: Table,
  target: Target,
  output: Output,
  job: Omit<Writing, 'tally'>,
): Promise<Attempted> {
  let how: How = { thoroughly: false, byBytes: true };
  while (true) {
    const warnings = new Warnings();
    try {
      const attempted = await attempt(table, target, how, { ...job, warnings });
      job.warnings.addAll(warnings);
      return attempted;
    } catch (cause) {
      const next = insteadOf(how, cause);
      if (next === undefined) throw explained(table, cause);
      how = next;
      await output.discard();
    }
  }
}

interface How {
  /** Every cell is looked at before types are decided. */
  readonly thoroughly: boolean;
  /** Counts are read by their bytes, where a writer can. */
  readonly byBytes: boolean;
}

/** How to write it after all, where it was only taken for something else. */
function insteadOf({ thoroughly, byBytes }: How, cause: unknown): How | undefined {
  if (byBytes && cause instanceof NotCounts) return { thoroughly, byBytes: false };
  if (!thoroughly && isRetype(cause)) return { thoroughly: true, byBytes: false };
  return undefined;
}

async function attempt(
  table: Table,
  target: Target,
  { thoroughly, byBytes }: How,
  job: Omit<Writing, 'tally'>,
): Promise<Attempted> {
  const tally = new Tally({ eachColumn: !isWide(table) });
  const types = TYPES[target.format];
  const inferred =
    types === undefined ? table : await infer(job.engine, table, tally, { ...types, thoroughly });
  const typed = flattened(inferred, target.format, tally);
  const counted = table.rows === undefined ? tally.rowsOf(typed) : typed;
  const counts = byBytes ? countsOf(table, typed) : undefined;
  const written = await write(counted, target, { ...job, tally, counts });
  const rowsIn = table.rows ?? written.rowsRead ?? (await tally.rows(job.engine));
  if (rowsIn !== written.rows) {
    throw new Error(`${ROWS_LOST}: ${rowsIn} rows were read, ${written.rows} written`);
  }
  await tally.report(job.engine, job.warnings);
  return { typed, rowsIn, written };
}
