import { openExportBench } from './bench.ts';

/** A bot in a process of its own, to be killed: exports a file of which each step takes a second. */
const [path = ''] = process.argv.slice(2);
const folder = { path, raw: () => undefined, [Symbol.dispose]: () => undefined };
const bench = await openExportBench({ folder });
const key = await bench.key();
const ids: number[] = [];
for (const name of ['a.csv', 'b.csv', 'c.csv']) ids.push(await bench.upload(key, name, 'slow,1\n'));
const id = await bench.start(key, { file_ids: ids, export_format: 'tsv' });
process.stdout.write(`${JSON.stringify({ key, id })}\n`);
setInterval(() => undefined, 1000);
