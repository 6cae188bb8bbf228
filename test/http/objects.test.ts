import { createReadStream, rmSync, writeFileSync } from 'node:fs';
import { request } from 'node:http';
import { join } from 'node:path';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/config/system.ts';
import { createMeter } from '../../src/http/meter.ts';
import { startHttpServer } from '../../src/http/server.ts';
import { createDownloads } from '../../src/objects/local/downloads.ts';
import { createLocalStore } from '../../src/objects/local/local-store.ts';
import type { ObjectStore } from '../../src/objects/object-store.ts';
import { createSignedLinks, type SignedLinks } from '../../src/objects/signed-link.ts';
import type { Log } from '../../src/operations/ports.ts';
import { aDataFolder } from '../support/data-folder.ts';
import { createTestClock, type TestClock } from '../support/test-clock.ts';

const KEY = 'exports/2026/肝臓 1+1.csv';
const CONTENT = 'abcdefghij';
const FAR = 8 * 1024 ** 2;

let open: AsyncDisposableStack;
let clock: TestClock;
let folder: string;
let store: ObjectStore;
let links: SignedLinks;
let port: number;
let logged: string[];
let serves: boolean;

beforeEach(async () => {
  open = new AsyncDisposableStack();
  folder = open.use(aDataFolder()).path;
  clock = createTestClock();
  logged = [];
  serves = true;
  const write = (event: string, details?: unknown): void => {
    logged.push(`${event} ${JSON.stringify(details)}`);
  };
  const log: Log = { info: write, warn: write, error: write };
  let downloads: ReturnType<typeof createDownloads> | undefined;
  const server = await startHttpServer({
    host: '127.0.0.1',
    port: 0,
    log,
    random: systemRandom,
    meter: createMeter(),
    readiness: async () => [],
    slackEvents: () => undefined,
    behind: () => undefined,
    downloads: () => (serves ? downloads : undefined),
  });
  open.defer(() => server.stop());
  port = server.port;
  links = linksSignedWith('s');
  store = createLocalStore({ system: 'The store', folder, links, clock, random: systemRandom });
  downloads = createDownloads({ store, links });
  await store.write(KEY, Buffer.from(CONTENT), { contentType: 'text/csv' });
});
afterEach(() => open.disposeAsync());

const linksSignedWith = (letter: string): SignedLinks =>
  createSignedLinks({
    address: `http://127.0.0.1:${port}/objects`,
    keys: [{ id: 'k1', secret: letter.repeat(43) }],
    clock,
  });
const linkTo = (key: string, by: Pick<SignedLinks, 'link'> = links): string =>
  by.link(key, { expiresIn: 60_000, fileName: 'Liver.csv' });
const get = (link: string, headers: Record<string, string> = {}, method = 'GET') =>
  fetch(link, { method, headers });
const downloads = () => logged.filter((line) => line.startsWith('downloaded'));

describe('whoever has a link', () => {
  it('gets the file, under its name, to be saved and not shown', async () => {
    const answer = await get(linkTo(KEY));
    expect(answer.status).toBe(200);
    expect(await answer.text()).toBe(CONTENT);
    expect(Object.fromEntries(answer.headers)).toMatchObject({
      'content-type': 'text/csv',
      'content-length': '10',
      'content-disposition': `attachment; filename="Liver.csv"; filename*=UTF-8''Liver.csv`,
      'accept-ranges': 'bytes',
      'cache-control': 'no-store',
      'x-content-type-options': 'nosniff',
      etag: expect.stringMatching(/^".+"$/),
    });
    expect(downloads()).toEqual([`downloaded ${JSON.stringify({ key: KEY, bytes: 10 })}`]);
  });

  it('may look first, which is no download', async () => {
    const answer = await get(linkTo(KEY), {}, 'HEAD');
    expect(answer.status).toBe(200);
    expect(answer.headers.get('content-length')).toBe('10');
    expect(await answer.text()).toBe('');
    expect(downloads()).toEqual([]);
  });

  it('gets a key of any length', async () => {
    const long = `exports/${'肝'.repeat(80)}/${'n'.repeat(200)}.csv`;
    await store.write(long, Buffer.from('x'));
    expect(await (await get(linkTo(long))).text()).toBe('x');
  });

  it('gets an empty file', async () => {
    await store.write('empty', Buffer.of());
    const answer = await get(linkTo('empty'));
    expect([answer.status, await answer.text()]).toEqual([200, '']);
  });

  it('is answered in few words when it can’t be given', async () => {
    await store.remove([{ key: KEY }]);
    const answer = await get(linkTo(KEY));
    expect(answer.status).toBe(404);
    expect(await answer.json()).toMatchObject({ title: 'This file is not there any more' });
  });
});

describe('a part', () => {
  it.each([
    ['bytes=2-4', 'cde', 'bytes 2-4/10'],
    ['bytes=7-', 'hij', 'bytes 7-9/10'],
    ['bytes=-3', 'hij', 'bytes 7-9/10'],
    ['bytes=-99', CONTENT, 'bytes 0-9/10'],
    ['bytes=8-99', 'ij', 'bytes 8-9/10'],
  ])('of %s is sent by itself', async (range, text, place) => {
    const answer = await get(linkTo(KEY), { range });
    expect([answer.status, await answer.text()]).toEqual([206, text]);
    expect(answer.headers.get('content-range')).toBe(place);
    expect(answer.headers.get('content-length')).toBe(String(text.length));
    expect(downloads()).toEqual([]);
  });

  it.each(['bytes=1-2,4-5', 'bytes=5-2', 'bytes=-', 'lines=1-2', 'bytes=a-b'])(
    'that is not one range is answered with all: %s',
    async (range) => {
      const answer = await get(linkTo(KEY), { range });
      expect([answer.status, await answer.text()]).toEqual([200, CONTENT]);
    },
  );

  it.each(['bytes=10-', 'bytes=10-20', 'bytes=-0'])(
    'beyond the end is refused: %s',
    async (range) => {
      const answer = await get(linkTo(KEY), { range });
      expect(answer.status).toBe(416);
      expect(answer.headers.get('content-range')).toBe('bytes */10');
    },
  );

  it('of what has changed meanwhile is all of it', async () => {
    const etag = (await get(linkTo(KEY), {}, 'HEAD')).headers.get('etag') ?? '';
    const same = await get(linkTo(KEY), { range: 'bytes=7-', 'if-range': etag });
    expect(same.status).toBe(206);
    await store.write(KEY, Buffer.from('ABCDEFGHIJ'));
    const other = await get(linkTo(KEY), { range: 'bytes=7-', 'if-range': etag });
    expect([other.status, await other.text()]).toEqual([200, 'ABCDEFGHIJ']);
  });
});

describe('nobody gets anything', () => {
  it.each<[string, (link: string) => string]>([
    ['of another key', (link) => link.replace('exports', 'secrets')],
    ['with another signature', (link) => link.replace(/(signature=)./, '$1_')],
    ['for longer', (link) => link.replace(/expires=\d/, 'expires=9')],
    ['under another name', (link) => link.replace('Liver', 'Lung')],
    ['without a signature', (link) => link.replace(/\?.*/, '')],
    ['beside the folder', (link) => link.replace('exports', '..%2f..%2f')],
    ['by a secret that is not ours', () => linkTo(KEY, linksSignedWith('x'))],
  ])('%s', async (_what, change) => {
    const answer = await get(change(linkTo(KEY)));
    expect(answer.status).toBe(403);
    expect(await answer.json()).toMatchObject({ title: 'This link is not whole' });
    expect(downloads()).toEqual([]);
  });

  it('after it has expired', async () => {
    const link = linkTo(KEY);
    await clock.advance(60_000);
    const answer = await get(link);
    expect(answer.status).toBe(410);
    expect(await answer.json()).toMatchObject({ title: 'This link has expired' });
  });

  it.each(['POST', 'PUT', 'DELETE'])('by %s, and nothing changes', async (method) => {
    const answer = await get(linkTo(KEY), {}, method);
    expect(answer.status).toBe(404);
    expect(await (await get(linkTo(KEY))).text()).toBe(CONTENT);
  });

  it('while the instance stands by, but is told to try again', async () => {
    serves = false;
    expect((await get(linkTo(KEY))).status).toBe(503);
  });

  it('that the log would tell: no link is in it', async () => {
    await get(linkTo(KEY).replace('exports', 'secrets'));
    await (await get(linkTo(KEY))).text();
    expect(logged.join()).not.toContain('signature');
  });
});

it('a large file streams, and a reader who leaves lets go of it', async () => {
  const source = join(folder, 'source');
  writeFileSync(source, Buffer.alloc(FAR, 'x'));
  await store.write('large', createReadStream(source));
  rmSync(source);
  await new Promise<void>((resolve, reject) => {
    const asked = request(linkTo('large'), (response) => {
      response.once('data', () => {
        asked.destroy();
        resolve();
      });
    });
    asked.once('error', reject).end();
  });
  const whole = await get(linkTo('large'));
  expect((await whole.arrayBuffer()).byteLength).toBe(FAR);
  expect(downloads()).toHaveLength(1);
});
