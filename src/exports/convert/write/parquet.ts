import { identifier, literal } from '../engine/sql.ts';
import { distinctNames, select } from '../table.ts';
import { reportNames } from './names.ts';
import type { Writer } from './writer.ts';

const CODECS = {
  snappy: 'snappy',
  gzip: 'gzip',
  zstd: 'zstd',
  brotli: 'brotli',
  lz4: 'lz4_raw',
  none: 'uncompressed',
} as const;

/** A group is held in memory until it is complete: those of very wide tables have fewer rows. */
const MOST_CELLS_IN_GROUP = 8_000_000;

export const writeParquet: Writer<'parquet'> = async (table, options, writing) => {
  const names = distinctNames(table.columns);
  reportNames(table.columns, names, writing.warnings);
  const query = select(
    table,
    table.columns.map(
      ({ expression }, index) => `${expression} AS ${identifier(names[index] ?? '')}`,
    ),
  );
  await writing.tally.create(writing.engine);
  const dictionary = options.use_dictionary ? '' : ', DICTIONARY_SIZE_LIMIT 1';
  const most = Math.max(2048, Math.floor(MOST_CELLS_IN_GROUP / names.length));
  const rows = await writing.engine.copy(`COPY (${query}) TO ${literal(writing.path)}
    (FORMAT parquet, COMPRESSION ${CODECS[options.compression]},
    ROW_GROUP_SIZE ${Math.min(options.row_group_size, most)}${dictionary})`);
  return { rows };
};
