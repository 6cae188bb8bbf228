import { readdirSync } from 'node:fs';
import { createServer } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { openWorkplaces } from '../../../src/app/executors.ts';
import { openObjects } from '../../../src/app/objects.ts';
import { compileCrawler, openTracking } from '../../../src/app/tracker/tracker.ts';
import { systemClock, systemRandom } from '../../../src/config/system.ts';
import type { TrackerConfig } from '../../../src/config/tracker/tracker.ts';
import { serviceAccount } from '../../../src/sandbox/google-sheets/account.ts';
import { startGoogleSheets } from '../../../src/sandbox/google-sheets/google-sheets.ts';
import { type Database, openDatabase } from '../../../src/storage/database.ts';
import { lookElsewhere } from '../../../src/tracker/tracking/looking/crawler.ts';
import { aConfig } from '../../support/config.ts';
import { aDataFolder } from '../../support/data-folder.ts';
import { aTree, of, tsv } from '../tree.ts';

const quiet = () => undefined;
const log = { info: quiet, warn: quiet, error: quiet };

let open: AsyncDisposableStack;
let tree: ReturnType<typeof aTree>;
let db: Database;
let dataDir: string;
beforeEach(() => {
  open = new AsyncDisposableStack();
  tree = open.use(
    aTree({ 'loading/E-MTAB-1/E-MTAB-1.idf.txt': tsv(['Investigation Title', 'One'], ['x', 'y']) }),
  );
  dataDir = open.use(aDataFolder()).path;
  db = openDatabase(dataDir);
  open.defer(() => db.destroy());
});
afterEach(() => open.disposeAsync());

function opened(sources: string, change: Partial<TrackerConfig> = {}) {
  const tracker = { sources, times: [], timeZone: 'UTC', workbooks: 30, ...change };
  const config = aConfig({ dataDir, tracker });
  const needs = { config, clock: systemClock, random: systemRandom, log, news: quiet };
  const secrets = {
    slackBotToken: '',
    ingestToken: () => '',
    stagingAccessKey: '',
    stagingSecretKey: '',
    googleCredentials: JSON.stringify(serviceAccount()),
  };
  const workplace = openWorkplaces(needs).exports;
  const { store: own } = openObjects({ ...needs, secrets, port: 0 });
  const tracking = openTracking({ ...needs, secrets, db, workplace, own });
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
  const { tracking, crawls } = opened(
    tree.put(
      'sources_config.json',
      JSON.stringify({
        [tree.at('loading')]: of('loading'),
        [`http://127.0.0.1:${port}/json/experiments`]: of('published'),
        [tree.at('nowhere')]: of('processed'),
      }),
    ),
  );
  const started = await crawls.start({ kind: 'timer' });
  if (started.what === 'started') await started.ended;
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
  const start = (path: string) => opened(path).crawls.start({ kind: 'timer' });
  expect(await start(sources)).toEqual({
    what: 'no sources',
    faults: ['s3://atlas/x is in a bucket: say tracker.store'],
  });
  expect(await start('/nowhere/sources.json')).toMatchObject({
    what: 'no sources',
    faults: [expect.stringContaining('cannot be read')],
  });
});

it('is compiled before the first crawl, which has nothing left to compile', async () => {
  const compiled = () => readdirSync(join(dataDir, 'code-cache'), { recursive: true }).length;
  await compileCrawler(dataDir, new AbortController().signal);
  const before = compiled();
  expect(before).toBeGreaterThan(1);
  const sources = tree.put('sources.json', JSON.stringify({ [tree.at('loading')]: of('loading') }));
  const started = await opened(sources).crawls.start({ kind: 'timer' });
  expect(started.what === 'started' && (await started.ended).state).toBe('done');
  expect(compiled()).toBe(before);
});

describe('whoever looks through places for the bot', () => {
  const order = { at: '2026-03-03T09:00:00.000Z', program: '', sources: [] };
  const look = async (program: string, signal = new AbortController().signal) => {
    const needs = { command: [process.execPath, '-e', program], environment: {}, needs: {} };
    const pieces = [];
    for await (const some of lookElsewhere(needs)(order, signal)) pieces.push(...some);
    return pieces;
  };

  it('is not believed when it ends before its end, or says what nobody understands', async () => {
    await expect(look('console.error("no room"); process.exit(7)')).rejects.toThrow('no room');
    await expect(look('console.log(JSON.stringify([{ what: "nonsense" }]))')).rejects.toThrow();
  });

  it('has none of the bot’s secrets, and ends with it', async () => {
    const told = 'readings are gone';
    process.env['SLACK_BOT_TOKEN'] = 'xoxb-1';
    open.defer(() => void delete process.env['SLACK_BOT_TOKEN']);
    const program = `console.log(JSON.stringify([{ what: "${told}", paths: Object.keys(process.env) }]))`;
    const [piece] = await look(program);
    expect(piece).toMatchObject({
      what: told,
      paths: expect.not.arrayContaining(['SLACK_BOT_TOKEN']),
    });
    const stopping = new AbortController();
    setTimeout(() => stopping.abort(), 200);
    await expect(look('setInterval(() => {}, 1000)', stopping.signal)).rejects.toThrow('abort');
  });
});

it('keeps the spreadsheet at Google after each crawl, and says which databases do not answer', async () => {
  const spreadsheet = '1rIf3t2wcfYdE8rgxDhYOwr';
  const google = open.use(await startGoogleSheets({ id: spreadsheet, now: systemClock.now }));
  const sources = tree.put('sources.json', JSON.stringify({ [tree.at('loading')]: of('loading') }));
  const { tracking, crawls, run } = opened(sources, {
    googleSheets: { spreadsheet, endpoint: google.endpoint },
    databases: [
      {
        ...{ name: 'gxa', type: 'postgres', host: '127.0.0.1', port: 1, database: 'gxa' },
        ...{ user: 'reader', tls: 'off', patience: 1000, answers: ['bulk experiments'] },
      },
    ],
  });
  const stop = new AbortController();
  const keeping = run(stop.signal);
  const started = await crawls.start({ kind: 'timer' });
  expect(started.what === 'started' && (await started.ended).state).toBe('done');
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
