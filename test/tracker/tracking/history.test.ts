import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hours } from '../../../src/domain/duration.ts';
import { verifyJournal } from '../../../src/storage/journal.ts';
import { crawled } from '../../support/tracking.ts';
import { type ATracker, aTracker, idf, statuses } from './a-tracker.ts';

let its: ATracker;
beforeEach(() => {
  its = aTracker();
});
afterEach(() => its[Symbol.asyncDispose]());

describe('history', () => {
  it('tells how everything stood at any time', async () => {
    const { tracking, ...first } = its.start();
    const begin = its.clock.now();
    await crawled(first);
    await its.clock.advance(hours(5));
    its.tree.put('processed/E-MTAB-1/x');
    rmSync(its.tree.at('ext/E-GEOD-5.idf.txt'));
    await crawled(first);
    await its.clock.advance(hours(5));
    rmSync(its.tree.at('processed/E-MTAB-1'), { recursive: true });
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
    expect(
      await tracking.changes({ first: 2, last: 2 }, { kind: 'gone', limit: 10 }),
    ).toMatchObject([{ change: { accession: 'E-GEOD-5', status: 'external' } }]);
  });

  it('is on record: it can’t be changed or deleted, and the journal has each run', async () => {
    await crawled(its.start());
    await expect(its.db.deleteFrom('tracked_version').execute()).rejects.toThrow('stays');
    await expect(its.db.deleteFrom('tracked_change').execute()).rejects.toThrow('stays');
    await expect(
      its.db.updateTable('tracked_version').set({ status: 'published' }).execute(),
    ).rejects.toThrow('stays');
    expect(await verifyJournal(its.db)).toMatchObject({ ok: true, entries: 1 });
  });

  it('counts how long a status has lasted, through edits', async () => {
    const { tracking, ...first } = its.start();
    const { startedAt } = await crawled(first);
    await its.clock.advance(hours(5));
    its.tree.put('loading/E-MTAB-1/E-MTAB-1.idf.txt', idf('Another title'));
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
      its.start(({ stages }) => ({
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
    const { n } = await its.db
      .selectFrom('crawl_reading')
      .select(({ fn }) => fn.countAll<number>().as('n'))
      .executeTakeFirstOrThrow();
    expect(n).toBe(1500);
  });

  it('is told page by page: thousands of datasets come and go as they do', async () => {
    const many = (from: number, to: number) =>
      Array.from({ length: to - from }, (_, at) => `E-MTAB-${10_000 + from + at}`);
    let there = many(0, 2600);
    const { tracking, ...first } = its.start(({ stages }) => ({
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
