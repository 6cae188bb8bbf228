import { execFileSync } from 'node:child_process';
import { chmodSync, readdirSync, rmSync, symlinkSync, writeFileSync } from 'node:fs';
import { createServer } from 'node:net';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { openFolder } from '../../src/tracker/crawl/folder/folder.ts';
import { listFolder } from '../../src/tracker/crawl/folder/list-folder.ts';
import { readMetadata } from '../../src/tracker/crawl/folder/read-file.ts';
import { createReaders, READER } from '../../src/tracker/crawl/folder/readers.ts';
import type { Found } from '../../src/tracker/crawl/place.ts';
import { aTree, here, of, run, tsv } from './tree.ts';

const IDF = tsv(['Investigation Title', 'Lungs'], ['Comment[EACurator]', 'ana']);
const SECRET = tsv(['Investigation Title', 'Secret'], ['Comment[EACurator]', 'eve']);

let tree: ReturnType<typeof aTree>;
let elsewhere: ReturnType<typeof aTree>;
beforeEach(() => {
  tree = aTree({ 'loading/E-MTAB-1/E-MTAB-1.idf.txt': IDF });
  elsewhere = aTree({ 'E-MTAB-2.idf.txt': SECRET, 'E-MTAB-2/E-MTAB-2.idf.txt': SECRET });
});
afterEach(() => {
  tree[Symbol.dispose]();
  elsewhere[Symbol.dispose]();
});

const look = async (config: object = { [tree.at('loading')]: of('loading') }) => {
  const crawled = await run(config);
  const { datasets } = crawled;
  return {
    datasets: datasets.map(({ accession, title }) => [accession, title]),
    troubles: crawled.troubles.map(({ path, why }) => [path?.slice(tree.path.length + 1), why]),
  };
};
const LUNGS = ['E-MTAB-1', 'Lungs'];

describe('links', () => {
  test('inside of the place are followed, and what they lead to is named', async () => {
    tree.put('loading/batch/real.txt', IDF);
    symlinkSync('batch/real.txt', tree.at('loading/E-MTAB-3.idf.txt'));
    symlinkSync('E-MTAB-1', tree.at('loading/latest'));
    const crawled = await run({ [tree.at('loading')]: of('loading') });
    expect(crawled.datasets).toMatchObject([
      { accession: 'E-MTAB-1', idf: tree.at('loading/E-MTAB-1/E-MTAB-1.idf.txt') },
      { accession: 'E-MTAB-3', title: 'Lungs', idf: tree.at('loading/batch/real.txt') },
    ]);
    expect(crawled.troubles).toEqual([]);
  });

  test('that lead out of it are not: the dataset is known by its name alone', async () => {
    symlinkSync(elsewhere.at('E-MTAB-2'), tree.at('loading/E-MTAB-2'));
    symlinkSync(elsewhere.at('E-MTAB-2.idf.txt'), tree.at('loading/E-MTAB-2.idf.txt'));
    symlinkSync(elsewhere.at('E-MTAB-2.idf.txt'), tree.at('loading/E-MTAB-1/E-MTAB-1.sdrf.txt'));
    const { datasets, troubles } = await look();
    expect(datasets).toEqual([LUNGS, ['E-MTAB-2', undefined]]);
    expect(troubles.toSorted()).toEqual([
      ['loading/E-MTAB-1/E-MTAB-1.sdrf.txt', 'outside'],
      ['loading/E-MTAB-2', 'outside'],
      ['loading/E-MTAB-2.idf.txt', 'outside'],
    ]);
  });

  test('in a circle, to nothing and to the place itself end', async () => {
    symlinkSync('E-MTAB-5', tree.at('loading/E-MTAB-4'));
    symlinkSync('E-MTAB-4', tree.at('loading/E-MTAB-5'));
    symlinkSync('.', tree.at('loading/E-MTAB-6'));
    symlinkSync('nowhere', tree.at('loading/E-MTAB-7'));
    symlinkSync('..', tree.at('loading/E-MTAB-1/up'));
    const { datasets, troubles } = await look();
    expect(datasets.map(([accession]) => accession)).toEqual(
      [1, 4, 5, 6, 7].map((n) => `E-MTAB-${n}`),
    );
    expect(troubles.toSorted()).toEqual([
      ['loading/E-MTAB-4', 'outside'],
      ['loading/E-MTAB-5', 'outside'],
      ['loading/E-MTAB-7', 'vanished'],
    ]);
  });

  test('the place itself may be one', async () => {
    symlinkSync('loading', tree.at('now'));
    expect(await look({ [tree.at('now')]: of('loading') })).toEqual({
      datasets: [LUNGS],
      troubles: [],
    });
  });
});

describe('what is no file', () => {
  test('is never opened: pipes, sockets, folders in the place of files', async () => {
    execFileSync('mkfifo', [
      tree.at('loading/E-MTAB-2.idf.txt'),
      tree.at('loading/E-MTAB-1/E-MTAB-1.sdrf.txt'),
    ]);
    const socket = createServer();
    await new Promise<void>((resolve) =>
      socket.listen(tree.at('loading/E-MTAB-3.idf.txt'), resolve),
    );
    tree.put('loading/E-MTAB-1/E-MTAB-1-analysis-methods.tsv/x');
    symlinkSync('/dev/zero', tree.at('loading/E-MTAB-1/E-MTAB-9.idf.txt'));
    const { datasets, troubles } = await look();
    socket.close();
    expect(datasets).toEqual([LUNGS, ['E-MTAB-2', undefined], ['E-MTAB-3', undefined]]);
    expect(troubles.toSorted()).toEqual([
      ['loading/E-MTAB-1/E-MTAB-1-analysis-methods.tsv', 'no file'],
      ['loading/E-MTAB-1/E-MTAB-1.sdrf.txt', 'no file'],
      ['loading/E-MTAB-1/E-MTAB-9.idf.txt', 'outside'],
      ['loading/E-MTAB-2.idf.txt', 'no file'],
      ['loading/E-MTAB-3.idf.txt', 'no file'],
    ]);
  });

  test('also where it came after the file was seen', () => {
    const path = tree.at('loading/E-MTAB-1/E-MTAB-1.idf.txt');
    rmSync(path);
    execFileSync('mkfifo', [path]);
    expect(readMetadata({ path, kind: 'idf' })).toMatchObject({ why: 'no file' });
    rmSync(path);
    symlinkSync(elsewhere.at('E-MTAB-2.idf.txt'), path);
    expect(readMetadata({ path, kind: 'idf' })).toMatchObject({ why: 'outside' });
  });
});

test('names that are not UTF-8 are told and passed over', async () => {
  const latin1 = (name: string) => Buffer.from(tree.at(name), 'latin1');
  writeFileSync(latin1('loading/Rénal'), '');
  writeFileSync(latin1('loading/E-MTAB-1/Rénal.txt'), '');
  const { datasets, troubles } = await look();
  expect(datasets).toEqual([LUNGS]);
  expect(troubles.toSorted()).toEqual([
    ['loading/E-MTAB-1/R\ufffdnal.txt', 'odd name'],
    ['loading/R\ufffdnal', 'odd name'],
  ]);
});

describe('what vanishes while it is looked at', () => {
  test('folders', () => {
    for (const n of [2, 3]) tree.put(`loading/E-MTAB-${n}/E-MTAB-${n}.idf.txt`, IDF);
    const found = listFolder(tree.at('loading'));
    const seen: Found[] = [found.next().value].flatMap((one) => one ?? []);
    for (const name of readdirSync(tree.at('loading')))
      rmSync(tree.at(`loading/${name}`), { recursive: true });
    seen.push(...found);
    expect(seen.map((one) => (one.what === 'obstacle' ? one.why : one.what))).toEqual([
      ...['held', 'vanished', 'held', 'vanished', 'held'],
    ]);
  });

  test('files', () => {
    const path = tree.at('loading/E-MTAB-1/gone.idf.txt');
    expect(readMetadata({ path, kind: 'idf' })).toMatchObject({ why: 'vanished', path });
  });

  test('a whole place', async () => {
    expect(
      await look({ [tree.at('gone')]: of('external'), [tree.at('loading')]: of('loading') }),
    ).toEqual({
      datasets: [LUNGS],
      troubles: [[undefined, 'absent']],
    });
  });
});

/** Root may read everything; without these rights it is a user like any other. */
const UNPRIVILEGED =
  process.getuid?.() === 0
    ? ['setpriv', '--inh-caps=-all', '--bounding-set=-dac_override,-dac_read_search', ...READER]
    : READER;

test('what may not be read is told, and stops nothing else', async () => {
  const idf = tree.put('loading/E-MTAB-2/E-MTAB-2.idf.txt', IDF);
  chmodSync(idf, 0);
  tree.put('loading/E-MTAB-3/E-MTAB-3.idf.txt', IDF);
  chmodSync(tree.at('loading/E-MTAB-3'), 0);
  tree.put('secret/E-MTAB-4/x');
  chmodSync(tree.at('secret'), 0);
  const config = { [tree.at('loading')]: of('loading'), [tree.at('secret')]: of('external') };
  const crawled = await run(config, undefined, ({ location }) =>
    openFolder(location, createReaders({ command: UNPRIVILEGED })),
  );
  chmodSync(tree.at('secret'), 0o700);
  chmodSync(tree.at('loading/E-MTAB-3'), 0o700);
  expect(crawled.troubles).toEqual(
    expect.arrayContaining([
      expect.objectContaining({ why: 'denied', path: idf }),
      expect.objectContaining({ why: 'denied', path: tree.at('loading/E-MTAB-3') }),
      expect.objectContaining({ why: 'denied', path: undefined, location: tree.at('secret') }),
    ]),
  );
  expect(crawled.troubles).toHaveLength(3);
  expect(crawled).toMatchObject({
    datasets: [{ accession: 'E-MTAB-1', title: 'Lungs' }, { title: undefined }, {}],
    unread: [{ location: tree.at('secret'), since: undefined }],
  });
});

describe('what it held the last time stands where', () => {
  const NAMES = [1, 2, 3, 4, 5].map((n) => `E-MTAB-${n}`);
  const unprivileged = ({ location }: { location: string }) =>
    openFolder(location, createReaders({ command: UNPRIVILEGED }));
  let config: object;
  beforeEach(() => {
    for (const name of NAMES) tree.put(`loading/${name}/${name}.idf.txt`, IDF);
    config = { [tree.at('loading')]: of('loading') };
  });

  test.each([
    ['a folder', 0],
    ['what lies in a folder', 0o444],
  ])('%s may not be looked at, however often', async (_, mode) => {
    tree.put('loading/E-MTAB-2/curator_ben');
    const first = await run(config);
    chmodSync(tree.at('loading/E-MTAB-2'), mode);
    const second = await run(config, first.memo, unprivileged);
    const third = await run(config, second.memo, unprivileged);
    chmodSync(tree.at('loading/E-MTAB-2'), 0o700);
    expect(third.datasets).toEqual(first.datasets.map((one) => ({ ...one, asOf: third.at })));
    expect(third.troubles).toMatchObject([{ why: 'denied' }]);
  });

  test('all of it is gone at once, as where nothing is mounted', async () => {
    const first = await run(config);
    rmSync(tree.at('loading'), { recursive: true });
    tree.put('loading/lost+found/x');
    const second = await run(config, first.memo);
    expect(second).toMatchObject({
      datasets: NAMES.map((accession) => ({ accession, title: 'Lungs' })),
      troubles: [{ location: tree.at('loading'), why: 'emptied', detail: '5' }],
      unread: [{ location: tree.at('loading'), since: first.at }],
    });
  });

  test('but not where they were few, or one is left', async () => {
    for (const left of [1, 0]) {
      const before = await run(config);
      for (const name of NAMES.slice(left))
        rmSync(tree.at(`loading/${name}`), { recursive: true, force: true });
      const { datasets, troubles } = await run(config, before.memo);
      expect([datasets.length, troubles]).toEqual([left, []]);
    }
  });
});

describe('a mount that hangs', () => {
  const command = [
    process.execPath,
    '--import',
    new URL('./dead-mount.ts', import.meta.url).href,
    ...READER.slice(1),
  ];
  const dead = createReaders({ command, silence: 1000 });

  test('is given up after a while, and stops no other place', async () => {
    tree.put('nfs/E-MTAB-8/x');
    execFileSync('mkfifo', [tree.at('nfs/dead')]);
    const config = { [tree.at('nfs')]: of('published'), [tree.at('loading')]: of('loading') };
    const crawled = await run(config, undefined, ({ location }) =>
      location === tree.at('nfs') ? openFolder(location, dead) : here(location),
    );
    expect(crawled).toMatchObject({
      datasets: [{ accession: 'E-MTAB-1', title: 'Lungs' }],
      unread: [{ location: tree.at('nfs') }],
      troubles: [{ location: tree.at('nfs'), path: undefined, why: 'silent' }],
    });
  });

  test('what it held the last time counts meanwhile', async () => {
    tree.put('nfs/E-MTAB-8/E-MTAB-8.idf.txt', IDF);
    const config = { [tree.at('nfs')]: of('published') };
    const before = await run(config);
    execFileSync('mkfifo', [tree.at('nfs/dead')]);
    const crawled = await run(config, before.memo, ({ location }) =>
      location === tree.at('nfs') ? openFolder(location, dead) : here(location),
    );
    expect(crawled).toMatchObject({
      datasets: [{ accession: 'E-MTAB-8', title: 'Lungs', status: 'published', asOf: before.at }],
      unread: [{ location: tree.at('nfs'), since: before.at }],
    });
  });

  test('nobody has to wait for it who does not want to any more', async () => {
    execFileSync('mkfifo', [tree.at('loading/dead')]);
    const ending = new AbortController();
    const listing = openFolder(tree.at('loading'), createReaders({ command })).list(ending.signal);
    const asked = listing[Symbol.asyncIterator]().next();
    ending.abort(new Error('enough'));
    await expect(asked).rejects.toThrow('enough');
  });
});

test('a reader that breaks down is told with its last words', async () => {
  const crawled = await run({ [tree.at('loading')]: of('loading') }, undefined, ({ location }) =>
    openFolder(
      location,
      createReaders({ command: ['sh', '-c', 'echo out of memory >&2; exit 3'] }),
    ),
  );
  expect(crawled.troubles).toMatchObject([{ why: 'broken', detail: '3 out of memory' }]);
});

test('a folder deeper than its datasets is not looked into', async () => {
  tree.put('loading/E-MTAB-1/old/E-MTAB-1.sdrf.txt', tsv(['Characteristics[organism]'], ['Mus']));
  tree.put('loading/batch/more/E-MTAB-9/E-MTAB-9.idf.txt', IDF);
  expect(await look()).toEqual({ datasets: [LUNGS], troubles: [] });
});
