import { createHash } from 'node:crypto';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { days, hours, minutes } from '../../src/domain/duration.ts';
import { remaining } from '../../src/http/pages/words.ts';
import { aVisitor, openRoom, type Room } from './room.ts';

const HOSTILE = [
  '<script>alert(1)</script>',
  '"><img src=x onerror=alert(1)>',
  "' autofocus onfocus='alert(1)",
  '</title><svg onload=alert(1)>',
  '&lt;b&gt; & &amp;',
];
const UNSEEN = '\u202egpj.exe';

let room: Room;
let page: Response;
let text: string;
beforeAll(async () => {
  const name = HOSTILE.join(' ').slice(0, 250);
  room = await openRoom({ name, description: [...HOSTILE, UNSEEN].join('\n') });
  page = await aVisitor().look((await room.share({ note: [...HOSTILE, UNSEEN].join('\n') })).link);
  text = await page.text();
});
afterAll(() => room[Symbol.asyncDispose]());

it('shows what people wrote as they wrote it, and makes no markup of it', () => {
  const tags = new Set([...text.matchAll(/<\/?([a-z!][a-z0-9]*)/gi)].map(([, tag]) => tag));
  const ours = '!doctype html head meta title style body main h1 p blockquote form button b h2 ul';
  for (const tag of tags) expect(`${ours} li span br code pre`.split(' ')).toContain(tag);
  expect(text).not.toMatch(/<[^>]*\son\w+=/i);
  expect(text).toContain('&lt;script&gt;alert(1)&lt;/script&gt;');
  expect(text).toContain('&amp;lt;b&amp;gt;');
  expect(text).not.toContain('\u202e');
});

it('lets a browser run nothing, ask nobody else, be framed by nobody, and tell nobody where it was', () => {
  const [, style = ''] = /<style>(.*?)<\/style>/s.exec(text) ?? [];
  const hash = createHash('sha256').update(style).digest('base64');
  expect(page.headers.get('content-security-policy')).toBe(
    `default-src 'none'; style-src 'sha256-${hash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
  );
  expect(page.headers.get('referrer-policy')).toBe('no-referrer');
  expect(page.headers.get('x-robots-tag')).toContain('noindex');
  expect(page.headers.get('cache-control')).toBe('no-store');
  expect(text).not.toMatch(/https?:\/\//);
});

it('gives a cookie for this page alone, that no script reads and no other site sends', () => {
  const cookie = page.headers.get('set-cookie') ?? '';
  expect(cookie).toMatch(/^handoff_visitor=[\w-]{43}; Path=\/share\/[\w-]{43}; /);
  for (const part of ['HttpOnly', 'SameSite=Lax', 'Max-Age=']) expect(cookie).toContain(part);
});

it('says what it holds and how to check it', async () => {
  const { json } = await room.bench.ask('GET', `/api/data-export/jobs/${room.id}`, room.key);
  for (const words of [
    json.files[0].name,
    json.files[0].sha256,
    json.output_sha256,
    room.bench.exports.fingerprint,
    '1 row',
    'the program “program-1”',
  ])
    expect(text).toContain(words);
});

it('lists what a file was split into, since that is what lies in the package', async () => {
  const wanted = { transform: { split: { rows: 1 } } };
  await using split = await openRoom(wanted, ['a,b\n1,2\n3,4\n'], { program: 'real' });
  const shown = await (await aVisitor().look((await split.share()).link)).text();
  const { json } = await split.bench.ask('GET', `/api/data-export/jobs/${split.id}`, split.key);
  const parts: readonly { name: string; sha256: string }[] = json.files[0].parts;
  expect(parts).toHaveLength(2);
  for (const { name, sha256 } of parts) {
    expect(shown).toContain(name);
    expect(shown).toContain(sha256);
  }
});

it.each([
  [days(2) - 5, '2 days'],
  [hours(2) - 5, '2 hours'],
  [hours(47), '47 hours'],
  [minutes(100), '100 minutes'],
  [minutes(1), '1 minute'],
  [-5, '0 minutes'],
])('the time that is left is in one unit: %d ms are %s', (left, words) => {
  const now = new Date('2026-02-03T12:00:00Z');
  expect(remaining(new Date(now.getTime() + left), now)).toBe(words);
});
