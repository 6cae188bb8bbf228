import { describe, expect, test } from 'vitest';
import { fromGeo, nextAccession } from '../../src/tracker/dataset/accession.ts';
import {
  alreadyIngested,
  alreadyTaken,
  findDuplicates,
  findOwnTwins,
} from '../../src/tracker/duplicates/duplicates.ts';
import { sideBySide } from '../../src/tracker/duplicates/side-by-side.ts';
import { aDataset } from './datasets.ts';

const also = (...secondaryAccessions: string[]) => ({ secondaryAccessions });
const warningsOf = (...datasets: Parameters<typeof findDuplicates>[0]) =>
  findDuplicates(datasets, []).map(({ external, warning }) => `${external.accession}: ${warning}`);
const SEE = 'WARNING Already Ingested. See';

describe('an external dataset is one that we have, where they share', () => {
  test.each([
    [
      'its accession and our secondary',
      aDataset('E-MTAB-5', 'external'),
      aDataset('E-CURD-1', 'loading', also('E-MTAB-5')),
    ],
    [
      'a secondary accession',
      aDataset('E-MTAB-5', 'external', also('ERP1')),
      aDataset('E-CURD-1', 'published', also('GSE9', 'ERP1')),
    ],
    [
      'GEO’s name of it',
      aDataset('E-GEOD-5', 'external'),
      aDataset('E-CURD-1', 'incoming', also('GSE5')),
    ],
    [
      'our accession and its secondary',
      aDataset('E-MTAB-5', 'external', also('E-CURD-1')),
      aDataset('E-CURD-1', 'loading'),
    ],
    [
      'our accession, by GEO’s name',
      aDataset('E-MTAB-5', 'external', also('GSE7')),
      aDataset('E-GEOD-7', 'loading'),
    ],
    [
      'a secondary that one side writes as GEO does',
      aDataset('E-MTAB-5', 'external', also('GSE7')),
      aDataset('E-CURD-1', 'loading', also('e-geod-7 ')),
    ],
  ])('%s', (_, external, internal) => {
    expect(warningsOf(external, internal)).toEqual([
      `${external.accession}: ${SEE} ${internal.accession}`,
    ]);
  });

  test('all that it may be are named, once each', () => {
    const ours = [
      aDataset('E-CURD-2', 'loading', also('GSE5', 'ERP1')),
      aDataset('E-CURD-1', 'loading', also('ERP1')),
    ];
    expect(warningsOf(...ours, aDataset('E-GEOD-5', 'external', also('ERP1')))).toEqual([
      `E-GEOD-5: ${SEE} E-CURD-1 & E-CURD-2`,
    ]);
  });

  test.each([
    [
      'only an ending',
      aDataset('E-GEOD-55', 'external'),
      aDataset('E-CURD-1', 'loading', also('GSE5')),
    ],
    ['nothing at all', aDataset('E-MTAB-5', 'external'), aDataset('E-MTAB-6', 'loading')],
    [
      'a name, but both are external',
      aDataset('E-MTAB-5', 'external', also('GSE5')),
      aDataset('E-GEOD-5', 'external'),
    ],
    [
      'a name, but both are ours',
      aDataset('E-MTAB-5', 'loading', also('GSE5')),
      aDataset('E-GEOD-5', 'published'),
    ],
  ])('and it is not where they share %s', (_, one, other) => {
    expect(warningsOf(one, other)).toEqual([]);
  });
});

test('what somebody found to be two stays two, in either order, and nothing else does', () => {
  const datasets = [
    aDataset('E-GEOD-5', 'external'),
    aDataset('E-CURD-1', 'loading', also('GSE5')),
    aDataset('E-CURD-2', 'loading', also('GSE5')),
  ];
  const decided = { accessions: ['E-CURD-1', 'E-GEOD-5'], reason: 'another tissue' } as const;
  expect(findDuplicates(datasets, [decided])).toMatchObject([{ warning: `${SEE} E-CURD-2` }]);
  const both = [decided, { accessions: ['E-GEOD-5', 'E-CURD-2'], reason: 'a subset' } as const];
  expect(findDuplicates(datasets, both)).toEqual([]);
});

test('two datasets are compared side by side', () => {
  const left = aDataset('E-GEOD-5', 'external', { title: 'Lungs', organisms: ['Mus', 'Rattus'] });
  const right = aDataset('E-CURD-1', 'loading', { title: 'Lung', organisms: ['Rattus', 'Mus'] });
  const compared = sideBySide(left, right);
  expect(compared).toContainEqual({
    field: 'title',
    left: ['Lungs'],
    right: ['Lung'],
    same: false,
  });
  expect(compared).toContainEqual(expect.objectContaining({ field: 'organisms', same: true }));
  expect(compared).toContainEqual({ field: 'modifiedAt', left: [], right: [], same: true });
});

describe('before a dataset is taken in', () => {
  const datasets = [
    aDataset('E-CURD-7', 'loading', also('GSE5')),
    aDataset('E-MTAB-1', 'published'),
    aDataset('E-MTAB-2', 'external', also('GSE6')),
  ];
  test.each([
    ['GSE5', 'E-CURD-7'],
    ['E-GEOD-5', 'E-CURD-7'],
    ['E-MTAB-1', 'E-MTAB-1'],
  ])('an external accession %s that we have is told', (accession, ours) => {
    expect(alreadyIngested([accession, 'GSE99'], datasets).map(({ says }) => says)).toEqual([
      `External accession ${accession} has already been ingested into atlas. See internal accession ${ours}.`,
    ]);
  });

  test('one that is only known of is not here', () => {
    expect(alreadyIngested(['GSE6', 'E-MTAB-2'], datasets)).toEqual([]);
  });

  test('an accession of ours that is taken is told', () => {
    expect(alreadyTaken(['E-CURD-7', 'E-CURD-8'], datasets).map(({ says }) => says)).toEqual([
      'Internal accession E-CURD-7 has already been ingested into atlas.',
    ]);
  });
});

test('accessions are given out one after the other, and GEO’s are translated', () => {
  const taken = ['E-CURD-9', 'E-CURD-10', 'E-MTAB-99', 'E-CURD-x'];
  expect(nextAccession('CURD', taken)).toBe('E-CURD-11');
  expect(nextAccession('PROT', taken)).toBe('E-PROT-1');
  expect(fromGeo('GSE5')).toBe('E-GEOD-5');
  expect(fromGeo('GSM5')).toBeUndefined();
});

test('two of ours that share a name may be one, unless somebody found them to be two', () => {
  const ours = [
    aDataset('E-CURD-2', 'published', also('GSE5')),
    aDataset('E-GEOD-5', 'loading'),
    aDataset('E-MTAB-9', 'loading'),
  ];
  const outside = aDataset('E-MTAB-5', 'external', also('GSE5')); // is told by itself
  expect(findOwnTwins([...ours, outside], [])).toMatchObject([
    {
      dataset: { accession: 'E-CURD-2' },
      twin: { dataset: { accession: 'E-GEOD-5' }, names: ['GSE5'] },
    },
  ]);
  const accessions = ['E-GEOD-5', 'E-CURD-2'] as const;
  expect(findOwnTwins(ours, [{ accessions, reason: 'Another tissue.' }])).toEqual([]);
});
