import { once } from 'node:events';
import { monitorEventLoopDelay } from 'node:perf_hooks';
import { setInterval } from 'node:timers/promises';
import { z } from 'zod';
import { minutes } from '../../../src/domain/duration.ts';
import type { Clock } from '../../../src/operations/ports.ts';
import { type Database, openDatabase } from '../../../src/storage/database.ts';
import { beginRun, completeRun } from '../../../src/storage/tracker/runs.ts';
import { saveBatch, type Version } from '../../../src/storage/tracker/versions.ts';
import { isExternal } from '../../../src/tracker/dataset/dataset.ts';
import { openGoogleSpreadsheet } from '../../../src/tracker/google/google-client.ts';
import { STAGES } from '../../../src/tracker/state/stage.ts';
import { contentOf } from '../../../src/tracker/tracking/version.ts';
import { startTracking } from '../../support/tracking.ts';
import { aDataset } from '../../tracker/datasets.ts';

/** The bot’s side of the spreadsheet, in a process of its own. */
const order = z.object({
  dataDir: z.string(),
  datasets: z.int(),
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
const { dataDir, datasets, spreadsheet: id, endpoint, credentials } = order.parse(given);
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

/** A run that found of so many datasets, one in each of so many, something else than the one before. */
async function found(database: Database, edition: number, every: number): Promise<void> {
  const at = clock.now();
  const by = 'a benchmark';
  const run = await beginRun(database, { by, at });
  const numbers = Array.from({ length: Math.ceil(datasets / every) }, (_, n) => n * every);
  for (let from = 0; from < numbers.length; from += 500) {
    const begun = numbers.slice(from, from + 500).map((n) => versionOf(n, edition, at));
    const ended = edition === 0 ? [] : begun.map(({ accession }) => accession);
    await database
      .transaction()
      .execute((transaction) => saveBatch(transaction, run.id, { ended, begun, changes: [] }));
  }
  const nothing = { changes: {}, troubles: [], troubled: 0, unread: [] };
  const findings = { ...nothing, datasets, filesRead: 0 };
  await completeRun(database, run, findings, at, async () => undefined);
}

/** As many of each stage. */
function versionOf(n: number, edition: number, since: Date): Version {
  const stage = STAGES[n % STAGES.length] ?? 'external';
  const path = `/nfs/production/${stage}/E-MTAB-${n}/E-MTAB-${n}`;
  const dataset = aDataset(`E-MTAB-${n}`, stage, {
    idf: `${path}.idf.txt`,
    sdrf: `${path}.sdrf.txt`,
    modifiedAt: '2026-03-02T09:00:00.000Z',
    title: `Transcription profiling of dataset ${n}, edition ${edition}, by high-throughput sequencing`,
    experimentType: 'rnaseq_mrna_baseline',
    analysisTypes: ['RNA-seq of coding RNA'],
    curators: ['ana'],
    secondaryAccessions: [`ERP${n}`],
    organisms: ['Mus musculus'],
    libraries: ['10xV2'],
  });
  const { accession, status, reach, tech, curators } = dataset;
  const content = contentOf(dataset);
  const modifiedAt = new Date('2026-03-02T09:00:00Z');
  const external = isExternal(dataset);
  return {
    ...{ accession, status, reach, tech, curators, content, since, modifiedAt },
    isExternal: external,
  };
}

await found(db, 0, 1);
process.send?.({ what: 'first', shown: await shown() });
await once(process, 'message');
await clock.sleep(minutes(5)); // between two crawls the quota is whole again
await found(db, 1, 100);
process.send?.({ what: 'changed', shown: await shown() });
await once(process, 'message');
await db.destroy();
