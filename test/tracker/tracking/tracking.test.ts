import { mkdirSync, readdirSync, rmSync, symlinkSync, utimesSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hours } from '../../../src/domain/duration.ts';
import type { Actor } from '../../../src/domain/role.ts';
import { type Database, openDatabase } from '../../../src/storage/database.ts';
import { verifyJournal } from '../../../src/storage/journal.ts';
import { listErrands } from '../../../src/storage/outbox.ts';
import { beginRun, latestRun } from '../../../src/storage/tracker/runs.ts';
import type { Place } from '../../../src/tracker/crawl/place.ts';
import { agesOf, standingsOf } from '../../../src/tracker/history/census.ts';
import type { Source } from '../../../src/tracker/sources/source.ts';
import { readDigest } from '../../../src/tracker/tracking/digests.ts';
import { aDataFolder } from '../../support/data-folder.ts';
import { createTestClock, type TestClock } from '../../support/test-clock.ts';
import { crawled, startTracking } from '../../support/tracking.ts';
import { aTree, EARLIER, here, of, tsv } from '../tree.ts';

const ana: Actor = { kind: 'person', id: 'U0ANA', roles: ['wrangler'] };
const idf = (title: string, secondary = '') =>
  tsv(['Investigation Title', title], ['Comment[SecondaryAccession]', secondary]);

let open: DisposableStack;
let tree: ReturnType<typeof aTree>;
let db: Database;
let clock: TestClock;
let dataDir: string;
let sources: string;
beforeEach(() => {
  open = new DisposableStack();
  tree = open.use(
    aTree({
      'loading/E-MTAB-1/E-MTAB-1.idf.txt': idf('One'),
      'loading/E-CURD-7.idf.txt': idf('Seven', 'GSE5'),
      'ext/E-GEOD-5.idf.txt': idf('Five'),
      'processed/keep': '',
    }),
  );
  sources = tree.put(
    'sources_config.json',
    JSON.stringify({
      [tree.at('loading')]: of('loading'),
      [tree.at('ext')]: of('external'),
      [tree.at('processed')]: of('analysing', 'processed'),
    }),
  );
  dataDir = open.use(aDataFolder()).path;
  db = openDatabase(dataDir);
  clock = createTestClock(new Date('2026-03-03T09:00:00Z')); // the files have settled
});
afterEach(async () => {
  await db.destroy();
  open.dispose();
});
const start = (opened?: (source: Source) => Place) =>
  startTracking({ db, clock, dataDir, sources, ...(opened && { open: opened }) });
type Tracking = ReturnType<typeof start>['tracking'];
async function statuses(tracking: Tracking, at?: Date) {
  const run = await tracking.runAt(at);
  if (run === undefined) return undefined;
  const page = { order: 'accession', descending: false, limit: 100, offset: 0 } as const;
  const { rows } = await tracking.board(run, {}, page);
  return rows.map(({ dataset }) => `${dataset.accession} ${dataset.status}`);
}

describe('a crawl', () => {
  it('is a run: who, when, how many, and what changed', async () => {
    const run = await crawled(start());
    expect(run).toMatchObject({
      by: 'timer',
      state: 'done',
      found: { datasets: 3, filesRead: 3, changes: { appeared: 3 }, troubled: 0, unread: [] },
    });
  });

  it('reads only what has changed, also after a restart', async () => {
    await crawled(start());
    tree.put('loading/E-MTAB-1/E-MTAB-1.idf.txt', idf('Another title'));
    expect(await crawled(start())).toMatchObject({
      found: { filesRead: 1, changes: { edited: 1 } },
    });
    expect(await crawled(start())).toMatchObject({ found: { filesRead: 0, changes: {} } });
  });

  it('is there once: who comes second is told of the first', async () => {
    const { crawls } = start();
    const [first, second] = await Promise.all([crawls.start(ana), crawls.start({ kind: 'timer' })]);
    expect([first.what, second.what]).toEqual(['started', 'under way']);
    if (first.what !== 'started' || second.what !== 'under way') throw new Error('unreachable');
    expect(second.run).toEqual(first.run);
    expect(first.run.by).toBe('U0ANA');
    expect(await second.ended).toEqual(await first.ended);
    expect(await crawled({ crawls })).toMatchObject({ id: 2 });
  });

  it('does not begin with sources that have a fault, which is named', async () => {
    writeFileSync(sources, '{"/x": {"stage": ["lodaing"], "tech": []}}');
    expect(await start().crawls.start(ana)).toMatchObject({
      what: 'no sources',
      faults: [expect.stringContaining('"lodaing" is no stage')],
    });
    expect(await latestRun(db)).toBeUndefined();
  });

  it('that is stopped half-way counts for nothing, and the next one begins anew', async () => {
    const before = start();
    await crawled(before);
    tree.put('processed/E-MTAB-1/x');
    let reached: () => void = () => undefined;
    const hanging = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const { crawls } = start(({ location }) => ({
      ...here(location),
      async *list(signal) {
        reached();
        await new Promise((resolve) => signal.addEventListener('abort', resolve));
        yield [];
      },
    }));
    const started = await crawls.start(ana);
    await hanging;
    await crawls.stop();
    if (started.what !== 'started') throw new Error('It did not start.');
    expect(await started.ended).toMatchObject({
      state: 'failed',
      fault: 'The bot was stopped meanwhile.',
    });
    expect(await statuses(before.tracking)).toContain('E-MTAB-1 loading');
    expect(await crawled(start())).toMatchObject({ found: { changes: { forwards: 1 } } });
  });

  it('whose process was killed while it wrote is not seen, and is taken back by the next', async () => {
    await crawled(start());
    const left = await beginRun(db, { by: 'timer', at: clock.now() });
    await db
      .updateTable('tracked_version')
      .set({ to_run: left.id })
      .where('accession', '=', 'E-MTAB-1')
      .execute();
    const { tracking, crawls } = start();
    expect(await statuses(tracking)).toHaveLength(3);
    expect((await tracking.versions('E-MTAB-1'))[0]?.to).toBeUndefined();
    expect(await crawled({ crawls })).toMatchObject({ found: { changes: {} } });
    expect(await tracking.run(left.id)).toMatchObject({ state: 'failed' });
    expect(await statuses(tracking)).toHaveLength(3);
  });

  it('keeps what a place held while it cannot be read, with its time', async () => {
    const { tracking, ...first } = start();
    const run = await crawled(first);
    await clock.advance(hours(5));
    rmSync(tree.at('loading'), { recursive: true });
    const later = await crawled(start());
    expect(later.found).toMatchObject({
      datasets: 3,
      changes: {},
      troubles: [{ location: tree.at('loading'), why: 'absent' }],
      unread: [{ location: tree.at('loading'), since: run.startedAt.toISOString() }],
    });
    const stood = await tracking.dataset(later, 'E-MTAB-1');
    expect(stood?.dataset.asOf).toBe(run.startedAt.toISOString());
    expect((await tracking.dataset(later, 'E-GEOD-5'))?.dataset.asOf).toBe(
      later.startedAt.toISOString(),
    );
  });

  it('that fails by a fault of the bot says so, and the next one goes on', async () => {
    const broken = start(() => {
      throw new Error('planted');
    });
    expect(await crawled(broken)).toMatchObject({ state: 'failed' });
    expect(await crawled(start())).toMatchObject({ state: 'done' });
  });
});

describe('history', () => {
  it('tells how everything stood at any time', async () => {
    const { tracking, ...first } = start();
    const begin = clock.now();
    await crawled(first);
    await clock.advance(hours(5));
    tree.put('processed/E-MTAB-1/x');
    rmSync(tree.at('ext/E-GEOD-5.idf.txt'));
    await crawled(first);
    await clock.advance(hours(5));
    rmSync(tree.at('processed/E-MTAB-1'), { recursive: true });
    await crawled(first);
    expect(await statuses(tracking, new Date(begin.getTime() - 1))).toBeUndefined();
    expect(await statuses(tracking, begin)).toEqual([
      'E-CURD-7 loading',
      'E-GEOD-5 external',
      'E-MTAB-1 loading',
    ]);
    expect(await statuses(tracking, new Date(begin.getTime() + hours(9)))).toEqual([
      'E-CURD-7 loading',
      'E-MTAB-1 analysing processed',
    ]);
    expect(await statuses(tracking)).toEqual(['E-CURD-7 loading', 'E-MTAB-1 loading']);
    const changes = await tracking.changes({ accession: 'E-MTAB-1' }, { limit: 10 });
    expect(changes.map(({ run, change }) => [run, change.kind])).toEqual([
      [1, 'appeared'],
      [2, 'forwards'],
      [3, 'backwards'],
    ]);
    const versions = await tracking.versions('E-MTAB-1');
    expect(versions.map(({ dataset, to }) => [dataset.status, to === undefined])).toEqual([
      ['loading', false],
      ['analysing processed', false],
      ['loading', true],
    ]);
    expect(await tracking.changes({ run: 2 }, { kind: 'gone', limit: 10 })).toMatchObject([
      { change: { accession: 'E-GEOD-5', status: 'external' } },
    ]);
  });

  it('is on record: it can’t be changed or deleted, and the journal has each run', async () => {
    await crawled(start());
    await expect(db.deleteFrom('tracked_version').execute()).rejects.toThrow('stays');
    await expect(db.deleteFrom('tracked_change').execute()).rejects.toThrow('stays');
    await expect(
      db.updateTable('tracked_version').set({ status: 'published' }).execute(),
    ).rejects.toThrow('stays');
    expect(await verifyJournal(db)).toMatchObject({ ok: true, entries: 1 });
  });

  it('counts how long a status has lasted, through edits', async () => {
    const { tracking, ...first } = start();
    const { startedAt } = await crawled(first);
    await clock.advance(hours(5));
    tree.put('loading/E-MTAB-1/E-MTAB-1.idf.txt', idf('Another title'));
    const run = await crawled(first);
    expect((await tracking.dataset(run, 'E-MTAB-1'))?.since).toEqual(startedAt);
  });

  it('is short for thousands of files that are as they were, also after a restart', async () => {
    const files = Array.from({ length: 4500 }, (_, at) => ({
      accession: `E-MTAB-${at}`,
      kind: 'idf' as const,
      path: `/nfs/E-MTAB-${at}.idf.txt`,
      bytes: 10,
      modified: at,
      mark: '1',
    }));
    const facts = { kind: 'sdrf' as const, organisms: [], libraries: [] };
    const many = (isThere: boolean) =>
      start(({ stages }) => ({
        async *list() {
          if (stages[0] !== 'loading') return;
          if (isThere) yield files.map((file) => ({ what: 'file' as const, ...file }));
          else yield [{ what: 'obstacle' as const, why: 'silent' as const }];
        },
        async *read(asked) {
          yield asked.map(({ path, bytes, modified, mark }) => {
            const notes: [] = [];
            return { what: 'reading' as const, path, bytes, modified, mark, facts, notes };
          });
        },
        async *fetch() {},
      }));
    expect((await crawled(many(true))).found?.filesRead).toBe(4500);
    expect((await crawled(many(true))).found?.filesRead).toBe(0);
    expect((await crawled(many(false))).found?.unread).toHaveLength(1);
    files.splice(0, 3000);
    expect((await crawled(many(true))).found?.filesRead).toBe(0);
    const { n } = await db
      .selectFrom('crawl_reading')
      .select(({ fn }) => fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow();
    expect(n).toBe(1500);
  });

  it('is told page by page: thousands of datasets come and go as they do', async () => {
    const many = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, at) => `E-MTAB-${10_000 + from + at}`);
    let there = many(0, 2600);
    const { tracking, ...first } = start(({ stages }) => ({
      async *list() {
        if (stages[0] === 'loading')
          yield there.map((accession) => ({ what: 'dataset' as const, accession }));
      },
      async *read() {},
      async *fetch() {},
    }));
    expect((await crawled(first)).found?.changes).toEqual({ appeared: 2600 });
    there = [...many(100, 1200), ...many(1300, 5000)];
    expect((await crawled(first)).found?.changes).toEqual({ appeared: 2400, gone: 200 });
    there = many(4990, 5000);
    expect((await crawled(first)).found?.changes).toEqual({ gone: 4790 });
    expect(await statuses(tracking)).toHaveLength(10);
    expect((await crawled(first)).found?.changes).toEqual({});
  });
});

const noWorkbook = async () => undefined;

describe('what a channel is told', () => {
  const by = async (actor: Actor) => {
    const started = await start().crawls.start(actor);
    if (started.what === 'no sources') throw new Error(started.faults.join());
    return started.ended;
  };
  const timer: Actor = { kind: 'timer' };
  const told = async () => (await listErrands(db, 'digest:')).map(({ errand }) => errand);

  it('is entered with a scheduled crawl that found something, and with no other', async () => {
    const first = await by(timer);
    expect(await told()).toEqual([{ kind: 'crawl digest', run: first.id }]);
    await by(timer); // nothing has changed
    tree.put('loading/E-MTAB-1/E-MTAB-1.idf.txt', idf('Another title'));
    await by(ana);
    expect(await told()).toHaveLength(1);
  });

  it('is all since the last scheduled crawl, what went backwards first', async () => {
    tree.put('processed/E-MTAB-1/x');
    expect(await readDigest(db, (await by(timer)).id, noWorkbook)).toMatchObject({ isFirst: true });
    rmSync(tree.at('processed/E-MTAB-1'), { recursive: true });
    tree.put('loading/E-MTAB-8/x');
    await by(ana);
    tree.put('loading/E-MTAB-9/x');
    const { id } = await by(timer);
    expect(await readDigest(db, id, noWorkbook)).toMatchObject({
      run: id,
      isFirst: false,
      datasets: 5,
      counts: { backwards: 1, appeared: 2 },
      changes: [
        { kind: 'backwards', accession: 'E-MTAB-1', to: 'loading' },
        { kind: 'appeared', accession: 'E-MTAB-8' },
        { kind: 'appeared', accession: 'E-MTAB-9' },
      ],
    });
    expect(await told()).toHaveLength(2);
  });

  it('is also that a place cannot be read any more, once', async () => {
    await by(timer);
    rmSync(tree.at('ext'), { recursive: true });
    const { id } = await by(timer);
    await by(timer);
    expect((await told()).at(-1)).toEqual({ kind: 'crawl digest', run: id });
    expect(await readDigest(db, id, noWorkbook)).toMatchObject({
      counts: {},
      unread: [{ location: tree.at('ext') }],
    });
  });
});

describe('how many stand where, and since when', () => {
  it('is counted for each state; the median is when half of them were first seen so', async () => {
    const { tracking, ...crawling } = start();
    const run = await crawled(crawling);
    const standings = standingsOf(await tracking.census(run));
    const of = (stage: string) => standings.find((one) => one.stage === stage);
    expect(of('loading')).toMatchObject({ datasets: 2, median: run.startedAt });
    expect(of('external')).toMatchObject({ datasets: 1 });
    expect(of('published')).toEqual({ stage: 'published', datasets: 0, median: undefined });
    const later = new Date('2026-05-03');
    expect(agesOf(await tracking.census(run), later)).toContainEqual({
      name: '1 to 3 months',
      datasets: 2, // what is external is not on its way
    });
  });
});

describe('folders of sheets that a bot left when it was killed', () => {
  it('are cleared away once they are old, and no other', async () => {
    const { tracking } = start();
    for (const name of ['old', 'new'])
      mkdirSync(join(dataDir, 'sheets', name), { recursive: true });
    utimesSync(join(dataDir, 'sheets/old'), EARLIER, EARLIER);
    expect(await tracking.files.sweep(new Date('2026-03-03'))).toBe(1);
    expect(readdirSync(join(dataDir, 'sheets'))).toEqual(['new']);
  });
});

describe('a file of metadata', () => {
  it('is brought as it is now, and never from outside of its place', async () => {
    const { tracking, ...crawling } = start();
    const run = await crawled(crawling);
    const bring = async (accession: string) => {
      const found = await tracking.dataset(run, accession);
      if (found === undefined) throw new Error(`${accession} is not tracked.`);
      return tracking.metadata.bring(found.dataset, 'idf');
    };
    tree.put('loading/E-MTAB-1/E-MTAB-1.idf.txt', 'as it is now');
    const brought = await bring('E-MTAB-1');
    expect(brought).toMatchObject({ ok: true, name: 'E-MTAB-1.idf.txt' });
    expect(brought.ok && Buffer.from(brought.content).toString()).toBe('as it is now');
    rmSync(tree.at('loading/E-MTAB-1'), { recursive: true });
    symlinkSync(tree.at('elsewhere'), tree.at('loading/E-MTAB-1'));
    tree.put('elsewhere/E-MTAB-1.idf.txt', 'secret');
    expect(await bring('E-MTAB-1')).toMatchObject({ ok: false, why: 'outside' });
    rmSync(tree.at('loading/E-CURD-7.idf.txt'));
    expect(await bring('E-CURD-7')).toMatchObject({ ok: false, why: 'vanished' });
    tree.put('ext/E-GEOD-5.idf.txt', new Uint8Array(26 * 1024 ** 2));
    expect(await bring('E-GEOD-5')).toMatchObject({ ok: false, why: 'too large' });
  });
});

describe('duplicates', () => {
  it('are those that share a name, until somebody says that they are two', async () => {
    const { tracking, ...first } = start();
    await crawled(first);
    const { open: found } = await tracking.twins.list();
    expect(found).toMatchObject([
      { warning: 'WARNING Already Ingested. See E-CURD-7', external: { accession: 'E-GEOD-5' } },
    ]);
    const pair: [string, string] = ['E-GEOD-5', 'E-CURD-7'];
    const verdict = {
      accessions: pair,
      verdict: 'not a duplicate',
      reason: 'Another tissue.',
    } as const;
    expect(await tracking.twins.decide({ kind: 'timer' }, verdict)).toBe('not your role');
    expect(
      await tracking.twins.decide(ana, { ...verdict, accessions: ['E-GEOD-5', 'E-MTAB-1'] }),
    ).toBe('no such pair');
    expect(await tracking.twins.decide(ana, verdict)).toMatchObject({
      what: 'decided',
      verdict: { person: 'U0ANA' },
    });
    const ben = { ...ana, id: 'U0BEN' };
    const second = await tracking.twins.decide(ben, { ...verdict, reason: 'So say I.' });
    expect(second).toMatchObject({
      what: 'somebody was first',
      verdict: { person: 'U0ANA', reason: 'Another tissue.' },
    });
    await crawled(first);
    expect(await start().tracking.twins.list()).toMatchObject({
      open: [],
      decided: [
        { accessions: ['E-CURD-7', 'E-GEOD-5'], reason: 'Another tissue.', person: 'U0ANA' },
      ],
    });
    await tracking.twins.decide(ana, { ...verdict, verdict: 'open again' });
    expect((await tracking.twins.list()).open).toHaveLength(1);
  });
});
