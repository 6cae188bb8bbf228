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
  const rows = await writing.engine.copy(`COPY (${query}) TO ${literal(writing.path)}
    (FORMAT parquet, COMPRESSION ${CODECS[options.compression]},
    ROW_GROUP_SIZE ${options.row_group_size}${dictionary})`);
  return { rows };
};
