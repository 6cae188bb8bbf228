import { closeSync, openSync } from 'node:fs';
import { beyond } from '../../failure.ts';
import { type Dataset, File, type Group } from '../../hdf5/library.ts';
import { finiteTimes } from '../finite-times.ts';
import { blocksOf } from '../hdf5/blocks.ts';
import { stage } from '../hdf5/facts.ts';
import { Storage } from '../hdf5/storage.ts';
import { rowsThatFit } from '../hdf5/writing.ts';
import type { Writer } from '../writer.ts';
import { timesCounted } from './counted.ts';
import { Dimensions } from './dimensions.ts';
import { missingOf } from './missing.ts';
import { type Attributes, type Variable, variablesOf } from './variable.ts';

/** A dimension lists its variables in its header, which has 64 kB; a longer list is written anew for each of them. */
const MOST_COLUMNS = 4000;

/** NetCDF-4, which is HDF5 with the names of its dimensions: a variable a column, all along one dimension. */
export const writeNetcdf: Writer<'netcdf'> = async (given, options, writing) => {
  const { engine, tally, warnings, signal, path } = writing;
  const table = finiteTimes(given, tally);
  if (table.columns.length > MOST_COLUMNS) {
    const width = table.columns.length;
    throw beyond(
      `NetCDF files are written with up to ${MOST_COLUMNS} columns; this table has ${width}. Choose some of them, or another format.`,
    );
  }
  const staged = await stage(timesCounted(table), writing);
  const missing = await missingOf(staged, engine);
  if (!staged.kept && !staged.counts) await tally.create(engine); // looking has counted once already
  const variables = variablesOf(table, staged, missing, warnings);
  closeSync(openSync(path, 'wx'));
  // Tracked, or the variables would be read in the order of the alphabet.
  const file = new File(path, 'w', { track_order: true });
  try {
    await using storage = new Storage(
      options.compression === 'zlib' ? options.compression_level : undefined,
    );
    annotate(file, { Conventions: 'CF-1.8' });
    const rowsInChunk = rowsThatFit(variables);
    const dimensions = new Dimensions(file, new Set(variables.map(({ name }) => name)));
    const row = dimensions.of('row', staged.rows);
    const targets = variables.map((variable) => {
      const { name, as, width, attributes } = variable;
      const letters =
        as === 'text' ? [{ width, path: dimensions.of(`string${width}`, width) }] : [];
      const target = storage.dataset(file, name, {
        dtype: dtypeOf(variable),
        shape: [staged.rows, ...letters.map((one) => one.width)],
        rowsInChunk,
      });
      for (const [at, scale] of [row, ...letters.map((one) => one.path)].entries()) {
        target.dataset.attach_scale(at, scale);
      }
      annotate(target.dataset, attributes);
      return target;
    });
    for await (const { from, rows, columns } of blocksOf(staged, variables, rowsInChunk, writing)) {
      signal.throwIfAborted();
      for (const [at, target] of targets.entries()) {
        const bytes = columns[at] ?? Buffer.alloc(0);
        if (variables[at]?.as === 'long text') storage.texts(target, from, rows, bytes);
        else await storage.put(target, from, rows, bytes);
      }
    }
    await storage.finish();
  } finally {
    file.close();
  }
  return { rows: staged.rows, ...(staged.counts && { rowsRead: staged.rows }) };
};

/** Text is a matrix of letters: netCDF crashes on HDF5’s own text of one width. */
function dtypeOf({ as }: Variable): string {
  switch (as) {
    case 'integer':
    case 'small integer':
      return '<q';
    case 'double':
      return '<d';
    case 'boolean':
      return '<b';
    case 'text':
      return 'A1';
    case 'long text':
      return 'S';
  }
}

/** An empty text has no bytes, and is one of any length therefore. */
function annotate(entity: Group | Dataset, attributes: Attributes): void {
  for (const [name, value] of Object.entries(attributes)) {
    if (typeof value !== 'string') entity.create_attribute(name, value);
    else if (value === '') entity.create_attribute(name, value, [], 'S');
    else entity.create_attribute(name, value, [], `S${Buffer.byteLength(value)}`);
  }
}
