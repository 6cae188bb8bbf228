import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { agesOf, standingsOf } from '../../../src/tracker/history/census.ts';
import { crawled } from '../../support/tracking.ts';
import { type ATracker, aTracker } from './a-tracker.ts';

let its: ATracker;
beforeEach(() => {
  its = aTracker();
});
afterEach(() => its[Symbol.asyncDispose]());

describe('how many stand where, and since when', () => {
  it('is counted for each state; the median is the day that half of them have passed', async () => {
    const { tracking, ...crawling } = its.start();
    const run = await crawled(crawling);
    const standings = standingsOf(await tracking.census(run));
    const of = (stage: string) => standings.find((one) => one.stage === stage);
    expect(of('loading')).toMatchObject({ datasets: 2, median: new Date('2026-03-03') });
    expect(of('external')).toMatchObject({ datasets: 1 });
    expect(of('published')).toEqual({ stage: 'published', datasets: 0, median: undefined });
    const later = new Date('2026-05-03');
    expect(agesOf(await tracking.census(run), later)).toContainEqual({
      name: '1 to 3 months',
      datasets: 2, // what is external is not on its way
    });
  });
});
