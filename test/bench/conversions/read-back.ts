import { spawn } from 'node:child_process';
import { createReadStream } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import { tableFromIPC } from '@uwdata/flechette';
import { parse } from 'csv-parse';
import ExcelJS from 'exceljs';
import { asyncBufferFromFile, parquetReadObjects } from 'hyparquet';
import { compressors } from 'hyparquet-compressors';
import { z } from 'zod';
import type { Format } from '../../../src/exports/convert/options.ts';
import type { Columns } from './tables.ts';

export type Row = readonly unknown[];
type ReadBack = (path: string, columns: Columns) => AsyncIterable<Row> | Iterable<Row>;

const cells = z.array(z.unknown());
const objects = z.array(z.record(z.string(), z.unknown()));

/** The rows of a file below its header, by readers that share nothing with whoever wrote it. */
export const READ_BACK: Readonly<Record<Format, ReadBack>> = {
  csv: (path) => delimited(path, ','),
  tsv: (path) => delimited(path, '\t'),
  async *json(path, columns) {
    yield* inOrder(objects.parse(JSON.parse(await readFile(path, 'utf8'))), columns);
  },
  async *ndjson(path, columns) {
    for await (const line of createInterface(createReadStream(path))) {
      yield* inOrder(objects.parse([JSON.parse(line)]), columns);
    }
  },
  async *arrow(path, columns) {
    const table = tableFromIPC(await readFile(path), { useBigInt: true, useDate: true });
    yield* inOrder(objects.parse(table.toArray()), columns);
  },
  avro: (path) => inPython('read_avro.py', path),
  async *parquet(path, columns) {
    const file = await asyncBufferFromFile(path);
    yield* inOrder(await parquetReadObjects({ file, compressors }), columns);
  },
  async *excel(path, columns) {
    const book = new ExcelJS.stream.xlsx.WorkbookReader(path, {
      worksheets: 'emit',
      sharedStrings: 'cache',
    });
    for await (const sheet of book) {
      let first = true;
      for await (const row of sheet) {
        if (!first) yield columns.map((_, index) => row.getCell(index + 1).value);
        first = false;
      }
    }
  },
  hdf5: (path) => inPython('read_hdf5.py', path),
  netcdf: (path) => inPython('read_netcdf.py', path),
};

async function* inPython(name: string, path: string): AsyncGenerator<Row> {
  const program = new URL(`peers/${name}`, import.meta.url).pathname;
  const child = spawn('/usr/bin/python3', ['-W', 'ignore', program, path], {
    stdio: ['ignore', 'pipe', 'inherit'],
  });
  for await (const line of createInterface(child.stdout)) yield cells.parse(JSON.parse(line));
}

async function* delimited(path: string, delimiter: string): AsyncGenerator<Row> {
  for await (const row of createReadStream(path).pipe(
    parse({ delimiter, from: 2, relax_column_count: true }),
  )) {
    yield cells.parse(row);
  }
}

function* inOrder(
  rows: readonly Readonly<Record<string, unknown>>[],
  columns: Columns,
): Generator<Row> {
  for (const row of rows) yield columns.map(({ name }) => row[name]);
}
