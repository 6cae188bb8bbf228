import { mkdirSync, renameSync, rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { endedView } from '../../../src/slack/views/tracker/crawl.ts';
import { crawled } from '../../support/tracking.ts';
import { type ATracker, aTracker, idf, statuses } from './a-tracker.ts';

const NAMES = ['E-MTAB-11', 'E-MTAB-12', 'E-MTAB-13', 'E-MTAB-14', 'E-MTAB-15'];

let its: ATracker;
let bot: ReturnType<ATracker['start']>;
beforeEach(async () => {
  its = aTracker();
  for (const name of NAMES) its.tree.put(`processed/${name}/${name}.idf.txt`, idf(name));
  rmSync(its.tree.at('processed/keep'));
  bot = its.start();
  await crawled(bot);
});
afterEach(() => its[Symbol.asyncDispose]());

const place = () => its.tree.at('processed');
const move = (name: string, to = 'loading') =>
  renameSync(its.tree.at(`processed/${name}`), its.tree.at(`${to}/${name}`));
const stand = async () =>
  (await statuses(bot.tracking))?.filter((line) => NAMES.some((name) => line.startsWith(name)));
const all = (status: string) => NAMES.map((name) => `${name} ${status}`);

describe('a place that is empty all at once', () => {
  it('counts as it was, and the crawl says what it is among its first lines', async () => {
    rmSync(place(), { recursive: true });
    mkdirSync(place());
    const run = await crawled(bot);
    expect(run.found).toMatchObject({
      changes: {},
      unread: [{ location: place(), why: 'emptied' }],
    });
    expect(await stand()).toEqual(all('analysing processed'));
    const [, second] = endedView(run).text.split('\n');
    expect(second).toContain('is empty all at once, as where nothing is mounted; <!date^');
    expect(second).toMatch(/\^what it held [^|]+\|[^>]+> counts\.$/);
  });

  it('does not count for what was moved out of it, also backwards', async () => {
    for (const name of NAMES) move(name);
    const run = await crawled(bot);
    expect(run.found).toMatchObject({ changes: { backwards: 5 }, unread: [], troubled: 0 });
    expect(await stand()).toEqual(all('loading'));
    expect((await crawled(bot)).found).toMatchObject({ changes: {}, unread: [], troubled: 0 });
  });

  it('counts on for the rest, for as long as it is empty, and for all once it is back', async () => {
    const [first = '', ...rest] = NAMES;
    renameSync(place(), its.tree.at('elsewhere'));
    mkdirSync(place());
    await crawled(bot);
    its.tree.put(`loading/${first}/x`);
    expect((await crawled(bot)).found?.changes).toMatchObject({ backwards: 1 });
    bot = its.start();
    for (let crawls = 0; crawls < 2; crawls += 1)
      expect((await crawled(bot)).found).toMatchObject({
        changes: {},
        unread: [{ location: place(), why: 'emptied' }],
      });
    expect(await stand()).toEqual([
      `${first} loading`,
      ...rest.map((name) => `${name} analysing processed`),
    ]);
    rmSync(place(), { recursive: true });
    renameSync(its.tree.at('elsewhere'), place());
    expect((await crawled(bot)).found).toMatchObject({ changes: { forwards: 1 }, unread: [] });
    expect(await stand()).toEqual(all('analysing processed'));
  });

  it('counts for what lay in another place all the time', async () => {
    for (const name of NAMES) its.tree.put(`loading/${name}/x`);
    await crawled(bot);
    rmSync(place(), { recursive: true });
    mkdirSync(place());
    its.tree.put(`loading/${NAMES[0]}/y`);
    expect((await crawled(bot)).found?.changes).toEqual({});
    expect(await stand()).toEqual(all('analysing processed'));
  });
});
