import { extname } from 'node:path';
import { DuckDBInstance } from '@duckdb/node-api';
import { identifier, literal } from '../../../../src/exports/convert/engine/sql.ts';
import { columnsGiven } from '../tables.ts';

/** How the engine makes each format by itself. */
const MADE = new Map([
  ['.csv', '(FORMAT csv, HEADER true)'],
  ['.tsv', `(FORMAT csv, HEADER true, DELIM '\t')`],
  ['.json', '(FORMAT json, ARRAY true)'],
  ['.parquet', '(FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 100000)'],
]);

/** The engine's own copy with its own settings: with-duckdb.ts INPUT OUTPUT COLUMNS. */
const [input = '', output = '', given = ''] = process.argv.slice(2);
const to = extname(output);
const types = columnsGiven
  .parse(JSON.parse(given))
  .map(({ name, type }) => `${identifier(name)}: ${literal(to === '.tsv' ? 'VARCHAR' : type)}`);
const missing = to === '.tsv' ? '' : 'NA'; // as text it stays what it is
const rows =
  extname(input) === '.parquet'
    ? `read_parquet(${literal(input)})`
    : `read_csv(${literal(input)}, header = true, nullstr = ${literal(missing)}, columns = {${types}})`;
const connection = await (await DuckDBInstance.create(':memory:')).connect();
await connection.run(`COPY (FROM ${rows}) TO ${literal(output)} ${MADE.get(to)}`);
