import { renameSync, rmSync } from 'node:fs';
import { createServer, type RequestListener } from 'node:http';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { z } from 'zod';
import { systemClock, systemRandom } from '../../src/config/system.ts';
import { createS3Store } from '../../src/objects/s3/s3-store.ts';
import { openBucket } from '../../src/tracker/crawl/bucket.ts';
import type { Place } from '../../src/tracker/crawl/place.ts';
import { openWebList } from '../../src/tracker/crawl/web.ts';
import { createExperimentList } from '../../src/upstream/experiment-list.ts';
import { aFolder } from '../objects/stores.ts';
import { aTree, type Crawled, EARLIER, here, of, run, tsv } from './tree.ts';

const idf = (title: string) => tsv(['Investigation Title', title], ['Comment[EACurator]', 'ana']);
const sdrf = (organism: string) => tsv(['Characteristics[organism]'], [organism]);
const titlesOf = (crawl: Crawled) => crawl.datasets.map(({ title }) => title);

let tree: ReturnType<typeof aTree>;
beforeEach(() => {
  tree = aTree({
    'loading/E-MTAB-1/E-MTAB-1.idf.txt': idf('One'),
    'loading/E-MTAB-1/E-MTAB-1.sdrf.txt': sdrf('Mus musculus'),
    'loading/E-MTAB-2.idf.txt': idf('Two'),
  });
});
afterEach(() => tree[Symbol.dispose]());
const config = () => ({ [tree.at('loading')]: of('loading') });

describe('a second crawl reads only what has changed:', () => {
  test('nothing, where nothing has', async () => {
    const first = await run(config());
    const second = await run(config(), first.memo);
    expect([first.filesRead, second.filesRead]).toEqual([3, 0]);
    expect(titlesOf(second)).toEqual(['One', 'Two']);
  });

  test.each<[string, () => void]>([
    ['another length', () => tree.put('loading/E-MTAB-2.idf.txt', idf('Three'))],
    [
      'another time',
      () => tree.put('loading/E-MTAB-2.idf.txt', idf('Six'), new Date('2026-04-01')),
    ],
    [
      'another file in its place',
      () => {
        tree.put('elsewhere', idf('Six'));
        renameSync(tree.at('elsewhere'), tree.at('loading/E-MTAB-2.idf.txt'));
      },
    ],
  ])('a file with %s', async (_, change) => {
    const first = await run(config());
    change();
    const second = await run(config(), first.memo);
    expect(second.filesRead).toBe(1);
    expect(titlesOf(second)).not.toEqual(titlesOf(first));
  });

  test('and what had changed a moment before it was read, which may look the same', async () => {
    tree.put('loading/E-MTAB-2.idf.txt', idf('Two'), new Date());
    const first = await run(config());
    expect((await run(config(), first.memo)).filesRead).toBe(1);
  });

  test('what is told of a file that was not read again is told again', async () => {
    tree.put('loading/E-MTAB-3.idf.txt', 'one line');
    tree.put('loading/E-MTAB-4.idf.txt', Buffer.from(idf('Rénal'), 'latin1'));
    const first = await run(config());
    const second = await run(config(), first.memo);
    expect(second.filesRead).toBe(0);
    expect(second.troubles).toEqual(first.troubles);
    expect(first.troubles.map(({ path, why }) => [path, why]).toSorted()).toEqual([
      [tree.at('loading/E-MTAB-3.idf.txt'), 'empty'],
      [tree.at('loading/E-MTAB-4.idf.txt'), 'not UTF-8'],
    ]);
  });

  test('what is gone is forgotten', async () => {
    const first = await run(config());
    rmSync(tree.at('loading/E-MTAB-2.idf.txt'));
    const second = await run(config(), first.memo);
    expect(titlesOf(second)).toEqual(['One']);
    expect([...second.memo.readings.keys()]).not.toContain(tree.at('loading/E-MTAB-2.idf.txt'));
  });
});

describe('of several copies', () => {
  test('the one in the place of the highest rank counts, though another place says the status', async () => {
    tree.put('out/E-MTAB-1/E-MTAB-1.idf.txt', idf('Later'));
    tree.put('done/E-MTAB-1/x');
    const crawled = await run({
      ...config(),
      [tree.at('out')]: of('published', 'loading'),
      [tree.at('done')]: of('analysing'),
    });
    expect(crawled.datasets[0]).toMatchObject({
      status: 'analysing',
      title: 'Later',
      sdrf: tree.at('loading/E-MTAB-1/E-MTAB-1.sdrf.txt'),
    });
    expect(crawled.filesRead).toBe(3);
  });

  test('of equal rank the newest counts, and with it its time', async () => {
    const newer = new Date('2026-05-01T00:00:00Z');
    tree.put('also/E-MTAB-1/E-MTAB-1.idf.txt', idf('Newer'), newer);
    const crawled = await run({ ...config(), [tree.at('also')]: of('loading') });
    expect(crawled.datasets[0]).toMatchObject({
      title: 'Newer',
      modifiedAt: newer.toISOString(),
    });
  });

  test('a copy in a folder of another name is found, and makes no dataset by itself', async () => {
    tree.put('done/batch-7/E-MTAB-2.sdrf.txt', sdrf('Homo sapiens'));
    tree.put('done/batch-7/E-MTAB-77.idf.txt', idf('Unseen'));
    const crawled = await run({ ...config(), [tree.at('done')]: of('processed') });
    expect(crawled.datasets).toMatchObject([
      { accession: 'E-MTAB-1', modifiedAt: EARLIER.toISOString() },
      { accession: 'E-MTAB-2', organisms: ['Homo sapiens'], status: 'loading' },
    ]);
  });
});

test('a curator is who the IDF names, and else who a file in the folder names', async () => {
  tree.put('loading/E-MTAB-1/.curator.eve');
  tree.put('loading/E-MTAB-3/.curator.dr.ben');
  const crawled = await run(config());
  expect(crawled.datasets.map(({ curators }) => curators)).toEqual([['ana'], ['ana'], ['dr.ben']]);
});

describe('a list on the web', () => {
  const crawlOf = async (answer: RequestListener, clock = systemClock) => {
    const site = createServer(answer);
    await new Promise<void>((resolve) => site.listen(0, '127.0.0.1', resolve));
    const { port } = z.object({ port: z.number() }).parse(site.address());
    const limits = { whole: 500, headers: 500, body: 500, bytes: 10_000 };
    const experiments = createExperimentList({ clock: systemClock, limits });
    const open = ({ kind, location }: { kind: string; location: string }): Place =>
      kind === 'web' ? openWebList(location, { experiments, clock }) : here(location);
    try {
      const url = `http://127.0.0.1:${port}/gxa/json/experiments?kind=bulk`;
      return await run({ [url]: of('published'), ...config() }, undefined, open);
    } finally {
      site.closeAllConnections();
      site.close();
    }
  };
  const json =
    (what: unknown): RequestListener =>
    (_, answer) =>
      answer.end(JSON.stringify(what));
  const impatient = { ...systemClock, sleep: async () => undefined };

  test('is asked at its whole address', async () => {
    let asked: string | undefined;
    await crawlOf((question, answer) => {
      asked = question.url;
      answer.end('{"experiments":[]}');
    });
    expect(asked).toBe('/gxa/json/experiments?kind=bulk');
  });

  test('names datasets; names that are no accession are passed over', async () => {
    const names = ['E-MTAB-9', 'E-MTAB-9x', 'PRJNA1', 7, null];
    const experiments = names.map((experimentAccession) => ({ experimentAccession }));
    const { datasets } = await crawlOf(json({ experiments }));
    expect(datasets.map(({ accession }) => accession)).toEqual([
      'E-MTAB-1',
      'E-MTAB-2',
      'E-MTAB-9',
    ]);
  });

  test.each<[string, RequestListener, string]>([
    ['that is down', (_, answer) => answer.writeHead(503).end(), 'silent'],
    ['that says nothing', () => undefined, 'silent'],
    ['that says too much', json({ experiments: [], more: 'x'.repeat(20_000) }), 'silent'],
    ['that is none', json({ aaData: [] }), 'silent'],
    [
      'that leads elsewhere',
      (_, answer) => answer.writeHead(302, { location: '/x' }).end(),
      'silent',
    ],
    ['that is not there', (_, answer) => answer.writeHead(404).end(), 'absent'],
  ])('one %s stops no other place', async (_, answer, why) => {
    const crawled = await crawlOf(answer, impatient);
    expect(titlesOf(crawled)).toEqual(['One', 'Two']);
    expect(crawled.troubles).toMatchObject([{ why, path: undefined }]);
  });

  test('is asked again where it fails in passing', async () => {
    let asked = 0;
    const crawled = await crawlOf((_, answer) => {
      asked += 1;
      if (asked < 3) answer.writeHead(500).end();
      else answer.end('{"experiments":[{"experimentAccession":"E-MTAB-9"}]}');
    }, impatient);
    expect(crawled.troubles).toEqual([]);
    expect(crawled.datasets).toHaveLength(3);
  });
});

describe('a bucket', () => {
  test('is looked through as a folder is, below its prefix', async () => {
    await using folder = await aFolder();
    const { store } = folder;
    for (const [key, content] of Object.entries({
      'atlas/in/E-MTAB-5/E-MTAB-5.idf.txt': idf('Five'),
      'atlas/in/E-MTAB-5/reads/deep.sdrf.txt': '',
      'atlas/in/E-MTAB-5/.curator.eve': '',
      'atlas/in/E-MTAB-6.idf.txt': idf('Six'),
      'atlas/in/E-MTAB-6.merged.idf.txt': idf('Merged'),
      'atlas/in/E-MTAB-7/E-MTAB-7.sdrf.txt': sdrf('Mus musculus') + 'x\n'.repeat(100_000),
      'atlas/inside-not/E-MTAB-8.idf.txt': idf('Eight'),
    }))
      await store.write(key, Buffer.from(content));
    const where = 's3://bucket/atlas/in/';
    const open = ({ location }: { location: string }) => openBucket(location, store);
    const first = await run({ [where]: of('incoming') }, undefined, open);
    expect(first.datasets).toMatchObject([
      {
        accession: 'E-MTAB-5',
        title: 'Five',
        idf: 's3://bucket/atlas/in/E-MTAB-5/E-MTAB-5.idf.txt',
      },
      { accession: 'E-MTAB-6', title: 'Six' },
      { accession: 'E-MTAB-7', organisms: ['Mus musculus'] },
    ]);
    expect(first.troubles).toEqual([]);
  });

  test('that cannot be reached is told', async () => {
    const store = createS3Store({
      system: 'The bucket',
      endpoint: 'http://127.0.0.1:9',
      region: 'us-east-1',
      bucket: 'bucket',
      accessKey: 'access',
      secretKey: 'secret',
      checksums: 'when required',
      random: systemRandom,
    });
    const open = () => openBucket('s3://bucket', store);
    const crawled = await run({ 's3://bucket': of('incoming') }, undefined, open);
    expect(crawled.troubles).toMatchObject([{ path: undefined, why: 'silent' }]);
  });
});
