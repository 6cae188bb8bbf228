import { chmodSync, readFileSync, statSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { systemRandom } from '../../src/config/system.ts';
import { linkKeysIn } from '../../src/objects/local/link-keys.ts';
import { aDataFolder, type DataFolder } from '../support/data-folder.ts';

let folder: DataFolder;
beforeEach(() => {
  folder = aDataFolder();
});
afterEach(() => folder[Symbol.dispose]());

const keys = () => linkKeysIn(folder.path, systemRandom);
const path = () => join(folder.path, 'link-keys.json');

it('are made once, of chance, for this user alone', () => {
  const [made, ...others] = keys();
  expect(others).toEqual([]);
  expect(made?.secret).toHaveLength(43);
  expect(statSync(path()).mode & 0o777).toBe(0o600);
  expect(keys()).toEqual([made]);
  using another = aDataFolder();
  expect(linkKeysIn(another.path, systemRandom)).not.toEqual([made]);
});

it('can be renewed by hand: the first signs, the old one still counts', () => {
  const [old] = keys();
  const renewed = { id: 'k2', secret: systemRandom.secret() };
  writeFileSync(path(), JSON.stringify([renewed, old]));
  expect(keys()).toEqual([renewed, old]);
});

it('are not used once others could read them', () => {
  keys();
  chmodSync(path(), 0o640);
  expect(keys).toThrow(`${path()} can be read by others. Do: chmod 600 ${path()}`);
});

it.each(['', '[]', '[{"id":"k1","secret":"short"}]', '{'])(
  'that are none are said to be none, and left as they are: %s',
  (text) => {
    writeFileSync(path(), text, { mode: 0o600 });
    expect(keys).toThrow('holds no keys. Remove it');
    expect(readFileSync(path(), 'utf8')).toBe(text);
  },
);
