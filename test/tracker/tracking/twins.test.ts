import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { crawled } from '../../support/tracking.ts';
import { type ATracker, ana, aTracker } from './a-tracker.ts';

let its: ATracker;
beforeEach(() => {
  its = aTracker();
});
afterEach(() => its[Symbol.asyncDispose]());

describe('duplicates', () => {
  it('are those that share a name, until somebody says that they are two', async () => {
    const { tracking, ...first } = its.start();
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
    expect(await tracking.twins.decide(ana, verdict)).toMatchObject({ person: 'U0ANA' });
    await crawled(first);
    expect(await its.start().tracking.twins.list()).toMatchObject({
      open: [],
      decided: [{ accessions: ['E-CURD-7', 'E-GEOD-5'], reason: 'Another tissue.' }],
    });
    await tracking.twins.decide(ana, { ...verdict, verdict: 'open again' });
    expect((await tracking.twins.list()).open).toHaveLength(1);
  });
});
