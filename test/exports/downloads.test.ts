import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemClock } from '../../src/config/system.ts';
import { hours, minutes } from '../../src/domain/duration.ts';
import { revokeKey } from '../../src/operations/keys.ts';
import { type ExportBench, openExportBench } from './bench.ts';

let bench: ExportBench;
let key: string;
let id: number;
let url: string;
beforeEach(async () => {
  bench = await openExportBench();
  key = await bench.key();
  const file = await bench.upload(key, 'Zürich.csv', 'a,1\n');
  id = await bench.start(key, {
    file_ids: [file],
    export_format: 'tsv',
    compress: false,
    ttl_hours: 3,
  });
  url = (await bench.ended(key, id)).download_url;
});
afterEach(() => bench[Symbol.asyncDispose]());

const downloads = async () =>
  (await bench.ask('GET', `/api/data-export/jobs/${id}`, key)).json.downloads;
const status = async (link: string, init?: RequestInit) => (await fetch(link, init)).status;

it('a link needs no key, names the file, and is counted', async () => {
  const response = await fetch(url);
  expect(response.headers.get('content-disposition')).toContain('file_1_Z%C3%BCrich.tsv');
  expect(response.headers.get('etag')).toMatch(/^"[\da-f]{64}"$/);
  expect(await response.text()).toBe('a\t1\n');
  expect(await downloads()).toBe(1);
});

it('a look at the headers, and the rest of a download, are not counted', async () => {
  expect(await status(url, { method: 'HEAD' })).toBe(200);
  const rest = await fetch(url, { headers: { range: 'bytes=2-' } });
  expect([rest.status, await rest.text()]).toEqual([206, '1\n']);
  expect(await status(url, { headers: { range: 'bytes=9-' } })).toBe(416);
  expect(await downloads()).toBe(0);
});

it('a link is good for an hour, and never longer than the export', async () => {
  bench.skip(minutes(59));
  expect(await status(url)).toBe(200);
  bench.skip(minutes(2));
  expect(await status(url)).toBe(410);
  bench.skip(hours(1) + minutes(30));
  const { json } = await bench.ask('GET', `/api/data-export/jobs/${id}`, key);
  expect(await status(json.download_url)).toBe(200);
  bench.skip(minutes(31)); // the export’s own time is over
  expect(await status(json.download_url)).toBe(410);
});

describe('a link that was altered opens nothing', () => {
  it.each(['job', 'epoch', 'expires', 'nonce', 'signature'])('in %s', async (name) => {
    const altered = new URL(url);
    const old = altered.searchParams.get(name) ?? '';
    altered.searchParams.set(name, `${old.slice(0, -1)}${old.endsWith('3') ? '4' : '3'}`);
    expect(await status(altered.href)).toBe(403);
  });

  it.each([
    ['with something added', '&file=1'],
    ['with a second signature', '&signature=AAAA'],
  ])('%s', async (_how, addition) => {
    expect(await status(url + addition)).toBe(403);
  });

  it('without its signature', async () => {
    expect(await status(url.replace(/&signature=.*/, ''))).toBe(403);
  });
});

it('revoked links open nothing; a new one does', async () => {
  const path = `/api/data-export/jobs/${id}/revoke-links`;
  const { json } = await bench.ask('POST', path, key);
  expect(await status(url)).toBe(404);
  expect(await status(json.download_url)).toBe(200);
});

it('links of a key that was revoked open nothing', async () => {
  const { db } = bench.station;
  await revokeKey({ db, clock: systemClock }, { key: 'program-1' });
  expect(await status(url)).toBe(404);
});

it('a link for a single download gives one, also to fifty at once', async () => {
  const job = await bench.exports.jobs.find(
    { id },
    { kind: 'service', name: 'program-1', roles: [] },
  );
  const link = job && bench.exports.downloads.link(job, undefined, true);
  if (link === undefined) throw new Error('There is no link.');
  const all = await Promise.all(Array.from({ length: 50 }, () => status(link.url)));
  expect(all.filter((each) => each === 200)).toHaveLength(1);
  expect(all.filter((each) => each === 410)).toHaveLength(49);
});

it('a package is saved under the name of its export, made safe', async () => {
  const file = await bench.upload(key, 'a.csv', 'a,1\n');
  const named = await bench.start(key, { file_ids: [file], name: 'Mixed bag: Zürich/2 “x”' });
  const { download_url: link } = await bench.ended(key, named);
  const disposition = (await fetch(link)).headers.get('content-disposition');
  expect(disposition).toBe(
    `attachment; filename="Mixed bag_ Z_rich_2 _x_.zip"; filename*=UTF-8''Mixed%20bag_%20Z%C3%BCrich_2%20_x_.zip`,
  );
});

it('where a link opens nothing, a browser is shown a page and a program told a problem', async () => {
  bench.skip(hours(2));
  const page = await fetch(url, { headers: { accept: 'text/html,*/*;q=0.8' } });
  expect([page.status, page.headers.get('content-type')]).toEqual([
    410,
    'text/html; charset=utf-8',
  ]);
  expect(await page.text()).toContain('<h1>This link has expired</h1>');
  const program = await fetch(url);
  expect(program.headers.get('content-type')).toContain('application/problem+json');
  const object = `${bench.url}/objects/nothing`;
  const other = await fetch(object, { headers: { accept: 'text/html' } });
  expect(other.headers.get('content-type')).toBe('text/html; charset=utf-8');
});
