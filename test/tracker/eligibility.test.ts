import { describe, expect, test } from 'vitest';
import { type SiteRow, webLink } from '../../src/tracker/databases/web-link.ts';
import type { Dataset } from '../../src/tracker/dataset/dataset.ts';
import {
  type Objection,
  objectionsTo,
} from '../../src/tracker/eligibility/automatic-configuration.ts';
import { eligibilityOf } from '../../src/tracker/eligibility/eligibility.ts';
import { supportedSpecies, supportOf } from '../../src/tracker/eligibility/species.ts';
import { aDataset } from './datasets.ts';

test('eligibility is what the databases say; submissions know better', () => {
  const eligibility = eligibilityOf({
    rnaseq: [
      { ae2_acc: 'E-MTAB-1', status: 'PASS' },
      { ae2_acc: 'E-MTAB-2', status: 'PASS' },
      { ae2_acc: '', status: 'PASS' },
    ],
    submissions: [
      { accession: 'E-MTAB-2', atlas_fail_score: 4 },
      { accession: 'E-MTAB-1', atlas_fail_score: null },
    ],
  });
  expect([...eligibility]).toEqual([
    ['E-MTAB-1', 'PASS'],
    ['E-MTAB-2', '4'],
  ]);
});

describe('a species is supported', () => {
  const supported = supportedSpecies(['Homo_sapiens', 'mus_musculus', 'canis_lupus-familiaris']);
  test.each([
    [['Homo sapiens'], 'Supported in Atlas'],
    [['Canis lupus familiaris', 'MUS MUSCULUS'], 'Supported in Atlas'],
    [['Homo sapiens', 'Gorilla gorilla'], 'Not supported'],
    [['Homo'], 'Not supported'],
    [[], undefined],
  ])('%j: %s', (organisms, support) => {
    expect(supportOf({ organisms }, supported)).toBe(support);
  });
});

describe('a candidate for automatic configuration', () => {
  const candidate: Partial<Dataset> = {
    organisms: ['Homo sapiens'],
    analysisTypes: ['RNA-seq of coding RNA'],
  };
  const needs = {
    eligibility: new Map([
      ['E-MTAB-1', 'PASS'],
      ['E-GEOD-1', 'PASS'],
      ['E-ENAD-1', 'PASS'],
      ['E-MTAB-2', '4'],
    ]),
    supported: supportedSpecies(['homo_sapiens', 'saccharomyces_cerevisiae']),
    ingested: new Set(['E-GEOD-1']),
  };
  const objections = (accession: string, change: Partial<Dataset> = {}) =>
    objectionsTo(aDataset(accession, 'external', { ...candidate, ...change }), needs);

  test('has nothing against it', () => {
    expect(objections('E-MTAB-1')).toEqual([]);
  });

  test.each<[Objection, string, Partial<Dataset>]>([
    ['not external', 'E-MTAB-1', { lowest: 'loading' }],
    ['another archive', 'E-ENAD-1', {}],
    ['not eligible', 'E-MTAB-2', {}],
    ['not eligible', 'E-MTAB-3', {}],
    ['species not supported', 'E-MTAB-1', { organisms: ['Gorilla gorilla'] }],
    ['species not supported', 'E-MTAB-1', { organisms: [] }],
    ['fungus', 'E-MTAB-1', { organisms: ['Saccharomyces cerevisiae'] }],
    [
      'not bulk RNA-seq',
      'E-MTAB-1',
      { analysisTypes: ['RNA-seq of coding RNA from single cells'] },
    ],
    ['not bulk RNA-seq', 'E-MTAB-1', { analysisTypes: ['ChIP-seq'] }],
    ['not bulk RNA-seq', 'E-MTAB-1', { analysisTypes: ['transcription profiling by array'] }],
    ['not bulk RNA-seq', 'E-MTAB-1', { analysisTypes: [] }],
    ['already ingested', 'E-GEOD-1', {}],
  ])('is none: %s (%s %j)', (objection, accession, change) => {
    expect(objections(accession, change)).toEqual([objection]);
  });
});

describe('the page of a dataset', () => {
  const row = (change: Partial<SiteRow> = {}): SiteRow => ({
    technology: 'bulk',
    isPrivate: false,
    accessKey: null,
    ...change,
  });
  test.each<[string, Partial<SiteRow>, string | undefined]>([
    ['published', {}, 'https://www.ebi.ac.uk/gxa/experiments/E-MTAB-1'],
    [
      'published',
      { technology: 'single cell' },
      'https://www.ebi.ac.uk/gxa/sc/experiments/E-MTAB-1',
    ],
    ['published_dev', {}, 'https://wwwdev.ebi.ac.uk/gxa/experiments/E-MTAB-1'],
    ['loading', {}, undefined],
    [
      'loading',
      { isPrivate: true, accessKey: 'a&b' },
      'https://wwwdev.ebi.ac.uk/gxa/experiments/E-MTAB-1/Results?accessKey=a%26b',
    ],
    ['published', { isPrivate: true }, undefined],
    ['published', { isPrivate: true, technology: 'single cell', accessKey: 'k' }, undefined],
  ])('%s %j', (status, change, link) => {
    expect(webLink({ accession: 'E-MTAB-1', status }, row(change))).toBe(link);
  });
});
