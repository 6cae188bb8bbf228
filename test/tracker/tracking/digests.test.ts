import { renameSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../../../src/domain/role.ts';
import { listErrands } from '../../../src/storage/outbox.ts';
import { readDigest } from '../../../src/tracker/tracking/digests.ts';
import { type ATracker, ana, aTracker, idf } from './a-tracker.ts';

let its: ATracker;
beforeEach(() => {
  its = aTracker();
});
afterEach(() => its[Symbol.asyncDispose]());

const noWorkbook = async () => undefined;

describe('what a channel is told', () => {
  const by = async (actor: Actor) => {
    const started = await its.start().crawls.start(actor);
    if (started.what === 'no sources') throw new Error(started.faults.join());
    return started.ended;
  };
  const timer: Actor = { kind: 'timer' };
  const told = async () => (await listErrands(its.db, 'digest:')).map(({ errand }) => errand);

  it('is entered with a scheduled crawl that found something, and with no other', async () => {
    const first = await by(timer);
    expect(await told()).toEqual([{ kind: 'crawl digest', run: first.id }]);
    await by(timer); // nothing has changed
    its.tree.put('loading/E-MTAB-1/E-MTAB-1.idf.txt', idf('Another title'));
    await by(ana);
    expect(await told()).toHaveLength(1);
  });

  it('is all since the last scheduled crawl, what went backwards first', async () => {
    its.tree.put('processed/E-MTAB-1/x');
    expect(await readDigest(its.db, (await by(timer)).id, noWorkbook)).toMatchObject({
      isFirst: true,
    });
    rmSync(its.tree.at('processed/E-MTAB-1'), { recursive: true });
    its.tree.put('loading/E-MTAB-8/x');
    await by(ana);
    its.tree.put('loading/E-MTAB-9/x');
    const { id } = await by(timer);
    expect(await readDigest(its.db, id, noWorkbook)).toMatchObject({
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

  it('has a few of each kind, however many there are of one', async () => {
    await by(timer);
    for (let number = 100; number < 140; number += 1) its.tree.put(`loading/E-MTAB-${number}/x`);
    its.tree.put('processed/E-MTAB-1/x');
    its.tree.put('ext/E-GEOD-5.idf.txt', idf('Another title'));
    const digest = await readDigest(its.db, (await by(timer)).id, noWorkbook);
    if (digest === undefined || 'fault' in digest) throw new Error('There was no digest.');
    const kinds = Map.groupBy(digest.changes, ({ kind }) => kind);
    expect([...kinds].map(([kind, some]) => [kind, some.length])).toEqual([
      ['appeared', 18],
      ['forwards', 1],
      ['edited', 1],
    ]);
  });

  it('leaves out what came and went meanwhile, and what went and came back', async () => {
    await by(timer);
    rmSync(its.tree.at('loading/E-MTAB-1'), { recursive: true });
    rmSync(its.tree.at('ext'), { recursive: true });
    its.tree.put('ext/E-GEOD-6/x'); // so that the place is there
    its.tree.put('loading/E-MTAB-8/x');
    await by(ana);
    its.tree.put('loading/E-MTAB-1/E-MTAB-1.idf.txt', idf('One')); // as it was
    its.tree.put('loading/E-GEOD-5.idf.txt', idf('Five')); // elsewhere
    rmSync(its.tree.at('loading/E-MTAB-8'), { recursive: true });
    const { id } = await by(timer);
    expect(await readDigest(its.db, id, noWorkbook)).toMatchObject({
      counts: { appeared: 1, forwards: 1 },
      changes: [
        { kind: 'appeared', accession: 'E-GEOD-6' },
        { kind: 'forwards', accession: 'E-GEOD-5', from: 'external', to: 'loading' },
      ],
    });
  });

  it('compares its two ends: nothing of what went backwards and came again, what is new once, where it stands', async () => {
    its.tree.put('processed/E-MTAB-2/x');
    await by(timer);
    const move = (accession: string, from: string, to: string) =>
      renameSync(its.tree.at(`${from}/${accession}`), its.tree.at(`${to}/${accession}`));
    move('E-MTAB-2', 'processed', 'loading');
    its.tree.put('processed/E-MTAB-8/x');
    its.tree.put('loading/E-MTAB-9/x');
    its.tree.put('loading/E-MTAB-1/E-MTAB-1.idf.txt', idf('Another title'));
    const first = await by(ana);
    move('E-MTAB-8', 'processed', 'loading');
    const middle = await by(ana);
    move('E-MTAB-2', 'loading', 'processed');
    move('E-MTAB-8', 'loading', 'processed');
    move('E-MTAB-9', 'loading', 'processed');
    move('E-MTAB-1', 'loading', 'processed');
    const { id } = await by(timer);
    expect(await readDigest(its.db, id, noWorkbook)).toMatchObject({
      counts: { appeared: 2, forwards: 1, edited: 1 },
      changes: [
        { kind: 'appeared', accession: 'E-MTAB-8', status: 'analysing processed' },
        { kind: 'appeared', accession: 'E-MTAB-9', status: 'analysing processed' },
        { kind: 'forwards', accession: 'E-MTAB-1', to: 'analysing processed' },
        { kind: 'edited', accession: 'E-MTAB-1' },
      ],
    });
    const { tracking } = its.start();
    const page = async (after: number) =>
      await tracking.changes({ first: first.id, last: id }, { after, limit: 1 });
    const seen: string[] = [];
    for (let [one] = await page(0); one !== undefined; [one] = await page(one.id))
      seen.push(`${one.change.kind} ${one.change.accession}`);
    expect(seen.toSorted()).toEqual([
      ...['appeared E-MTAB-8', 'appeared E-MTAB-9', 'edited E-MTAB-1', 'forwards E-MTAB-1'],
    ]);
    const runs = { first: middle.id, last: middle.id }; // one crawl stays a history
    expect(await tracking.countChanges(runs)).toEqual({ backwards: 1 });
  });

  it('is also that a place cannot be read any more, once', async () => {
    await by(timer);
    rmSync(its.tree.at('ext'), { recursive: true });
    const { id } = await by(timer);
    await by(timer);
    expect((await told()).at(-1)).toEqual({ kind: 'crawl digest', run: id });
    expect(await readDigest(its.db, id, noWorkbook)).toMatchObject({
      counts: {},
      unread: [{ location: its.tree.at('ext') }],
    });
  });
});
