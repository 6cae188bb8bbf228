import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, test } from 'vitest';
import { storeFor } from './field.ts';

describe('what one listing tells of several keys', () => {
  let server: Server | undefined;
  afterEach(() => server?.close());

  /** A store that answers each listing with this page; what it was asked for. */
  async function storeWith(status: number, page: string) {
    const asked: URLSearchParams[] = [];
    const listening = createServer((request, response) => {
      asked.push(new URL(request.url ?? '', 'http://store').searchParams);
      response.writeHead(status, { 'content-type': 'application/xml' }).end(page);
    });
    server = listening;
    await new Promise<void>((resolve) => listening.listen(0, '127.0.0.1', resolve));
    const { port } = listening.address() as AddressInfo;
    const endpoint = `http://127.0.0.1:${port}`;
    return { asked, store: storeFor({ endpoint, accessKey: 'a', secretKey: 'b' }) };
  }

  const pageOf = (keys: readonly string[], isTruncated = false) =>
    `<?xml version="1.0"?><ListBucketResult><Name>t</Name><IsTruncated>${isTruncated}</IsTruncated>${keys
      .map((key) => `<Contents><Key>${key}</Key><ETag>"e-${key}"</ETag><Size>3</Size></Contents>`)
      .join('')}</ListBucketResult>`;
  const there = (key: string) => [key, { etag: `e-${key}`, bytes: 3 }] as const;

  test('is what is there, and that nothing else is', async () => {
    const { store, asked } = await storeWith(200, pageOf(['d/b', 'd/bb', 'd/c']));
    expect(await store.listed('t', ['d/c', 'd/a', 'd/b', 'd/z'])).toEqual(
      new Map([['d/a', undefined], there('d/b'), there('d/c'), ['d/z', undefined]]),
    );
    expect(asked.map((query) => query.get('start-after'))).toEqual(['d/']);
    expect(asked.map((query) => query.get('prefix'))).toEqual(['d/']);
  });

  test('asks for no more than all of them begin with, to a slash', async () => {
    const { store, asked } = await storeWith(200, pageOf([]));
    await store.listed('t', ['d/e/a', 'd/ef']);
    await store.listed('t', ['d/a', 'e/a']);
    await store.listed('t', ['d/e/a']);
    expect(asked.map((query) => [query.get('prefix'), query.get('max-keys')])).toEqual([
      ['d/', null],
      [null, null],
      ['d/e/a', '1'],
    ]);
  });

  test('is nothing of keys that a page does not reach, by the bytes of their names', async () => {
    const { store } = await storeWith(200, pageOf(['d/b', 'd/\uFFFD'], true));
    expect(await store.listed('t', ['d/a', 'd/b', 'd/~', 'd/\u{1FAC1}'])).toEqual(
      new Map([['d/a', undefined], there('d/b'), ['d/~', undefined]]),
    );
    const empty = await storeWith(200, pageOf([], true));
    expect(await empty.store.listed('t', ['d/a'])).toEqual(new Map());
  });

  test('is not that something is absent where the store lists in no order', async () => {
    const { store } = await storeWith(200, pageOf(['d/c', 'd/a']));
    expect(await store.listed('t', ['d/a', 'd/b'])).toEqual(new Map([there('d/a')]));
  });

  test('is nothing where listing is denied, or something else answers', async () => {
    const denied = await storeWith(403, '<Error><Code>AccessDenied</Code></Error>');
    expect(await denied.store.listed('t', ['d/a'])).toEqual(new Map());
    const signIn = await storeWith(200, '<html><body>Sign in</body></html>');
    expect(await signIn.store.listed('t', ['d/a'])).toEqual(new Map());
    const gone = await storeWith(404, '<Error><Code>NoSuchBucket</Code></Error>');
    await expect(gone.store.listed('t', ['d/a'])).rejects.toThrow('bucket does not exist');
  });
});
