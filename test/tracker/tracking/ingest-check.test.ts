import { rmSync } from 'node:fs';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import type { Actor } from '../../../src/domain/role.ts';
import { aCrawler } from './a-crawler.ts';

const ana: Actor = { kind: 'person', id: 'U0ANA', roles: ['wrangler'] };

let its: ReturnType<typeof aCrawler>;
beforeEach(async () => {
  its = aCrawler();
  await its.crawl();
});
afterEach(() => its[Symbol.asyncDispose]());

describe('before something is ingested', () => {
  const ask = async (name: string) => {
    const run = await its.tracking.runAt();
    return run && its.tracking.check(run, name);
  };

  it('a curator is told that it is here: by GEO’s name, as an external accession, as one of ours', async () => {
    for (const name of ['gse5 ', 'E-GEOD-5'])
      expect(await ask(name), name).toMatchObject({
        isFree: false,
        here: [
          {
            dataset: { accession: 'E-CURD-7' },
            says: expect.stringContaining('See internal accession E-CURD-7.'),
          },
        ],
        external: [{ accession: 'E-GEOD-5' }],
        accessions: [],
      });
    expect(await ask('e-curd-7')).toMatchObject({
      isFree: false,
      here: [{ says: 'Internal accession E-CURD-7 has already been ingested into atlas.' }],
    });
  });

  it('or that it is free, with its accession here: its own, or the next that was never given out', async () => {
    expect(await ask('GSE6')).toMatchObject({ isFree: true, here: [], accessions: ['E-GEOD-6'] });
    expect(await ask('E-MTAB-77')).toMatchObject({ isFree: true, accessions: ['E-MTAB-77'] });
    rmSync(its.tree.at('loading/E-CURD-7.idf.txt')); // it was given out all the same
    await its.crawl();
    expect(await ask('PXD1')).toMatchObject({
      isFree: true,
      accessions: ['E-PROT-1', 'E-ENAD-1', 'E-CURD-8', 'E-EHCA-1'],
    });
  });

  it('or that it was here and is nowhere any more, by all that it was called: that is no leave', async () => {
    rmSync(its.tree.at('loading/E-CURD-7.idf.txt'));
    const { startedAt } = await its.crawl();
    for (const name of ['e-curd-7', 'GSE5', 'E-GEOD-5'])
      expect(await ask(name), name).toMatchObject({
        isFree: false,
        here: [{ dataset: { accession: 'E-CURD-7', status: 'loading' }, goneSince: startedAt }],
        accessions: [],
      });
    its.tree.put('processed/E-CURD-7/x'); // it was carried elsewhere
    await its.crawl();
    expect(await ask('E-CURD-7')).toMatchObject({ here: [{ goneSince: undefined }] });
    expect(await ask('GSE6')).toMatchObject({ isFree: true });
  });

  it('or that somebody found it to be another one', async () => {
    await its.tracking.twins.decide(ana, {
      ...{ accessions: ['E-GEOD-5', 'E-CURD-7'], verdict: 'not a duplicate' },
      reason: 'Another tissue.',
    });
    expect(await ask('GSE5')).toMatchObject({
      isFree: true,
      here: [{ dataset: { accession: 'E-CURD-7' }, two: { reason: 'Another tissue.' } }],
      accessions: ['E-GEOD-5'],
    });
  });
});
