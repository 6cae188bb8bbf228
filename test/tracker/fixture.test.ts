import { createServer } from 'node:http';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../src/config/system.ts';
import { openFolder } from '../../src/tracker/crawl/folder/folder.ts';
import { createReaders } from '../../src/tracker/crawl/folder/readers.ts';
import { openWebList } from '../../src/tracker/crawl/web.ts';
import { mismatchesBetween } from '../../src/tracker/databases/mismatches.ts';
import { type Dataset, isExternal } from '../../src/tracker/dataset/dataset.ts';
import { alreadyIngested, findDuplicates } from '../../src/tracker/duplicates/duplicates.ts';
import { STAGES } from '../../src/tracker/state/stage.ts';
import { createExperimentList } from '../../src/upstream/experiment-list.ts';
import { aTree, type Crawled, of, run, tsv } from './tree.ts';

const tree = aTree({
  'incoming/E-MTAB-1/reads.txt': '',
  'loading/E-MTAB-1/E-MTAB-1.idf.txt': tsv(
    ['Investigation Title', 'Lungs of mice'],
    ['Comment[EACurator]', 'ana'],
  ),
  'loading/E-MTAB-1/E-MTAB-1.merged.idf.txt': tsv(['Investigation Title', 'Merged'], ['x', 'y']),
  'loading/E-MTAB-12x/E-MTAB-12x.idf.txt': '',
  'loading/E-CURD-7.idf.txt': tsv(
    ['Investigation Title', 'A series of GEO'],
    ['Comment [SecondaryAccession]', 'GSE5'],
  ),
  'loading/E-MTAB-2.merged.idf.txt': '',
  'proc/E-MTAB-1/results.tsv': '',
  'ext/E-GEOD-5.idf.txt': tsv(['Investigation Title', 'Of GEO'], ['Comment[AEExperimentType]', '']),
  'dev/E-ENAD-3/x': '',
  // Names that only their suffix tells from accessions, and one that `strip` would eat.
  'loading/E-MTAB-4.txt': '',
  'loading/.idf.txt': '',
});
const site = createServer((_, answer) =>
  answer.end(JSON.stringify({ experiments: [{ experimentAccession: 'E-MTAB-9' }, {}] })),
);
const listening = z.object({ port: z.number() });

let config: Record<string, { stage: readonly string[]; tech: readonly string[] }>;
let snapshot: Crawled;
beforeAll(async () => {
  await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
  const { port } = listening.parse(site.address());
  config = {
    [tree.at('incoming')]: of('incoming'),
    [tree.at('loading')]: { stage: ['loading'], tech: ['sc', 'bulk'] },
    [tree.at('proc')]: of('analysing', 'processed'),
    [tree.at('ext')]: of('external'),
    [tree.at('dev')]: of('published_dev'),
    [`http://127.0.0.1:${port}/json/experiments`]: of('published'),
  };
  snapshot = await look(config);
});
afterAll(() => {
  site.close();
  tree[Symbol.dispose]();
});

const experiments = createExperimentList({ clock: systemClock });
const readers = createReaders();
const look = (given: object): Promise<Crawled> =>
  run(given, undefined, ({ kind, location }) =>
    kind === 'web'
      ? openWebList(location, { experiments, clock: systemClock })
      : openFolder(location, readers),
  );
function dataset(accession: string): Dataset {
  const found = snapshot.datasets.find((one) => one.accession === accession);
  if (found === undefined) throw new Error(`${accession} was not seen.`);
  return found;
}

describe('the tracker’s fixture', () => {
  test('E-MTAB-1 stands where its places say; its IDF is the only copy, in loading', () => {
    expect(dataset('E-MTAB-1')).toMatchObject({
      status: 'analysing processed',
      lowest: 'analysing',
      highest: 'processed',
      location: tree.at('proc'),
      idf: tree.at('loading/E-MTAB-1/E-MTAB-1.idf.txt'),
      title: 'Lungs of mice',
      curators: ['ana'],
    });
  });

  test('E-CURD-7 is loading, known by its IDF alone', () => {
    expect(dataset('E-CURD-7')).toMatchObject({
      status: 'loading',
      tech: ['bulk', 'sc'],
      idf: tree.at('loading/E-CURD-7.idf.txt'),
      secondaryAccessions: ['GSE5'],
    });
  });

  test('E-GEOD-5 is external, to be discovered', () => {
    expect(dataset('E-GEOD-5').status).toBe('external');
    expect(snapshot.datasets.filter(isExternal)).toEqual([dataset('E-GEOD-5')]);
  });

  test('E-MTAB-9 is published, as the list on the web says', () => {
    expect(dataset('E-MTAB-9')).toMatchObject({ status: 'published', idf: undefined });
  });

  test('every rank appears', () => {
    const stages = snapshot.datasets.flatMap(({ status }) => status.split(' '));
    const overtaken = ['incoming']; // by E-MTAB-1’s other places
    expect(new Set([...stages, ...overtaken])).toEqual(new Set(STAGES));
  });

  test('E-GEOD-5 is warned of, since E-CURD-7 calls itself GSE5', () => {
    const [duplicate, ...others] = findDuplicates(snapshot.datasets, []);
    expect(others).toEqual([]);
    expect(duplicate).toMatchObject({
      external: { accession: 'E-GEOD-5' },
      internal: [{ dataset: { accession: 'E-CURD-7' }, names: ['GSE5'] }],
      warning: 'WARNING Already Ingested. See E-CURD-7',
    });
  });

  test('merged IDFs and names that are no accession are ignored, however new', async () => {
    const name = 'loading/E-MTAB-1/E-MTAB-1.merged.idf.txt';
    tree.put(name, tsv(['Investigation Title', 'Merged']), new Date('2026-04-01T09:00:00Z'));
    const { datasets } = await look(config);
    expect(datasets.find(({ accession }) => accession === 'E-MTAB-1')?.title).toBe('Lungs of mice');
    expect(snapshot.datasets.map(({ accession }) => accession)).toEqual([
      'E-CURD-7',
      'E-ENAD-3',
      'E-GEOD-5',
      'E-MTAB-1',
      'E-MTAB-9',
    ]);
  });
});

describe('what the tracker before this one did wrong', () => {
  test('a suffix is dropped, not its letters: E-MTAB-4.txt is no dataset', () => {
    expect(snapshot.datasets.map(({ accession }) => accession)).not.toContain('E-MTAB-4');
  });

  test('the highest stage is not filled from the lowest', () => {
    expect(dataset('E-MTAB-1').highest).not.toBe(dataset('E-MTAB-1').lowest);
  });

  test('a single accession is one, not its letters', () => {
    expect(alreadyIngested(['GSE5'], snapshot.datasets)).toMatchObject([
      { accession: 'GSE5', dataset: { accession: 'E-CURD-7' } },
    ]);
  });

  test('the order of the configuration changes nothing', async () => {
    const turned = await look(Object.fromEntries(Object.entries(config).reverse()));
    const plain = ({ datasets }: Crawled) => datasets.map(({ asOf: _, ...one }) => one);
    expect(plain(turned)).toEqual(plain(snapshot));
  });

  test('what only the database has is recorded', () => {
    expect(mismatchesBetween(['E-MTAB-1', 'E-MTAB-77'], snapshot.datasets)).toEqual({
      onlyInDatabase: ['E-MTAB-77'],
      onlyCrawled: ['E-ENAD-3', 'E-MTAB-9'],
    });
  });
});
