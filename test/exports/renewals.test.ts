import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { hours } from '../../src/domain/duration.ts';
import { type ExportBench, keysIn, openExportBench, unzipped } from './bench.ts';

const JOBS = '/api/data-export/jobs';

let bench: ExportBench;
let key: string;
beforeEach(async () => {
  bench = await openExportBench();
  key = await bench.key();
});
afterEach(() => bench[Symbol.asyncDispose]());

const post = (path: string, body?: unknown, by = key) =>
  bench.ask('POST', `${JOBS}/${path}`, by, body);
const upload = (name: string, content: string) => bench.upload(key, name, content);
describe('an export that is kept', () => {
  it('is kept longer, counted from its end, a week at most, and never shorter', async () => {
    const id = await bench.start(key, { file_ids: [await upload('a.csv', 'a\n1\n')] });
    const { completed_at } = await bench.ended(key, id);
    const { status, json } = await post(`${id}/extend`, { ttl_hours: 168 });
    expect([status, json.ttl_hours]).toEqual([200, 168]);
    expect(Date.parse(json.expires_at)).toBe(Date.parse(completed_at) + hours(168));
    expect((await post(`${id}/extend`, { ttl_hours: 48 })).json.type).toBe(
      'urn:handoff:not-longer',
    );
    expect((await post(`${id}/extend`, { ttl_hours: 169 })).status).toBe(422);
  });

  it('is not brought back once its time is over', async () => {
    const id = await bench.start(key, { file_ids: [await upload('a.csv', 'a\n1\n')] });
    await bench.ended(key, id);
    bench.skip(hours(49));
    expect((await post(`${id}/extend`, { ttl_hours: 168 })).json.type).toBe(
      'urn:handoff:nothing-kept',
    );
  });

  it('cannot be extended, tried again or made anew by anybody else: to them it is not there', async () => {
    const id = await bench.start(key, { file_ids: [await upload('a.csv', 'a\n1\n')] });
    await bench.ended(key, id);
    const other = await bench.key();
    const answers = await Promise.all([
      post(`${id}/extend`, { ttl_hours: 72 }, other),
      post(`${id}/retry`, undefined, other),
      post(`${id}/rebuild`, undefined, other),
    ]);
    expect(answers.map(({ status }) => status)).toEqual([404, 404, 404]);
    const reader = await bench.key({ scopes: ['exports:read'] });
    expect((await post(`${id}/rebuild`, undefined, reader)).status).toBe(403);
  });
});

describe('files that failed', () => {
  it.each([
    ['in one package', true],
    ['each by itself', false],
  ])('are tried again alone, and the others stay as they are, %s', async (_, compress) => {
    const ids = [
      await upload('a.csv', 'good,1\n'),
      await upload('b.csv', 'once,2\n'),
      await upload('c.csv', 'good,3\n'),
    ];
    const wanted = { file_ids: ids, export_format: 'tsv', compress };
    const id = await bench.start(key, wanted);
    const before = await bench.ended(key, id);
    expect(before).toMatchObject({ status: 'completed', failed_files: 1, attempt: 1 });
    expect((await post(`${id}/retry`)).json).toMatchObject({ attempt: 2, download_url: null });
    const after = await bench.ended(key, id);
    expect(after).toMatchObject({ status: 'completed', failed_files: 0, error_message: null });
    expect(after.files[0].sha256).toBe(before.files[0].sha256);
    const lineage = await bench.ask('GET', `/api/files/${ids[0]}/lineage`, key);
    expect(lineage.json).toHaveLength(1);
    if (compress) {
      const names = [...(await unzipped(after.download_url)).keys()];
      expect(names.filter((name) => name.endsWith('.tsv'))).toHaveLength(3);
    } else {
      const texts = await Promise.all(
        after.files.map(async (file: { download_url: string }) =>
          (await fetch(file.download_url)).text(),
        ),
      );
      expect(texts).toEqual(['good\t1\n', 'once\t2\n', 'good\t3\n']);
    }
    // What the first attempt left goes once the second is on record: `exports/1/export_…/4-1/…`.
    const tries = async () =>
      new Set((await keysIn(bench.own, 'exports/')).map((name) => name.split('/')[3])).size;
    await expect.poll(tries).toBe(1);
    expect((await post(`${id}/retry`)).json.type).toBe('urn:handoff:nothing-failed');
  });

  it('pressed for by many at once, are tried again once', async () => {
    const ids = [await upload('a.csv', 'good,1\n'), await upload('b.csv', 'bad,2\n')];
    const id = await bench.start(key, { file_ids: ids, export_format: 'tsv' });
    await bench.ended(key, id);
    const answers = await Promise.all(Array.from({ length: 8 }, () => post(`${id}/retry`)));
    expect(answers.filter(({ status }) => status === 200)).toHaveLength(1);
    expect(await bench.ended(key, id)).toMatchObject({ attempt: 2, failed_files: 1 });
  });

  it('of which trying again is cancelled, leave what was made before', async () => {
    const ids = [await upload('a.csv', 'good,1\n'), await upload('b.csv', 'once,2\n')];
    const id = await bench.start(key, { file_ids: ids, export_format: 'tsv' });
    await bench.ended(key, id);
    await bench.stopWorkers();
    await post(`${id}/retry`);
    expect((await post(`${id}/cancel`)).status).toBe(200);
    const after = await bench.ended(key, id);
    expect(after).toMatchObject({ status: 'completed', failed_files: 1 });
    expect(after.files[1].error).toContain('cancelled');
    const names = [...(await unzipped(after.download_url)).keys()];
    expect(names).toContain(after.files[0].name);
  });
});

describe('an export that is asked for again', () => {
  it('is a new one of the same files, linked to the old; twice at once it is one', async () => {
    const id = await bench.start(key, {
      name: 'For the paper',
      file_ids: [await upload('a.csv', 'slow,1\n')],
      export_format: 'tsv',
      columns: ['slow'],
      ttl_hours: 5,
    });
    expect((await post(`${id}/rebuild`)).json.type).toBe('urn:handoff:export-not-ended');
    await bench.ended(key, id);
    bench.skip(hours(6));
    const [one, two] = await Promise.all([post(`${id}/rebuild`), post(`${id}/rebuild`)]);
    expect(one.json).toMatchObject({
      ...{ name: 'For the paper', rebuilt_from: id, columns: ['slow'], ttl_hours: 5 },
      ...{ export_format: 'tsv', total_files: 1 },
    });
    expect(two.json.id).toBe(one.json.id);
    const made = await bench.ended(key, one.json.id);
    expect(made).toMatchObject({ status: 'completed', bytes_done: 7, bytes_total: 7 });
  });
});

it('how far an export is shows while it is worked on', async () => {
  const ids = [await upload('a.csv', 'good,1\n1,2\n'), await upload('b.csv', 'hang,2\n')];
  const id = await bench.start(key, { file_ids: ids, export_format: 'tsv' });
  const report = async () => (await bench.ask('GET', `${JOBS}/${id}`, key)).json;
  await expect.poll(async () => (await report()).bytes_done, { timeout: 20_000 }).toBe(12);
  await expect
    .poll(async () => (await report()).seconds_left, { timeout: 5000 })
    .toBeGreaterThan(0);
  const { bytes_total, rows, bytes_per_second } = await report();
  expect([bytes_total, rows]).toEqual([18, 1]);
  expect(bytes_per_second).toBeGreaterThan(0);
});
