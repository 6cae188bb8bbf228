import { closeSync, openSync } from 'node:fs';
import { File, ready } from 'h5wasm/node';
import { beyond } from '../../failure.ts';
import type { OptionsOf } from '../../options.ts';
import { select, type Table } from '../../table.ts';
import type { Writer, Writing } from '../writer.ts';
import { type Facts, factsOf, type Layout, layoutOf } from './layout.ts';
import { Series } from './series.ts';

const BLOCK_BYTES = 32 * 1024 * 1024;
const MOST_ROWS_IN_BLOCK = 65_536;
const MOST_COLUMNS = 20_000;
/** From here on the names of the columns do not fit into an attribute of the older kind. */
const MANY_COLUMNS = 3000;

/** A group in AnnData's encoding of a data frame: one dataset a column, beside an index that counts from 0. */
export const writeHdf5: Writer<'hdf5'> = async (table, options, writing) => {
  const { engine, tally, warnings, path } = writing;
  if (table.columns.length > MOST_COLUMNS) {
    throw beyond(`HDF5 files are written with up to ${MOST_COLUMNS} columns.`);
  }
  await tally.create(engine);
  const facts = await factsOf(table, engine);
  const layout = layoutOf(table, facts, warnings);
  await tally.create(engine); // the facts have counted once already
  await ready;
  closeSync(openSync(path, 'wx'));
  const many = layout.length > MANY_COLUMNS;
  const file = new File(path, 'w', many ? { libver: ['v110', 'v110'] } : {});
  try {
    await fill(file, table, layout, facts, options, writing);
  } finally {
    file.close();
  }
  return { rows: facts.rows };
};

async function fill(
  file: File,
  table: Table,
  layout: readonly Layout[],
  { rows }: Facts,
  { key, ...options }: OptionsOf<'hdf5'>,
  { engine, signal }: Writing,
): Promise<void> {
  const group = file.create_group(key);
  group.create_attribute('encoding-type', 'dataframe');
  group.create_attribute('encoding-version', '0.2.0');
  group.create_attribute('_index', '_index');
  if (layout.length > 0)
    group.create_attribute(
      'column-order',
      layout.map(({ name }) => name),
    );
  const rowBytes = layout.reduce((sum, { width }) => sum + width, 8);
  const most = Math.max(1, Math.min(MOST_ROWS_IN_BLOCK, Math.floor(BLOCK_BYTES / rowBytes)));
  const block = Math.max(1, Math.min(most, rows));
  const index: Layout = { name: '_index', stored: 'integer', width: 8, expression: '' };
  const counter = new Series(group, index, rows, block, options);
  counter.annotate('handoff-generated', 'true');
  const series = layout.map((one) => new Series(group, one, rows, block, options));
  if (layout.length === 0) return;
  for await (const chunk of engine.stream(
    select(
      table,
      layout.map(({ expression }) => expression),
    ),
  )) {
    signal.throwIfAborted();
    for (const [at, one] of series.entries()) one.add(chunk.getColumnVector(at), chunk.rowCount);
    counter.count(chunk.rowCount);
    // Native code holds the thread; without this, nobody could cancel.
    await new Promise(setImmediate);
  }
  for (const one of [...series, counter]) one.flush();
}
