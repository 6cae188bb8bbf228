import { json } from 'node:stream/consumers';
import { z } from 'zod';
import { openFiles, type Place } from './bench.ts';

/** A bot in a process of its own, so that it can be killed: what it needs to know comes by standard input. */
const given = z.object({ place: z.custom<Place>(), path: z.string() });
const { place, path } = given.parse(await json(process.stdin));
const bench = await openFiles(place, {
  folder: { path, raw: () => undefined, [Symbol.dispose]: () => undefined },
});
bench.run();
process.stdout.write('running\n');
setInterval(() => undefined, 1000);
