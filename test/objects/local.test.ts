import { existsSync, mkdirSync, readdirSync, statSync, symlinkSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { buffer, text } from 'node:stream/consumers';
import { expect, test } from 'vitest';
import { sweepUnfinished } from '../../src/objects/object-store.ts';
import { all } from './content.ts';
import { aFolder } from './stores.ts';

test('objects are plain files below “objects”, readable by this user alone', async () => {
  await using trial = await aFolder();
  await trial.store.write('exports/lung.csv', Buffer.from('a;b'));
  const file = join(trial.folder, 'objects/exports/lung.csv');
  expect(statSync(file).mode & 0o777).toBe(0o600);
  expect(statSync(join(file, '..')).mode & 0o777).toBe(0o700);
  expect(statSync(join(trial.folder, 'about/exports/lung.csv')).mode & 0o777).toBe(0o700);
  expect(readdirSync(join(trial.folder, 'unfinished'))).toEqual([]);
});

test('a file that somebody put there by hand is an object, of which nothing more is known', async () => {
  await using trial = await aFolder();
  mkdirSync(join(trial.folder, 'objects'), { recursive: true });
  writeFileSync(join(trial.folder, 'objects/by-hand.txt'), 'hello');
  const facts = await trial.store.head('by-hand.txt');
  expect(facts).toMatchObject({ bytes: 5, contentType: 'application/octet-stream', metadata: {} });
  expect(facts).not.toHaveProperty('sha256');
});

test('what was noted of earlier content is not told of a file that was changed by hand', async () => {
  await using trial = await aFolder();
  await trial.store.write('a.txt', Buffer.from('one'), { metadata: { round: '1' } });
  writeFileSync(join(trial.folder, 'objects/a.txt'), 'two');
  expect(await trial.store.head('a.txt')).toMatchObject({ metadata: {} });
  expect(await trial.store.head('a.txt')).not.toHaveProperty('sha256');
});

test('symbolic links lead nowhere: neither are they listed, nor read, nor written through', async () => {
  await using outside = await aFolder();
  await using trial = await aFolder();
  writeFileSync(join(outside.folder, 'secret'), 'secret');
  await trial.store.write('real/a', Buffer.of(1));
  symlinkSync(outside.folder, join(trial.folder, 'objects/away'));
  symlinkSync(join(outside.folder, 'secret'), join(trial.folder, 'objects/file'));
  expect((await all(trial.store.list(''))).map(({ key }) => key)).toEqual(['real/a']);
  const refused = { name: 'OutsideError', outcome: 'refused' };
  for (const key of ['away/secret', 'file']) {
    await expect(trial.store.head(key)).rejects.toMatchObject(refused);
    await expect(trial.store.read(key)).rejects.toMatchObject(refused);
    await expect(trial.store.write(key, Buffer.of(1))).rejects.toMatchObject(refused);
    expect(await trial.store.remove([{ key }])).toMatchObject({ removed: 0, failed: [{ key }] });
  }
  expect(readdirSync(outside.folder)).toEqual(['secret']);
});

test('a key cannot be a file and a folder; once one is removed, the other may be', async () => {
  await using trial = await aFolder();
  const { store } = trial;
  const refused = { name: 'OutsideError', outcome: 'refused' };
  await store.write('a/b', Buffer.of(1));
  await expect(store.write('a', Buffer.of(1))).rejects.toMatchObject(refused);
  await expect(store.add('a', Buffer.of(1))).rejects.toMatchObject(refused);
  await expect(store.write('a/b/c', Buffer.of(1))).rejects.toMatchObject(refused);
  await store.remove([{ key: 'a/b' }]);
  expect(existsSync(join(trial.folder, 'objects/a'))).toBe(false);
  await store.write('a', Buffer.of(1));
  expect(await all(store.listUnfinished(''))).toEqual([]);
});

test('only that version is removed which is named', async () => {
  await using trial = await aFolder();
  await trial.store.write('a', Buffer.from('one'));
  const [first] = await all(trial.store.listVersions(''));
  await trial.store.write('a', Buffer.from('two'));
  await trial.store.remove(first === undefined ? [] : [first]);
  const left = await trial.store.read('a');
  expect(left && (await text(left))).toBe('two');
});

test('writing and removing side by side in one folder do not hinder each other', async () => {
  await using trial = await aFolder();
  const { store } = trial;
  await Promise.all(
    Array.from({ length: 8 }, async (_, writer) => {
      for (let n = 0; n < 25; n += 1) {
        const key = `busy/${writer}`;
        await store.write(key, Buffer.from(`${writer} ${n}`));
        const content = await store.read(key);
        expect(content && (await buffer(content)).toString()).toBe(`${writer} ${n}`);
        await store.remove([{ key }]);
      }
    }),
  );
  expect(await all(store.list(''))).toEqual([]);
  expect(existsSync(join(trial.folder, 'about/busy'))).toBe(false);
});

test('a note of an unfinished upload that a crash cut short is swept as well', async () => {
  await using trial = await aFolder();
  mkdirSync(join(trial.folder, 'unfinished'), { recursive: true });
  writeFileSync(join(trial.folder, 'unfinished/abc123.json'), '{"ke');
  expect(await sweepUnfinished(trial.store, '', new Date(Date.now() + 60_000))).toBe(1);
  expect(readdirSync(join(trial.folder, 'unfinished'))).toEqual([]);
});

test('abandoning reaches nothing but unfinished uploads', async () => {
  await using trial = await aFolder();
  await trial.store.write('a', Buffer.of(1));
  await trial.store.abandon({ key: 'a', uploadId: '../objects/a', startedAt: new Date() });
  expect(await trial.store.head('a')).toBeDefined();
});
