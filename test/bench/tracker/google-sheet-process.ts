import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setInterval } from 'node:timers/promises';
import { z } from 'zod';
import { minutes } from '../../../src/domain/duration.ts';
import type { Clock } from '../../../src/operations/ports.ts';
import { openDatabase } from '../../../src/storage/database.ts';
import { openGoogleSpreadsheet } from '../../../src/tracker/google/google-client.ts';
import { startTracking } from '../../support/tracking.ts';

/** The bot’s side of the spreadsheet, in a process of its own. */
const order = z.object({
  dataDir: z.string(),
  spreadsheet: z.string(),
  endpoint: z.string(),
  credentials: z.object({
    type: z.literal('service_account'),
    client_email: z.string(),
    private_key: z.string(),
  }),
});

/** What it took until the spreadsheet showed a run. */
export interface Shown {
  readonly seconds: number; // of work
  readonly waited: number; // seconds, for the quota
  readonly memory: number; // megabytes, resident, at most
  readonly blocked: number; // milliseconds, the longest that the bot served nobody
}

let waited = 0; // milliseconds, which nobody has to wait for here
const clock: Clock = {
  now: () => new Date(Date.now() + waited),
  async sleep(milliseconds) {
    waited += milliseconds;
    process.send?.({ waited });
    await once(process, 'message');
  },
};

const [given] = await once(process, 'message');
const { dataDir, spreadsheet: id, endpoint, credentials } = order.parse(given);
const db = openDatabase(dataDir);
const { keeper } = startTracking({
  ...{ db, clock, dataDir, sources: '' },
  spreadsheet: {
    id,
    open: (signal) => openGoogleSpreadsheet({ id, credentials, endpoint, clock, signal }),
  },
});

async function shown(): Promise<Shown> {
  const ending = new AbortController();
  const memory = watchMemory(ending.signal);
  const delays = monitorEventLoopDelay({ resolution: 5 });
  delays.enable();
  const [begun, before] = [performance.now(), waited];
  if (!(await keeper?.show(new AbortController().signal)))
    throw new Error(`It is not shown: ${(await keeper?.state())?.fault}`);
  const seconds = (performance.now() - begun) / 1000;
  delays.disable();
  ending.abort();
  const blocked = delays.max / 1e6;
  return { seconds, waited: (waited - before) / 1000, memory: await memory, blocked };
}

async function watchMemory(signal: AbortSignal): Promise<number> {
  let most = 0;
  try {
    for await (const _ of setInterval(50, undefined, { signal }))
      most = Math.max(most, process.memoryUsage.rss() / 1024 ** 2);
  } catch {
    // That is how it ends.
  }
  return most;
}

process.send?.({ what: 'first', shown: await shown() });
await once(process, 'message');
await clock.sleep(minutes(5)); // between two crawls the quota is whole again
process.send?.({ what: 'changed', shown: await shown() });
await once(process, 'message');
await db.destroy();
