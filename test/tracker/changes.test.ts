import { expect, test } from 'vitest';
import type { Dataset } from '../../src/tracker/dataset/dataset.ts';
import { changesBetween, wentBackwards } from '../../src/tracker/history/changes.ts';
import { aDataset } from './datasets.ts';

const between = (before: readonly Dataset[], after: readonly Dataset[]) =>
  changesBetween({ datasets: before }, { datasets: after });

const before = [
  aDataset('E-MTAB-1', 'loading'),
  aDataset('E-MTAB-2', 'processed'),
  aDataset('E-MTAB-3', 'loading', { status: 'incoming loading' }),
  aDataset('E-MTAB-4', 'published'),
  aDataset('E-MTAB-5', 'loading', { title: 'Lung', curators: ['ana'] }),
  aDataset('E-MTAB-6', 'external'),
];
const after = [
  aDataset('E-MTAB-1', 'analysing', { idf: '/nfs/analysing/E-MTAB-1.idf.txt' }),
  aDataset('E-MTAB-2', 'loading'),
  aDataset('E-MTAB-3', 'loading'),
  aDataset('E-MTAB-5', 'loading', {
    title: 'Lungs',
    curators: ['ana', 'ben'],
    genes: { name: 'featureCounts', version: '1.5' },
    asOf: '2026-11-21T13:00:00.000Z',
  }),
  aDataset('E-MTAB-6', 'external', { asOf: '2026-11-21T13:00:00.000Z' }),
  aDataset('E-MTAB-7', 'incoming'),
];

test('what has changed since the last run', () => {
  expect(between(before, after)).toEqual([
    { kind: 'forwards', accession: 'E-MTAB-1', from: 'loading', to: 'analysing' },
    { kind: 'backwards', accession: 'E-MTAB-2', from: 'processed', to: 'loading' },
    { kind: 'sideways', accession: 'E-MTAB-3', from: 'incoming loading', to: 'loading' },
    { kind: 'gone', accession: 'E-MTAB-4', status: 'published' },
    {
      kind: 'edited',
      accession: 'E-MTAB-5',
      fields: [
        { field: 'title', from: 'Lung', to: 'Lungs' },
        { field: 'curators', from: 'ana', to: 'ana & ben' },
        { field: 'genes', from: '', to: 'featureCounts 1.5' },
      ],
    },
    { kind: 'appeared', accession: 'E-MTAB-7', status: 'incoming' },
  ]);
});

test('a move between places that stand for the same is told with both', () => {
  const was = aDataset('E-MTAB-1', 'loading', { location: '/nfs/loading' });
  const is = { ...was, location: '/nfs/loading2', tech: ['bulk', 'sc'] };
  expect(between([was], [is])).toEqual([
    {
      ...{ kind: 'sideways', accession: 'E-MTAB-1', from: 'loading', to: 'loading' },
      places: { from: '/nfs/loading', to: '/nfs/loading2' },
    },
  ]);
});

test('what went backwards is what nobody expects', () => {
  expect(wentBackwards(between(before, after)).map(({ accession }) => accession)).toEqual([
    'E-MTAB-2',
    'E-MTAB-4',
  ]);
});

test('nothing, where nothing but the time has changed', () => {
  const later = before.map((dataset) => ({ ...dataset, asOf: '2026-11-22T08:00:00.000Z' }));
  expect(between(before, later)).toEqual([]);
});
