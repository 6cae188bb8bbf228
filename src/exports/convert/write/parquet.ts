import { identifier, literal } from '../engine/sql.ts';
import { distinctNames, hasLongRows, isWide, select, type Table } from '../table.ts';
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

/** A group is held in memory, several times, until it is complete: those of wide tables and long rows have fewer rows. */
const MOST_CELLS_IN_GROUP = 8_000_000;
const MOST_BYTES_IN_GROUP = 16 * 1024 * 1024;
const FEWEST_ROWS_IN_GROUP = 2048;

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
    ${groupSize(table, options.row_group_size)}${dictionary})`);
  return { rows };
};

function groupSize(table: Table, wanted: number): string {
  const rowBytes = hasLongRows(table) || isWide(table) ? 1 : (table.rowBytes ?? 1);
  const fitting = Math.min(
    MOST_CELLS_IN_GROUP / table.columns.length,
    MOST_BYTES_IN_GROUP / rowBytes,
  );
  const rows = Math.min(wanted, Math.max(FEWEST_ROWS_IN_GROUP, Math.floor(fitting)));
  const bytes = hasLongRows(table) ? `, ROW_GROUP_SIZE_BYTES ${MOST_BYTES_IN_GROUP}` : '';
  return `ROW_GROUP_SIZE ${rows}${bytes}`;
}
