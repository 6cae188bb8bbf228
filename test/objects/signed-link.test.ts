import { expect, test } from 'vitest';
import { createSignedLinks } from '../../src/objects/signed-link.ts';
import { createTestClock } from '../support/test-clock.ts';

const key = (id: string) => ({ id, secret: `${id} `.repeat(20) });
const address = 'https://handoff.example.org/objects';
const start = () => {
  const clock = createTestClock();
  const links = createSignedLinks({ address, keys: [key('k1')], clock });
  const link = links.link('exports/肝臓 1+1.csv', {
    expiresIn: 60_000,
    fileName: 'Liver & more.csv',
  });
  return { clock, links, link };
};

test('a link permits one method on one key, from the whole address or its path alone', () => {
  const { links, link } = start();
  const permitted = { key: 'exports/肝臓 1+1.csv', fileName: 'Liver & more.csv' };
  expect(links.readSigned('GET', link)).toEqual(permitted);
  expect(links.readSigned('GET', link.slice('https://handoff.example.org'.length))).toEqual(
    permitted,
  );
  for (const method of ['HEAD', 'PUT', 'DELETE', 'get']) {
    expect(links.readSigned(method, link)).toBe('altered');
  }
});

test('a signature has one spelling, also where another decodes to the same', () => {
  const { links, link } = start();
  const letters = 'ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_';
  const last = letters.indexOf(link.at(-1) ?? '');
  const alike = link.slice(0, -1) + letters[last + 1];
  const bytes = (one: string) =>
    Buffer.from(new URL(one).searchParams.get('signature') ?? '', 'base64url');
  expect(bytes(alike).equals(bytes(link))).toBe(true);
  expect(links.readSigned('GET', alike)).toBe('altered');
});

test('it expires to the millisecond', async () => {
  const { clock, links, link } = start();
  await clock.advance(59_999);
  expect(links.readSigned('GET', link)).toMatchObject({ fileName: 'Liver & more.csv' });
  await clock.advance(1);
  expect(links.readSigned('GET', link)).toBe('expired');
});

test('whatever is changed in it makes it worthless', () => {
  const { links, link } = start();
  const url = new URL(link);
  const changed = (change: (url: URL) => void): string => {
    const copy = new URL(url);
    change(copy);
    return copy.href;
  };
  const set = (name: string, value: string) =>
    changed(({ searchParams }) => searchParams.set(name, value));
  const signature = url.searchParams.get('signature') ?? '';
  const altered = [
    set('expires', '9999999999999'),
    set('expires', '1e99'),
    set('name', 'other.exe'),
    set('kid', 'k2'),
    set('kid', '__proto__'),
    set('signature', ''),
    set('signature', signature.slice(1)),
    set('signature', `${signature.startsWith('A') ? 'B' : 'A'}${signature.slice(1)}`),
    changed(({ searchParams }) => searchParams.delete('signature')),
    changed(({ searchParams }) => searchParams.append('more', '1')),
    changed((copy) => {
      copy.pathname = copy.pathname.replace('1.csv', '2.csv');
    }),
    changed((copy) => {
      copy.pathname = '/objects/%E0%A4%A';
    }),
    link.replace('/objects/', '/elsewhere/'),
    link.replace('exports/', 'exports/../exports/x/../../other/'),
    'https://[',
    '',
  ];
  for (const one of altered) expect(links.readSigned('GET', one), one).toBe('altered');
});

test('a secret can be replaced while links of the old one still hold', () => {
  const clock = createTestClock();
  const before = createSignedLinks({ address, keys: [key('old')], clock });
  const after = createSignedLinks({ address, keys: [key('new'), key('old')], clock });
  const gone = createSignedLinks({ address, keys: [key('new')], clock });
  const options = { expiresIn: 1000, fileName: 'a' };
  const link = before.link('a', options);
  expect(after.readSigned('GET', link)).toEqual({ key: 'a', fileName: 'a' });
  expect(gone.readSigned('GET', link)).toBe('altered');
  expect(new URL(after.link('a', options)).searchParams.get('kid')).toBe('new');
});

test('a secret that could be guessed is refused', () => {
  const clock = createTestClock();
  expect(() => createSignedLinks({ address, keys: [], clock })).toThrow('at least 32 characters');
  expect(() => createSignedLinks({ address, keys: [{ id: 'k', secret: 'short' }], clock })).toThrow(
    'at least 32 characters',
  );
});
