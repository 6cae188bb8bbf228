import { rmSync, symlinkSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { crawled } from '../../support/tracking.ts';
import { type ATracker, aTracker } from './a-tracker.ts';

let its: ATracker;
beforeEach(() => {
  its = aTracker();
});
afterEach(() => its[Symbol.asyncDispose]());

describe('a file of metadata', () => {
  it('is brought as it is now, and never from outside of its place', async () => {
    const { tracking, ...crawling } = its.start();
    const run = await crawled(crawling);
    const bring = async (accession: string) => {
      const found = await tracking.dataset(run, accession);
      if (found === undefined) throw new Error(`${accession} is not tracked.`);
      return tracking.metadata.bring(found.dataset, 'idf');
    };
    its.tree.put('loading/E-MTAB-1/E-MTAB-1.idf.txt', 'as it is now');
    const brought = await bring('E-MTAB-1');
    expect(brought).toMatchObject({ ok: true, name: 'E-MTAB-1.idf.txt' });
    expect(brought.ok && Buffer.from(brought.content).toString()).toBe('as it is now');
    rmSync(its.tree.at('loading/E-MTAB-1'), { recursive: true });
    symlinkSync(its.tree.at('elsewhere'), its.tree.at('loading/E-MTAB-1'));
    its.tree.put('elsewhere/E-MTAB-1.idf.txt', 'secret');
    expect(await bring('E-MTAB-1')).toMatchObject({ ok: false, why: 'outside' });
    rmSync(its.tree.at('loading/E-CURD-7.idf.txt'));
    expect(await bring('E-CURD-7')).toMatchObject({ ok: false, why: 'vanished' });
    its.tree.put('ext/E-GEOD-5.idf.txt', new Uint8Array(26 * 1024 ** 2));
    expect(await bring('E-GEOD-5')).toMatchObject({ ok: false, why: 'too large' });
  });
});
