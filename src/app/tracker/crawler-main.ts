import { createWriteStream, readFileSync } from 'node:fs';
import { z } from 'zod';
import { systemClock, systemRandom } from '../../config/system.ts';
import { trackedStore } from '../../config/tracker/tracker.ts';
import { seconds } from '../../domain/duration.ts';
import { openReadOnly } from '../../storage/database.ts';
import { createReaders } from '../../tracker/crawl/folder/readers.ts';
import { lookThrough } from '../../tracker/tracking/looking/look.ts';
import { order } from '../../tracker/tracking/looking/piece.ts';
import { openPlaces } from './places.ts';

/**
 * What runs in the process that looks through all places. It reads the database, beside the bot, which alone writes: it
 * is handed what differs, a line of JSON for each piece. It waits while nobody takes them, and ends when nobody can.
 * Without an order it only begins.
 */
const INPUT = 0;
const OUTPUT = 1;
const SIGN_OF_LIFE = seconds(10);

const input = readFileSync(INPUT, 'utf8');
if (input === '') process.exit();
const { dataDir, store, ...asked } = z
  .object({ dataDir: z.string(), store: trackedStore.optional(), order })
  .parse(JSON.parse(input));
const { TRACKER_ACCESS_KEY: accessKey = '', TRACKER_SECRET_KEY: secretKey = '' } = process.env;

/** While nobody takes it, what is read next can still be looked at. */
const output = createWriteStream('', { fd: OUTPUT });
const tell = (pieces: readonly unknown[]): Promise<void> =>
  new Promise((resolve, reject) => {
    output.write(`${JSON.stringify(pieces)}\n`, (error) => (error ? reject(error) : resolve()));
  });

setInterval(tell, SIGN_OF_LIFE, []).unref();
const db = openReadOnly(dataDir);
using readers = createReaders();
const outside = { clock: systemClock, random: systemRandom, readers };
const open = openPlaces({ store, accessKey, secretKey, ...outside });
const { signal } = new AbortController(); // whoever has enough of it ends the process
for await (const pieces of lookThrough({ db, open })(asked.order, signal)) await tell(pieces);
await db.destroy();
