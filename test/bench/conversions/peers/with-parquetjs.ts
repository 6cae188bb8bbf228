import { createReadStream } from 'node:fs';
import { parse } from 'csv-parse';
import parquet from 'parquetjs-lite';
import { z } from 'zod';
import { columnsGiven } from '../tables.ts';

/** Row by row, types given: with-parquetjs.ts INPUT OUTPUT COLUMNS. */
const [input = '', output = '', given = ''] = process.argv.slice(2);
const columns = columnsGiven.parse(JSON.parse(given));
const TYPES = { VARCHAR: 'UTF8', DOUBLE: 'DOUBLE', BIGINT: 'INT64' } as const;
const fields = columns.map(({ name, type }) => [
  name,
  { type: TYPES[type], optional: true, compression: 'SNAPPY' as const },
]);
const schema = new parquet.ParquetSchema(Object.fromEntries(fields));
const writer = await parquet.ParquetWriter.openFile(schema, output);
writer.setRowGroupSize(100_000);
const cells = z.array(z.string());
for await (const raw of createReadStream(input).pipe(parse({ from: 2 }))) {
  const row = cells.parse(raw);
  const values = columns.map(({ name, type }, index) => {
    const cell = row[index] ?? 'NA';
    return [name, cell === 'NA' ? null : type === 'VARCHAR' ? cell : Number(cell)];
  });
  await writer.appendRow(Object.fromEntries(values));
}
await writer.close();
