import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { RATE } from '../../src/http/rate.ts';
import { extent } from '../endurance/extent.ts';
import { type ExportBench, keysIn, openExportBench } from './bench.ts';

const MEGABYTES = extent(1024, 100);
const JOBS = '/api/data-export/jobs';
const PROJECT = '22222222-2222-4222-8222-222222222222';

let bench: ExportBench;
let key: string;
beforeEach(async () => {
  bench = await openExportBench();
  key = await bench.key();
});
afterEach(() => bench[Symbol.asyncDispose]());
const ask = (method: string, path: string, body?: unknown) => bench.ask(method, path, key, body);

describe('a request for an export', () => {
  it('names every field that needs another look, all at once', async () => {
    const { status, json } = await ask('POST', JOBS, {
      name: '',
      file_ids: [],
      export_format: 'csv',
      export_options: { delimiter: ';;', delimeter: ',' },
      ttl_hours: 169,
      compress: 'no',
      colour: 'blue',
    });
    expect(status).toBe(422);
    expect(Object.keys(json.errors).sort()).toEqual([
      'colour',
      'compress',
      'export_options.delimeter',
      'export_options.delimiter',
      'file_ids',
      'name',
      'ttl_hours',
    ]);
  });

  it.each([
    ['excel', { freeze_panes: [1] }, 'export_options.freeze_panes'],
    ['parquet', { compression: 'rar' }, 'export_options.compression'],
    ['zip', { delimiter: ',' }, 'export_options.delimiter'],
    ['ods', {}, 'export_format'],
  ])('refuses what %s does not have', async (export_format, export_options, field) => {
    const asked = { name: 'x', file_ids: [1], export_format, export_options };
    const { status, json } = await ask('POST', JOBS, asked);
    expect([status, Object.keys(json.errors)]).toEqual([422, [field]]);
  });

  it.each([
    [{ file_ids: [3, 4, 3] }, { file_ids: 'names 3 twice' }],
    [{ dataset_ids: [7, 7] }, { dataset_ids: 'names 7 twice' }],
    [
      { file_ids: [1], name: 'photo\u202egpj.exe' },
      { name: 'has a sign in it that nobody sees (U+202E): leave it out' },
    ],
    [
      { file_ids: [1], transform: { rename: { a: 'b\u0007' } } },
      { 'transform.rename.a': 'has a sign in it that nobody sees (U+0007): leave it out' },
    ],
  ])('that nobody can mean is refused at its field: %j', async (asked, errors) => {
    const { status, json } = await ask('POST', JOBS, { name: 'x', ...asked });
    expect([status, json.errors]).toEqual([422, errors]);
  });

  it('has the defaults of the specification', async () => {
    await bench.stopWorkers();
    const id = await bench.upload(key, 'a.csv', 'a\n1\n');
    const { status, json } = await ask('POST', JOBS, { name: 'RNA-seq', file_ids: [id] });
    expect(status).toBe(200);
    expect(json).toMatchObject({
      id: 1,
      name: 'RNA-seq',
      description: null,
      export_format: 'csv',
      include_metadata: true,
      include_lineage: false,
      compress: true,
      ttl_hours: 48,
      status: 'pending',
      progress: 0,
      total_files: 1,
      processed_files: 0,
      failed_files: 0,
      output_path: null,
      output_size: null,
      download_url: null,
      error_message: null,
      user_id: expect.any(Number),
      created_at: expect.any(String),
      started_at: null,
      completed_at: null,
      expires_at: null,
    });
  });

  it('is answered with what is better thought over, as the dialog says it', async () => {
    const ids = [
      await bench.upload(key, 'a.csv', 'gene,padj\n1,2\n'),
      await bench.upload(key, 'b.fastq', '@read\n'),
    ];
    const made = await ask('POST', JOBS, { name: 'x', file_ids: ids, export_format: 'hdf5' });
    expect(made.json.warnings).toEqual([
      'These are different kinds of data: sequencing reads (FASTQ), tables.',
      '“b.fastq” is no table, as far as the name tells, and would fail. ZIP takes files as they are.',
      'HDF5 is for large tables; these files would grow. CSV suits them better.',
    ]);
    const columns = async (id: number) => (await ask('GET', `/api/files/${id}/columns`)).json;
    expect(await columns(ids[0] ?? 0)).toEqual({ columns: ['gene', 'padj'] });
    expect(await columns(ids[1] ?? 0)).toEqual({ columns: null });
    expect((await ask('GET', '/api/files/99/columns')).status).toBe(404);
  });

  it('sent twice under one Idempotency-Key is one export', async () => {
    await bench.stopWorkers();
    const id = await bench.upload(key, 'a.csv', 'a\n1\n');
    const send = async () =>
      (
        await fetch(bench.url + JOBS, {
          method: 'POST',
          headers: {
            authorization: `Bearer ${key}`,
            'content-type': 'application/json',
            'idempotency-key': 'once',
          },
          body: JSON.stringify({ name: 'x', file_ids: [id] }),
        })
      ).json();
    expect(await send()).toEqual(await send());
    expect((await ask('GET', JOBS)).json).toHaveLength(1);
  });
});

it('exports are listed newest first, by status, page by page', async () => {
  const id = await bench.upload(key, 'a.csv', 'a\n1\n');
  for (const name of ['one', 'two', 'three']) await bench.start(key, { name, file_ids: [id] });
  await bench.ended(key, 3);
  const names = async (query: string) =>
    (await ask('GET', `${JOBS}?${query}`)).json.map(({ name }: { name: string }) => name);
  expect(await names('')).toEqual(['three', 'two', 'one']);
  expect(await names('limit=1&offset=1')).toEqual(['two']);
  expect(await names('status=failed')).toEqual([]);
});

it.each([
  [`${JOBS}?status=lost`, 'status', /^must be one of pending, processing, /],
  [`${JOBS}?limit=0`, 'limit', /^must be at least 1$/],
  [`${JOBS}?limit=ten`, 'limit', /^must be a number$/],
  [`${JOBS}?offset=-1`, 'offset', /^must be at least 0$/],
  [`${JOBS}?colour=red`, 'colour', /^is not taken here$/],
  [`${JOBS}/one`, 'id', /^must be a number$/],
  [`${JOBS}/1.5`, 'id', /^must be a whole number$/],
  [`${JOBS}/0/shares`, 'id', /^must be at least 1$/],
])('GET %s names the field, in words', async (path, field, words) => {
  const { status, json } = await ask('GET', path);
  expect([status, json.errors]).toEqual([422, { [field]: expect.stringMatching(words) }]);
});

it.each([
  [{ file_ids: null }, { file_ids: 'must be a list' }],
  [{ file_ids: ['1'] }, { 'file_ids.0': 'must be a number' }],
  [{ name: undefined, file_ids: [1] }, { name: 'is missing' }],
  [{ name: '', file_ids: [1] }, { name: 'must not be empty' }],
  [
    { export_options: { encoding: 'rot13' }, file_ids: [1] },
    { 'export_options.encoding': expect.stringMatching(/^must be one of utf-8, /) },
  ],
  [{ compress: 'no', file_ids: [1] }, { compress: 'must be true or false' }],
  [{ ttl_hours: 169, file_ids: [1] }, { ttl_hours: 'must be at most 168' }],
  [
    { file_ids: [1], export_format: 'excel', export_options: { freeze_panes: 'a' } },
    { 'export_options.freeze_panes': expect.not.stringContaining('nvalid') },
  ],
])('a request with %j is refused in words', async (given, errors) => {
  const { status, json } = await ask('POST', JOBS, { name: 'x', ...given });
  expect([status, json.errors]).toEqual([422, errors]);
});

it('an export is found by its key, and gone for its owner once deleted', async () => {
  const id = await bench.start(key, { file_ids: [await bench.upload(key, 'a.csv', 'a\n1\n')] });
  const { job_key, download_url } = await bench.ended(key, id);
  expect((await ask('GET', `${JOBS}/key/${job_key}`)).json).toMatchObject({ id });
  expect((await ask('DELETE', `${JOBS}/${id}`)).status).toBe(204);
  expect((await ask('DELETE', `${JOBS}/${id}`)).status).toBe(404);
  expect((await ask('GET', `${JOBS}/key/${job_key}`)).status).toBe(404);
  expect((await fetch(download_url)).status).toBe(404);
  const kept = await bench.station.db.selectFrom('export_job').select('job_key').execute();
  expect(kept).toEqual([{ job_key }]);
});

it('statistics count what this key has had', async () => {
  const good = await bench.upload(key, 'a.csv', 'a\n1\n');
  const bad = await bench.upload(key, 'b.csv', 'bad\n');
  await bench.ended(key, await bench.start(key, { file_ids: [good], export_format: 'tsv' }));
  await bench.ended(key, await bench.start(key, { file_ids: [bad], export_format: 'json' }));
  const { json } = await ask('GET', '/api/data-export/statistics');
  expect(json.by_day).toEqual([{ day: expect.any(String), jobs: json.total_jobs }]);
  expect(json.kept).toMatchObject({ everybodys_bytes: json.kept.bytes, quota_bytes: null });
  expect(json).toMatchObject({
    total_jobs: 2,
    by_status: { completed: 1, failed: 1 },
    by_format: { tsv: 1, json: 1 },
    total_files_exported: 1,
    total_downloads: 0,
    avg_files_per_job: 1,
  });
  expect(json.total_size_bytes).toBeGreaterThan(0);
  const other = await bench.key();
  const { json: none } = await bench.ask('GET', '/api/data-export/statistics', other);
  expect(none).toMatchObject({ total_jobs: 0, avg_size_mb: 0 });
});

describe('files', () => {
  it('are registered as they come, with their sum, and noted on', async () => {
    const response = await fetch(
      `${bench.url}/api/files?name=${encodeURIComponent('Zürich 1.csv')}`,
      {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'text/csv' },
        body: 'abc',
      },
    );
    expect(response.status).toBe(201);
    expect(await response.json()).toMatchObject({
      id: 1,
      name: 'Zürich 1.csv',
      size: 3,
      sha256: 'ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad',
      project: null,
      metadata: {},
    });
    const noted = { experiment: 'RNA-seq', sample_count: 12 };
    expect((await ask('PUT', '/api/files/1/metadata', noted)).json.metadata).toEqual(noted);
    expect((await ask('GET', '/api/files/1')).json.metadata).toEqual(noted);
  });

  it.each(['', 'a/b.csv', '..\\a.csv', 'a%00b', 'a%E2%80%AEvsc.exe', 'x'.repeat(256)])(
    'are not taken as “%s”',
    async (name) => {
      const response = await fetch(`${bench.url}/api/files?name=${name}`, {
        method: 'POST',
        headers: { authorization: `Bearer ${key}`, 'content-type': 'text/csv' },
        body: 'abc',
      });
      expect(response.status).toBe(400);
    },
  );

  it(`of ${MEGABYTES} MB pass through without being kept in memory`, async () => {
    const piece = Buffer.alloc(1024 ** 2, 'x');
    async function* pieces() {
      for (let count = 0; count < MEGABYTES; count += 1) yield piece;
    }
    const before = process.memoryUsage().rss;
    let most = before;
    const watch = setInterval(() => {
      most = Math.max(most, process.memoryUsage().rss);
    }, 20);
    const response = await fetch(`${bench.url}/api/files?name=big.bin`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/octet-stream' },
      body: ReadableStream.from(pieces()),
      duplex: 'half',
    });
    clearInterval(watch);
    expect(await response.json()).toMatchObject({ size: MEGABYTES * 1024 ** 2 });
    expect(most - before).toBeLessThan(80 * 1024 ** 2);
  });

  it('that break off are not registered, and leave nothing', async () => {
    async function* pieces() {
      yield Buffer.alloc(1024, 'x');
      throw new Error('The line was cut.');
    }
    await fetch(`${bench.url}/api/files?name=cut.bin`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'application/octet-stream' },
      body: ReadableStream.from(pieces()),
      duplex: 'half',
    }).catch(() => undefined);
    expect((await ask('GET', '/api/files')).json).toEqual([]);
    expect(await keysIn(bench.own)).toEqual([]);
  });

  it('of a dataset’s storage areas are found, once, and exported; by a key with a role', async () => {
    await bench.area.write(`prod/${PROJECT}/data/a.csv`, Buffer.from('a,1\n'));
    await bench.area.write(`prod/${PROJECT}_2/data/other.csv`, Buffer.from('o,1\n'));
    const scan = (by: string) => bench.ask('POST', '/api/files/scan', by, { project: PROJECT });
    expect((await scan(key)).status).toBe(403);
    const team = await bench.key({ roles: ['wrangler'] });
    expect((await scan(team)).json).toEqual({ found: 1, registered: 1 });
    expect((await scan(team)).json).toEqual({ found: 1, registered: 0 });
    const { json } = await bench.ask('GET', `/api/files?project=${PROJECT}`, team);
    expect(json).toMatchObject([{ name: 'a.csv', size: 4, sha256: null, project: PROJECT }]);
    const asked = { dataset_ids: [json[0].project_id], export_format: 'zip' };
    const job = await bench.ended(team, await bench.start(team, asked));
    expect(job).toMatchObject({ status: 'completed', total_files: 1 });
    const { json: read } = await bench.ask('GET', `/api/files/${json[0].id}`, team);
    expect(read.sha256).toMatch(/^[\da-f]{64}$/);
  });

  it('are added to a dataset with a role alone, and are otherwise not kept', async () => {
    const response = await fetch(`${bench.url}/api/files?name=x.csv&project=${PROJECT}`, {
      method: 'POST',
      headers: { authorization: `Bearer ${key}`, 'content-type': 'text/csv' },
      body: 'a,1\n',
    });
    expect(response.status).toBe(403);
    expect(await response.json()).toMatchObject({ type: 'urn:handoff:not-your-role' });
    expect(await keysIn(bench.own)).toEqual([]);
    const team = await bench.key({ roles: ['wrangler'] });
    expect((await bench.ask('GET', `/api/files?project=${PROJECT}`, team)).json).toEqual([]);
    expect(await bench.upload(team, 'x.csv', 'a,1\n', PROJECT)).toBe(1);
  });

  it('of projects are seen with a role, other people’s own never', async () => {
    const team = await bench.key({ roles: ['import-team'] });
    const others = await bench.key({ roles: ['wrangler'] });
    const ofProject = await bench.upload(others, 'p.csv', 'a', PROJECT);
    const own = await bench.upload(key, 'o.csv', 'a');
    expect((await bench.ask('GET', `/api/files/${ofProject}`, team)).status).toBe(200);
    expect((await bench.ask('GET', `/api/files/${own}`, team)).status).toBe(404);
    expect((await bench.ask('PUT', `/api/files/${own}/metadata`, team, {})).status).toBe(404);
    const lineage = { operation_type: 'manual', source_file_id: own };
    expect((await bench.ask('POST', `/api/files/${ofProject}/lineage`, team, lineage)).status).toBe(
      404,
    );
  });
});

it('uploads have a share of their own, large enough for a thousand small files a minute', async () => {
  await using narrow = await openExportBench({ rate: { key: 2, uploads: 4 } });
  const own = await narrow.key();
  for (let n = 0; n < 4; n += 1) await narrow.upload(own, `${n}.csv`, 'a\n');
  const fifth = await fetch(`${narrow.url}/api/files?name=5.csv`, {
    method: 'POST',
    headers: { authorization: `Bearer ${own}`, 'content-type': 'text/csv' },
    body: 'a\n',
  });
  expect(fifth.status).toBe(429);
  expect(Number(fifth.headers.get('retry-after'))).toBeGreaterThan(0);
  const looks = [];
  for (let n = 0; n < 3; n += 1) looks.push((await narrow.ask('GET', '/api/files', own)).status);
  expect(looks).toEqual([200, 200, 429]);
  expect(RATE.uploads).toBeGreaterThan(1000);
});

it.each([
  ['POST', `${JOBS}/1/cancel`],
  ['DELETE', `${JOBS}/1`],
  ['POST', '/api/data-export/cleanup'],
])('%s %s that names JSON and brings none is no broken body', async (method, path) => {
  const headers = { authorization: `Bearer ${key}`, 'content-type': 'application/json' };
  const { status } = await fetch(`${bench.url}${path}`, { method, headers });
  expect(status).not.toBe(400);
  const broken = await fetch(`${bench.url}${path}`, { method, headers, body: '{' });
  expect(broken.status).toBe(400);
});
