import type { ObjectStore } from '../../src/objects/object-store.ts';
import { openExportBench } from './bench.ts';

/** A bot in a process of its own that dies the moment a store has what it was given, before the record knows. */
const [path = '', what] = process.argv.slice(2);
const folder = { path, raw: () => undefined, [Symbol.dispose]: () => undefined };
const bench = await openExportBench({ folder });
const key = await bench.key();
const kept = await bench.upload(key, 'kept.csv', 'a,b\n1,2\n');
const die = async <T>(stored: Promise<T>): Promise<T> => {
  await stored;
  process.kill(process.pid, 'SIGKILL');
  return new Promise(() => undefined);
};
const { add, write } = bench.own;
const deadly: Partial<ObjectStore> =
  what === 'upload'
    ? { add: (...given) => die(add(...given)) }
    : { write: (...given) => die(write(...given)) };
Object.assign(bench.own, deadly);
process.stdout.write(`${JSON.stringify({ key })}\n`);
if (what === 'upload') await bench.upload(key, 'lost.csv', 'c,d\n3,4\n');
else await bench.start(key, { file_ids: [kept], export_format: 'tsv' });
setInterval(() => undefined, 1000);
