import { createServer } from 'node:http';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { openWorkplaces } from '../../../src/app/executors.ts';
import { openTracking } from '../../../src/app/tracker.ts';
import { systemClock, systemRandom } from '../../../src/config/system.ts';
import type { TrackerConfig } from '../../../src/config/tracker.ts';
import { type Database, openDatabase } from '../../../src/storage/database.ts';
import { aConfig } from '../../support/config.ts';
import { aDataFolder } from '../../support/data-folder.ts';
import { ACCOUNT } from '../../support/google-sheets/account.ts';
import { startGoogleSheets } from '../../support/google-sheets/simulator.ts';
import { aTree, of, tsv } from '../tree.ts';

const quiet = () => undefined;
const log = { info: quiet, warn: quiet, error: quiet };

let open: AsyncDisposableStack;
let tree: ReturnType<typeof aTree>;
let db: Database;
beforeEach(() => {
  open = new AsyncDisposableStack();
  tree = open.use(
    aTree({ 'loading/E-MTAB-1/E-MTAB-1.idf.txt': tsv(['Investigation Title', 'One'], ['x', 'y']) }),
  );
  db = openDatabase(open.use(aDataFolder()).path);
  open.defer(() => db.destroy());
});
afterEach(() => open.disposeAsync());

function opened(sources: string, change: Partial<TrackerConfig> = {}) {
  const tracker = { sources, times: [], timeZone: 'UTC', ...change };
  const config = aConfig({ dataDir: tree.path, tracker });
  const needs = { config, clock: systemClock, random: systemRandom, log };
  const secrets = {
    slackBotToken: '',
    ingestToken: () => '',
    stagingAccessKey: '',
    stagingSecretKey: '',
    googleCredentials: JSON.stringify(ACCOUNT),
  };
  const workplace = openWorkplaces(needs).exports;
  const tracking = openTracking({ ...needs, secrets, db, workplace });
  if (tracking === undefined) throw new Error('It is switched off.');
  open.defer(() => tracking.crawls.stop());
  return tracking;
}

it('looks through folders and lists on the web, as configured', async () => {
  const list = createServer((_, response) => {
    response.setHeader('content-type', 'application/json');
    response.end('{"experiments": [{"experimentAccession": "E-MTAB-9"}]}');
  });
  await new Promise<void>((resolve) => list.listen(0, '127.0.0.1', resolve));
  open.defer(() => new Promise<void>((resolve) => list.close(() => resolve())));
  const { port } = z.object({ port: z.number() }).parse(list.address());
  const { tracking, crawlByTime } = opened(
    tree.put(
      'sources_config.json',
      JSON.stringify({
        [tree.at('loading')]: of('loading'),
        [`http://127.0.0.1:${port}/json/experiments`]: of('published'),
        [tree.at('nowhere')]: of('processed'),
      }),
    ),
  );
  await crawlByTime();
  const run = await tracking.runAt();
  expect(run?.found).toMatchObject({
    datasets: 2,
    filesRead: 1,
    unread: [{ location: tree.at('nowhere') }],
  });
  if (run === undefined) throw new Error('There was no run.');
  expect((await tracking.dataset(run, 'E-MTAB-1'))?.dataset.title).toBe('One');
  expect((await tracking.dataset(run, 'E-MTAB-9'))?.dataset.status).toBe('published');
});

it('says of a place in a bucket that its store is missing, and of a file that is not there', async () => {
  const sources = tree.put(
    'sources_config.json',
    JSON.stringify({ 's3://atlas/x': of('loading') }),
  );
  await expect(opened(sources).crawlByTime()).rejects.toThrow(
    's3://atlas/x is in a bucket: say tracker.store',
  );
  await expect(opened('/nowhere/sources.json').crawlByTime()).rejects.toThrow('cannot be read');
});

it('keeps the spreadsheet at Google after each crawl, and says which databases do not answer', async () => {
  const spreadsheet = '1rIf3t2wcfYdE8rgxDhYOwr';
  const google = open.use(await startGoogleSheets({ id: spreadsheet, now: systemClock.now }));
  const sources = tree.put('sources.json', JSON.stringify({ [tree.at('loading')]: of('loading') }));
  const { tracking, crawlByTime, keepGoogle } = opened(sources, {
    googleSheets: { spreadsheet, endpoint: google.endpoint },
    databases: [
      {
        ...{ name: 'gxa', type: 'postgres', host: '127.0.0.1', port: 1, database: 'gxa' },
        ...{ user: 'reader', tls: 'off', patience: 1000, answers: ['bulk experiments'] },
      },
    ],
  });
  const stop = new AbortController();
  const keeping = keepGoogle(stop.signal);
  await crawlByTime();
  expect((await tracking.runAt())?.found?.troubles).toMatchObject([
    { location: 'gxa', why: 'silent' },
  ]);
  await expect
    .poll(async () => (await tracking.google?.state())?.runId, { timeout: 10_000 })
    .toBe(1);
  stop.abort();
  await keeping;
  const title = 'Track Ingested Experiments';
  expect(google.people.text(title, 'E-MTAB-1', 'Investigation Title')).toBe('One');
  expect(google.people.text(title, 'E-MTAB-1', 'Web Link')).toContain('not known');
});
