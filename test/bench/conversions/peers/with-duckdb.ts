import { DuckDBInstance } from '@duckdb/node-api';
import { identifier, literal } from '../../../../src/exports/convert/engine/sql.ts';
import { columnsGiven } from '../tables.ts';

/** The engine's own copy with its own settings: with-duckdb.ts INPUT OUTPUT COLUMNS. */
const [input = '', output = '', given = ''] = process.argv.slice(2);
const types = columnsGiven
  .parse(JSON.parse(given))
  .map(({ name, type }) => `${identifier(name)}: ${literal(type)}`);
const toParquet = output.endsWith('.parquet');
const rows = toParquet
  ? `read_csv(${literal(input)}, header = true, nullstr = 'NA', columns = {${types}})`
  : `read_parquet(${literal(input)})`;
const how = toParquet
  ? '(FORMAT parquet, COMPRESSION snappy, ROW_GROUP_SIZE 100000)'
  : '(FORMAT csv, HEADER true)';
const connection = await (await DuckDBInstance.create(':memory:')).connect();
await connection.run(`COPY (FROM ${rows}) TO ${literal(output)} ${how}`);
