import { rmSync, symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hours } from '../../../src/domain/duration.ts';
import { beginRun, latestRun } from '../../../src/storage/tracker/runs.ts';
import { createCrawls } from '../../../src/tracker/tracking/crawls.ts';
import { crawled } from '../../support/tracking.ts';
import { here } from '../tree.ts';
import { type ATracker, ana, aTracker, idf, statuses } from './a-tracker.ts';

let its: ATracker;
beforeEach(() => {
  its = aTracker();
});
afterEach(() => its[Symbol.asyncDispose]());

describe('a crawl', () => {
  it('is a run: who, when, how many, and what changed', async () => {
    const run = await crawled(its.start());
    expect(run).toMatchObject({
      by: 'timer',
      state: 'done',
      found: { datasets: 3, filesRead: 3, changes: { appeared: 3 }, troubled: 0, unread: [] },
    });
  });

  it('reads only what has changed, also after a restart', async () => {
    await crawled(its.start());
    its.tree.put('loading/E-MTAB-1/E-MTAB-1.idf.txt', idf('Another title'));
    expect(await crawled(its.start())).toMatchObject({
      found: { filesRead: 1, changes: { edited: 1 } },
    });
    expect(await crawled(its.start())).toMatchObject({ found: { filesRead: 0, changes: {} } });
  });

  it('is there once: who comes second is told of the first', async () => {
    const { crawls } = its.start();
    const [first, second] = await Promise.all([crawls.start(ana), crawls.start({ kind: 'timer' })]);
    expect([first.what, second.what]).toEqual(['started', 'under way']);
    if (first.what !== 'started' || second.what !== 'under way') throw new Error('unreachable');
    expect(second.run).toEqual(first.run);
    expect(first.run.by).toBe('U0ANA');
    expect(await second.ended).toEqual(await first.ended);
    expect(await crawled({ crawls })).toMatchObject({ id: 2 });
  });

  it('that has looked through all places, and tidies up, is waited for: what has changed since is for the next', async () => {
    const isDone = Promise.withResolvers<void>();
    const tidying = Promise.withResolvers<void>();
    const quiet = () => undefined;
    const crawls = createCrawls({
      ...{ db: its.db, clock: its.clock, log: { info: quiet, warn: quiet, error: quiet } },
      sources: async () => ({ ok: true, sources: [], warnings: [] }),
      news: isDone.resolve,
      async *look() {
        const nothing = { datasets: 0, changes: {}, filesRead: 0 };
        const findings = { ...nothing, troubles: [], troubled: 0, unread: [] };
        yield [{ what: 'found', findings }];
        await tidying.promise;
      },
    });
    await crawls.start(ana);
    await isDone.promise;
    const next = crawls.start(ana);
    tidying.resolve();
    expect(await next).toMatchObject({ what: 'started', run: { id: 2 } });
    await crawls.stop();
  });

  it('does not begin with sources that have a fault, which is named', async () => {
    its.tree.put('sources_config.json', '{"/x": {"stage": ["lodaing"], "tech": []}}');
    expect(await its.start().crawls.start(ana)).toMatchObject({
      what: 'no sources',
      faults: [expect.stringContaining('"lodaing" is no stage')],
    });
    expect(await latestRun(its.db)).toBeUndefined();
  });

  it('that is stopped half-way counts for nothing, and the next one begins anew', async () => {
    const before = its.start();
    await crawled(before);
    its.tree.put('processed/E-MTAB-1/x');
    let reached: () => void = () => undefined;
    const hanging = new Promise<void>((resolve) => {
      reached = resolve;
    });
    const { crawls } = its.start(({ location }) => ({
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
    expect(await crawled(its.start())).toMatchObject({ found: { changes: { forwards: 1 } } });
  });

  it('whose process was killed while it wrote is not seen, and is taken back by the next', async () => {
    await crawled(its.start());
    const left = await beginRun(its.db, { by: 'timer', at: its.clock.now() });
    await its.db
      .updateTable('tracked_version')
      .set({ to_run: left.id })
      .where('accession', '=', 'E-MTAB-1')
      .execute();
    const { tracking, crawls } = its.start();
    expect(await statuses(tracking)).toHaveLength(3);
    expect((await tracking.versions('E-MTAB-1'))[0]?.to).toBeUndefined();
    expect(await crawled({ crawls })).toMatchObject({ found: { changes: {} } });
    expect(await tracking.run(left.id)).toMatchObject({ state: 'failed' });
    expect(await statuses(tracking)).toHaveLength(3);
  });

  it('keeps what a place held while it cannot be read, with its time', async () => {
    const { tracking, ...first } = its.start();
    const run = await crawled(first);
    await its.clock.advance(hours(5));
    rmSync(its.tree.at('loading'), { recursive: true });
    const later = await crawled(its.start());
    expect(later.found).toMatchObject({
      datasets: 3,
      changes: {},
      troubles: [{ location: its.tree.at('loading'), why: 'absent' }],
      unread: [{ location: its.tree.at('loading'), since: run.startedAt.toISOString() }],
    });
    const stood = await tracking.dataset(later, 'E-MTAB-1');
    expect(stood?.dataset.asOf).toBe(run.startedAt.toISOString());
    expect((await tracking.dataset(later, 'E-GEOD-5'))?.dataset.asOf).toBe(
      later.startedAt.toISOString(),
    );
  });

  it('tells of a thing in the way once, by however many ways it was come upon', async () => {
    symlinkSync('/etc/hostname', its.tree.at('loading/E-MTAB-5.idf.txt'));
    for (const name of ['E-MTAB-6', 'E-MTAB-7']) symlinkSync('.', its.tree.at(`loading/${name}`));
    expect((await crawled(its.start())).found).toMatchObject({
      troubles: [{ path: its.tree.at('loading/E-MTAB-5.idf.txt'), why: 'outside' }],
      troubled: 1,
    });
  });

  it('that fails by a fault of the bot says so, and the next one goes on', async () => {
    const broken = its.start(() => {
      throw new Error('planted');
    });
    expect(await crawled(broken)).toMatchObject({ state: 'failed' });
    expect(await crawled(its.start())).toMatchObject({ state: 'done' });
  });
});
