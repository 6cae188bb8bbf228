import { createRequire } from 'node:module';

interface Polars {
  scanCSV(path: string, options: { readonly nullValues: string }): LazyFrame;
}

interface LazyFrame {
  sinkParquet(path: string, options: { readonly compression: 'snappy' }): LazyFrame;
  collect(): Promise<unknown>;
}

/** As a stream, types guessed: with-polars.ts INPUT OUTPUT. It is no dependency: not every platform has it. */
const polars: Polars = createRequire(import.meta.url)('nodejs-polars');
const [input = '', output = ''] = process.argv.slice(2);
await polars
  .scanCSV(input, { nullValues: 'NA' })
  .sinkParquet(output, { compression: 'snappy' })
  .collect();
