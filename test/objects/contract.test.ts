import { Readable } from 'node:stream';
import { buffer } from 'node:stream/consumers';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { type ObjectStore, sweepUnfinished } from '../../src/objects/object-store.ts';
import { noCeph } from '../support/ceph.ts';
import { CEPH_STARTS_WITHIN } from '../support/ceph-user.ts';
import { all, breaking, inPieces, sha256Of, someBytes } from './content.ts';
import { aBucket, aFolder, below, MIB, PART_BYTES, type Trial } from './stores.ts';

const KINDS: readonly [string, () => Promise<Trial>, string | undefined][] = [
  ['a folder', aFolder, undefined],
  ['a folder, below a prefix', () => below(aFolder()), undefined],
  ['a bucket of Ceph', () => aBucket(), noCeph],
  ['a bucket, with the checksums of AWS', () => aBucket({ checksums: 'when supported' }), noCeph],
];

describe.for(KINDS)('%s', ([, open, missing]) => {
  describe.skipIf(missing !== undefined)(
    missing ?? 'keeps the contract',
    { timeout: 60_000 },
    () => {
      let trial: Trial;
      let store: ObjectStore;
      beforeAll(async () => {
        trial = await open();
        store = trial.store;
      }, CEPH_STARTS_WITHIN);
      afterAll(() => trial?.[Symbol.asyncDispose]());

      const contentOf = async (key: string, range?: { from: number; to?: number }) => {
        const stream = await store.read(key, range);
        return stream && buffer(stream);
      };
      const keysBelow = async (prefix: string) =>
        (await all(store.list(prefix))).map(({ key }) => key);
      const unfinished = (prefix: string) => all(store.listUnfinished(prefix));

      test.each([
        ['nothing', 0],
        ['a byte', 1],
        ['less than a part', MIB],
        ['exactly a part', PART_BYTES],
        ['a byte more', PART_BYTES + 1],
        ['several parts', 3 * PART_BYTES + 17],
      ])('what is written is read back: %s', async (_, length) => {
        const key = `sizes/${length}`;
        const bytes = someBytes(length);
        const written = await store.write(key, inPieces(bytes), {
          contentType: 'application/x-hdf5',
          metadata: { project: 'f5057fee', 'made-by': 'a test' },
          sha256: sha256Of(bytes),
        });
        expect(written).toMatchObject({ bytes: length, sha256: sha256Of(bytes) });
        expect(written.etag).toMatch(/^[\da-z-]+$/);
        const facts = await store.head(key);
        expect(facts).toMatchObject({
          key,
          bytes: length,
          etag: written.etag,
          sha256: written.sha256,
          contentType: 'application/x-hdf5',
          metadata: { project: 'f5057fee', 'made-by': 'a test' },
        });
        expect(Math.abs((facts?.modifiedAt.getTime() ?? 0) - Date.now())).toBeLessThan(20_000);
        expect(await all(store.list(key))).toContainEqual(
          expect.objectContaining({ key, bytes: length, etag: written.etag }),
        );
        expect((await contentOf(key))?.equals(bytes)).toBe(true);
      });

      test('bytes that are at hand are written as a stream is', async () => {
        const bytes = someBytes(1000);
        const written = await store.write('at hand', bytes);
        expect(written).toMatchObject({ bytes: 1000, sha256: sha256Of(bytes) });
        expect(await store.head('at hand')).toMatchObject({
          contentType: 'application/octet-stream',
          metadata: {},
          sha256: written.sha256,
        });
      });

      test('a part of an object is read by itself', async () => {
        await store.write('alphabet', Buffer.from('abcdefghij'));
        const part = async (from: number, to?: number) =>
          (await contentOf('alphabet', { from, ...(to === undefined ? {} : { to }) }))?.toString();
        expect(await part(0)).toBe('abcdefghij');
        expect(await part(7)).toBe('hij');
        expect(await part(2, 5)).toBe('cde');
        expect(await part(8, 99)).toBe('ij');
        expect(await part(3, 3)).toBe('');
        expect(await part(99)).toBe('');
        expect(await contentOf('no such alphabet', { from: 3, to: 3 })).toBeUndefined();
      });

      test('what is not there is no error', async () => {
        expect(await store.head('nowhere/to be seen')).toBeUndefined();
        expect(await store.read('nowhere/to be seen')).toBeUndefined();
        expect(await all(store.list('nowhere'))).toEqual([]);
        expect(await store.remove([{ key: 'nowhere' }])).toEqual({ removed: 1, failed: [] });
        await expect(store.copy('nowhere', 'somewhere')).rejects.toMatchObject({ outcome: 'gone' });
      });

      test('writing replaces, and what was noted before is gone', async () => {
        await store.write('twice', Buffer.from('one'), { metadata: { round: '1' } });
        await store.write('twice', Buffer.from('two'), { contentType: 'text/plain' });
        expect((await contentOf('twice'))?.toString()).toBe('two');
        expect(await store.head('twice')).toMatchObject({
          metadata: {},
          contentType: 'text/plain',
        });
      });

      test.each([
        ['small', 100],
        ['large', 2 * PART_BYTES],
      ])('adding never replaces: %s', async (size, length) => {
        const key = `added/${size}`;
        const [first, second] = [someBytes(length, 1), someBytes(length, 2)];
        expect(await store.add(key, inPieces(first))).toMatchObject({ sha256: sha256Of(first) });
        expect(await store.add(key, inPieces(second))).toBe('already there');
        expect((await contentOf(key))?.equals(first)).toBe(true);
        expect(await unfinished('added/')).toEqual([]);
      });

      test('content that is not taken is closed', async () => {
        await store.write('taken', Buffer.of(1));
        const content = Readable.from([Buffer.of(2)]);
        expect(await store.add('taken', content)).toBe('already there');
        expect(content.destroyed).toBe(true);
      });

      test('of many that add the same key at once, exactly one does', async () => {
        const all = Array.from({ length: 16 }, (_, n) => Buffer.from(`writer ${n}`));
        const ends = await Promise.all(all.map((bytes) => store.add('race', bytes)));
        const winners = ends.flatMap((end) => (end === 'already there' ? [] : [end]));
        expect(winners).toHaveLength(1);
        const content = (await contentOf('race')) ?? Buffer.of();
        expect(sha256Of(content)).toBe(winners[0]?.sha256);
        expect(await store.head('race')).toMatchObject({ sha256: winners[0]?.sha256 });
      });

      test.each([
        ['small', 100],
        ['large', 3 * PART_BYTES],
      ])('other content than was announced is not stored: %s', async (size, length) => {
        const key = `announced/${size}`;
        const sha256 = sha256Of(Buffer.from('something else'));
        await expect(store.write(key, someBytes(length), { sha256 })).rejects.toMatchObject({
          name: 'OutsideError',
          outcome: 'refused',
        });
        expect(await store.head(key)).toBeUndefined();
        expect(await unfinished('announced/')).toEqual([]);
      });

      test.each([
        ['soon', 100],
        ['late', 3 * PART_BYTES + 5],
      ])('content that breaks off %s leaves nothing, and what was there', async (when, after) => {
        const bytes = someBytes(4 * PART_BYTES);
        await store.write(`broken/${when}/before`, Buffer.from('before'));
        await expect(store.write(`broken/${when}/before`, breaking(bytes, after))).rejects.toThrow(
          'The disk was pulled out.',
        );
        await expect(store.add(`broken/${when}/new`, breaking(bytes, after))).rejects.toThrow(
          'The disk was pulled out.',
        );
        expect(await keysBelow(`broken/${when}/`)).toEqual([`broken/${when}/before`]);
        expect((await contentOf(`broken/${when}/before`))?.toString()).toBe('before');
        expect(await unfinished('broken/')).toEqual([]);
      });

      test('keys are of any script, and listed in the order of their bytes', async () => {
        const names = [
          'Zürich.csv',
          'a b+c&d%25.txt',
          'a',
          'a-',
          'a.d/x',
          'a0',
          'データ/肝臓.h5ad',
          '😀',
          'ﬀ',
          'q?#\'"<>',
          `${'n'.repeat(255)}`,
          '*',
          '~/x',
          'e\u0301',
          'é',
        ].map((name) => `names/${name}`);
        for (const key of names) await store.write(key, Buffer.from(key));
        const ordered = names.toSorted((a, b) => Buffer.compare(Buffer.from(a), Buffer.from(b)));
        expect(await keysBelow('names/')).toEqual(ordered);
        expect(await keysBelow('names/a')).toEqual(
          ordered.filter((key) => key.startsWith('names/a')),
        );
        for (const key of names) expect((await contentOf(key))?.toString()).toBe(key);
        expect(await store.remove(store.list('names/'))).toEqual({
          removed: names.length,
          failed: [],
        });
        expect(await keysBelow('names/')).toEqual([]);
      });

      test.each([
        '',
        '..',
        '../x',
        'a/../../x',
        '/etc/passwd',
        'a//b',
        'a/',
        './a',
        'a/.',
        'a\\..\\b',
        'a\u0000b',
        'a\nb',
        '\ud800',
        'n'.repeat(256),
        `${'é/'.repeat(400)}x`,
      ])('a key that not every store takes is refused: %j', async (key) => {
        const refused = { name: 'OutsideError', outcome: 'refused' };
        await expect(store.write(key, Buffer.of(1))).rejects.toMatchObject(refused);
        await expect(store.add(key, Buffer.of(1))).rejects.toMatchObject(refused);
        await store.write('origin', Buffer.of(1));
        await expect(store.copy('origin', key)).rejects.toMatchObject(refused);
      });

      test.each([{ ä: '1' }, { Upper: '1' }, { a: 'ä' }, { a: '1\r\nx: y' }, { a: '' }])(
        'notes that no header carries are refused: %j',
        async (metadata) => {
          await expect(
            store.write('noted', Buffer.of(1), { metadata: { ...metadata } }),
          ).rejects.toMatchObject({ outcome: 'refused' });
        },
      );

      test('more than a page is listed and removed', async () => {
        const numbers = Array.from(
          { length: 1050 },
          (_, n) => `many/${String(n).padStart(4, '0')}`,
        );
        const queue = numbers.values();
        await Promise.all(
          Array.from({ length: 16 }, async () => {
            for (const key of queue) await store.write(key, Buffer.from(key));
          }),
        );
        expect(await keysBelow('many/')).toEqual(numbers);
        const pages = await all(store.list('many/').pages());
        expect(pages.map(({ length }) => length)).toEqual([1000, 50]);
        expect(await all(store.listVersions('many/'))).toHaveLength(1050);
        expect(await store.remove(store.list('many/'))).toEqual({ removed: 1050, failed: [] });
        expect(await keysBelow('many/')).toEqual([]);
      }, 60_000);

      test('what is there now is a version, and can be removed as one', async () => {
        await store.write('versions/a', Buffer.from('abc'));
        const [version, ...others] = await all(store.listVersions('versions/'));
        expect(others).toEqual([]);
        expect(version).toMatchObject({
          key: 'versions/a',
          bytes: 3,
          latest: true,
          removed: false,
        });
        expect(await store.remove(version === undefined ? [] : [version])).toMatchObject({
          removed: 1,
        });
        expect(await keysBelow('versions/')).toEqual([]);
      });

      test('what a crash left unfinished is found, and swept once it is old', async () => {
        await trial.leaveUnfinished('swept/a');
        await trial.leaveUnfinished('swept/b');
        await trial.leaveUnfinished('kept/a');
        const found = await unfinished('swept/');
        expect(found.map(({ key }) => key).sort()).toEqual(['swept/a', 'swept/b']);
        expect(await keysBelow('swept/')).toEqual([]);
        expect(await sweepUnfinished(store, 'swept/', new Date(Date.now() - 60_000))).toBe(0);
        expect(await sweepUnfinished(store, 'swept/', new Date(Date.now() + 60_000))).toBe(2);
        expect(await unfinished('swept/')).toEqual([]);
        expect(await unfinished('kept/')).toHaveLength(1);
        for (const upload of found) await store.abandon(upload); // again, as two sweeps at once would
      });

      test.each([
        ['small ä+%.bin', 100],
        ['large ä+.bin', 2 * PART_BYTES + 9],
        ['large 100%.bin', 2 * PART_BYTES + 9],
      ])('a copy has the content and what is noted of it: %s', async (name, length) => {
        const bytes = someBytes(length);
        const [from, to] = [`copied/${name}`, `copied/to/${name}`];
        const noted = {
          contentType: 'text/csv',
          metadata: { round: '1' },
          sha256: sha256Of(bytes),
        };
        await store.write(from, bytes, noted);
        await store.copy(from, to);
        expect(await store.head(to)).toMatchObject({ bytes: length, ...noted });
        expect((await contentOf(to))?.equals(bytes)).toBe(true);
        expect(await unfinished('copied/')).toEqual([]);
      });

      test('who has a link gets that object under its name, until it expires', async () => {
        const key = 'links/a b+c/肝臓.csv';
        await store.write(key, Buffer.from('x;y'));
        const fileName = 'Liver "7", 100%/肝臓.csv';
        const link = await store.link(key, { expiresIn: 60_000, fileName });
        const got = await trial.follow(link);
        expect(got).toMatchObject({ text: 'x;y' });
        expect(got).toHaveProperty(
          'savedAs',
          `attachment; filename="Liver _7_, 100____.csv"; filename*=UTF-8''Liver%20%227%22%2C%20100%25_%E8%82%9D%E8%87%93.csv`,
        );
        const other = link.replace('links/', 'other/');
        expect(other).not.toBe(link);
        expect(await trial.follow(other)).toBe('refused');
        expect(
          await trial.follow(link.replace(/\d(?=[^\d]*$)/, (n) => String((Number(n) + 1) % 10))),
        ).toBe('refused');

        const short = await store.link(key, { expiresIn: 1000, fileName });
        await new Promise((resolve) => setTimeout(resolve, 2100));
        expect(await trial.follow(short)).toBe('refused');
      });
    },
  );
});
