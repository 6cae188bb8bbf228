import { afterEach, beforeEach, expect, it } from 'vitest';
import { minutes } from '../../../src/domain/duration.ts';
import { tellProposals, toldBy } from '../../../src/storage/tracker/news.ts';
import { aTrackedSheet, idf, TRACK } from './sheet.ts';

/** What people wrote into the sheet is told in the channel: with the digest of a crawl, or else by itself, once. */
let its: Awaited<ReturnType<typeof aTrackedSheet>>;
beforeEach(async () => {
  its = await aTrackedSheet({ 'loading/E-MTAB-1.idf.txt': idf('t'), 'loading/E-MTAB-2/x': '' });
  await its.run();
});
afterEach(() => its[Symbol.asyncDispose]());

/** Errands that the channel waits for: their keys, and how long they wait. */
async function waiting(): Promise<readonly (readonly [string, number])[]> {
  const rows = await its.db
    .selectFrom('outbox')
    .select(['key', 'not_before'])
    .where('lane', '=', 'tracker')
    .where('status', '=', 'waiting')
    .orderBy('id')
    .execute();
  const now = its.clock.now().getTime();
  return rows.map(({ key, not_before: due }) => [key, Math.max(0, due - now)] as const);
}
const done = () => its.db.updateTable('outbox').set({ status: 'done' }).execute();
const told = async (key: string, takes = true) => {
  const { first, count } = await toldBy(its.db, key, { takes, limit: 1 });
  return { cells: first.map(({ accession, proposed }) => `${accession} ${proposed}`), count };
};
const NOTHING = { cells: [], count: 0 };

it('a digest waits until the sheet has been looked at, and tells of it, too', async () => {
  await done();
  its.people.type(TRACK, 'E-MTAB-1', 'Curator', 'Ana');
  its.people.type(TRACK, 'E-MTAB-2', 'Curator', 'Ben');
  its.tree.put('loading/E-MTAB-3/x', '');
  await its.crawl();
  expect(await waiting()).toEqual([['digest:2', minutes(2)]]);
  await its.show();
  expect(await waiting()).toEqual([
    ['digest:2', 0],
    ['proposals:2', 0],
  ]);
  expect(await told('digest:2')).toEqual({ cells: ['E-MTAB-1 Ana'], count: 2 });
  expect(await told('proposals:2')).toEqual(NOTHING);
  expect(await told('digest:2')).toEqual({ cells: ['E-MTAB-1 Ana'], count: 2 }); // tried again
});

it('no digest waits for a Google that does not answer', async () => {
  await done();
  its.tree.put('loading/E-MTAB-3/x', '');
  await its.crawl();
  its.google.mishaps(() => 'fault before');
  expect(await its.show()).toBe(false);
  expect(await waiting()).toEqual([['digest:2', 0]]);
});

it('by itself where the crawl found nothing, and never again', async () => {
  await done();
  its.people.type(TRACK, 'E-MTAB-1', 'Curator', 'Ana');
  await its.run();
  expect(await waiting()).toEqual([['proposals:1', 0]]);
  expect(await told('proposals:1')).toEqual({ cells: ['E-MTAB-1 Ana'], count: 1 });
  await done();
  await its.run(); // it is still open
  expect(await waiting()).toEqual([]);
  its.people.type(TRACK, 'E-MTAB-1', 'Curator', 'Cho'); // something else: the former is withdrawn
  await its.run();
  expect(await waiting()).toEqual([['proposals:2', 0]]);
  expect(await told('proposals:2')).toEqual({ cells: ['E-MTAB-1 Cho'], count: 1 });
});

it('is not told where it was withdrawn before', async () => {
  await done();
  its.people.type(TRACK, 'E-MTAB-1', 'Curator', 'Ana');
  await its.run();
  its.people.type(TRACK, 'E-MTAB-1', 'Curator', '');
  await its.run();
  expect(await told('proposals:1')).toEqual(NOTHING);
});

it('what an interrupted digest may have told already gets no more', async () => {
  await done();
  its.people.type(TRACK, 'E-MTAB-1', 'Curator', 'Ana');
  await its.run();
  expect(await told('digest:2', false)).toEqual(NOTHING);
  await tellProposals(its.db, its.clock.now());
  expect(await told('proposals:1')).toEqual({ cells: ['E-MTAB-1 Ana'], count: 1 });
});
