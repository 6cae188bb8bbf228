import { mkdirSync } from 'node:fs';
import {
  type Conversion,
  type ConversionPorts,
  type ConversionReport,
  type ConversionSpec,
  conversionSpec,
} from './conversion.ts';
import { Engine } from './engine/engine.ts';
import { Tally } from './engine/tally.ts';
import { beyond, ConversionFailure, failure } from './failure.ts';
import { infer, isRetype } from './infer.ts';
import { inspect } from './input.ts';
import { type Format, readOptions, type Target } from './options.ts';
import { Output } from './output.ts';
import { readCsv, readTsv } from './read/csv.ts';
import { readExcel } from './read/excel/excel.ts';
import { readJson } from './read/json.ts';
import { readParquet } from './read/parquet.ts';
import type { Reader } from './read/reader.ts';
import { isWide, pick, ROWS_LOST, type Table } from './table.ts';
import { toolsFor } from './tools.ts';
import { Warnings } from './warnings.ts';
import { writeExcel } from './write/excel/excel.ts';
import { writeJson } from './write/json.ts';
import { writeParquet } from './write/parquet.ts';
import { writeCsv, writeTsv } from './write/text.ts';
import type { Writing, Written } from './write/writer.ts';

export type * from './conversion.ts';

const READERS: Readonly<Record<Format, Reader>> = {
  csv: readCsv,
  tsv: readTsv,
  json: readJson,
  excel: readExcel,
  parquet: readParquet,
  hdf5: async (...given) => (await import('./read/hdf5/hdf5.ts')).readHdf5(...given),
};

/** As many as were tried within the memory of a worker: the engine has room for 2,048 cells of each, however few rows. */
const MOST_COLUMNS = 10_001;

/** What a target wants to know of columns without a type; text formats take them as they are. */
const TYPES: Readonly<Record<Format, { readonly dates: boolean } | undefined>> = {
  csv: undefined,
  tsv: undefined,
  json: { dates: false },
  excel: { dates: true },
  parquet: { dates: true },
  hdf5: { dates: false },
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
  {
    input: stated,
    output: { path, format },
    options,
    columns,
  }: ReturnType<typeof conversionSpec.parse>,
  ports: ConversionPorts,
): Promise<ConversionReport> {
  const target = readOptions(format, options);
  if (!target.ok) {
    const faults = target.faults.map(({ option, says }) => `\`${option}\` ${says}`).join('; ');
    throw failure('unsupported', `The options do not fit: ${faults}.`);
  }
  mkdirSync(ports.workFolder, { recursive: true });
  const input = await inspect(stated);
  await using output = new Output(path);
  using engine = await Engine.open([input.path, output.path], ports);
  const warnings = new Warnings();
  const { signal, workFolder } = ports;
  const whole = await READERS[input.format](input, { engine, warnings, signal, workFolder });
  const table = pick(whole, columns);
  if (table.columns.length === 0) throw failure('unsupported', 'The table has no columns.');
  if (table.columns.length > MOST_COLUMNS) {
    const says = `A table may have ${MOST_COLUMNS} columns; this one has ${table.columns.length}. Choose some of them, or turn it on its side.`;
    throw beyond(says);
  }
  await engine.fit(table.columns.length);
  await engine.lock();
  const job = { engine, warnings, signal, workFolder, path: output.path };
  const { typed, rowsIn, written } = await attempts(table, target, output, job);
  const { bytes, sha256 } = await output.publish(signal);
  ports.progress(1);
  return {
    rowsIn,
    rowsOut: written.rows,
    columns: typed.columns.map(({ name, type, note }) => ({ name, type, ...(note && { note }) })),
    bytes,
    sha256,
    warnings: warnings.all(),
    ...(written.parts && { parts: written.parts.map((part) => ({ path, ...part })) }),
    tools: toolsFor(input.format, format),
  };
}

interface Attempt {
  readonly typed: Table;
  readonly rowsIn: number;
  readonly written: Written;
}

/**
 * Types come from a sample, and every cell is checked while it is written: one pass over the input. Where a cell
 * further down shows that a type was wrong, all cells are looked at first and it is written anew.
 */
async function attempts(
  table: Table,
  target: Target,
  output: Output,
  job: Omit<Writing, 'tally'>,
): Promise<Attempt> {
  try {
    return await attempt(table, target, false, job);
  } catch (cause) {
    if (!isRetype(cause)) throw explained(table, cause);
  }
  await output.discard();
  try {
    return await attempt(table, target, true, job);
  } catch (cause) {
    throw explained(table, cause);
  }
}

async function attempt(
  table: Table,
  target: Target,
  thoroughly: boolean,
  job: Omit<Writing, 'tally'>,
): Promise<Attempt> {
  const tally = new Tally({ eachColumn: !isWide(table) });
  const types = TYPES[target.format];
  const typed =
    types === undefined ? table : await infer(job.engine, table, tally, { ...types, thoroughly });
  const counted = table.rows === undefined ? tally.rowsOf(typed) : typed;
  const written = await write(counted, target, { ...job, tally });
  const rowsIn = table.rows ?? (await tally.rows(job.engine));
  if (rowsIn !== written.rows) {
    throw new Error(`${ROWS_LOST}: ${rowsIn} rows were read, ${written.rows} written`);
  }
  await tally.report(job.engine, job.warnings);
  return { typed, rowsIn, written };
}

async function write(table: Table, target: Target, writing: Writing): Promise<Written> {
  switch (target.format) {
    case 'csv':
      return await writeCsv(table, target.options, writing);
    case 'tsv':
      return await writeTsv(table, target.options, writing);
    case 'json':
      return await writeJson(table, target.options, writing);
    case 'parquet':
      return await writeParquet(table, target.options, writing);
    case 'excel':
      return await writeExcel(table, target.options, writing);
    case 'hdf5': {
      const { writeHdf5 } = await import('./write/hdf5/hdf5.ts'); // its library takes long to load
      return await writeHdf5(table, target.options, writing);
    }
  }
}

function explained(table: Table, cause: unknown): unknown {
  if (!(cause instanceof Error) || cause instanceof ConversionFailure) return cause;
  return table.explain?.(cause) ?? cause;
}
