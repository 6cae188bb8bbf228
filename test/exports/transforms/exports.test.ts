import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { contentKey } from '../../../src/exports/run/content-key.ts';
import type { Executor, Task } from '../../../src/workers/executor.ts';
import { createLocalExecutor } from '../../../src/workers/local.ts';
import { type ExportBench, openExportBench, unzipped } from '../bench.ts';

const STAND_IN = new URL('../program.ts', import.meta.url).pathname;
const JOBS = '/api/data-export/jobs';

let bench: ExportBench;
let key: string;
let converted: Task[] = [];
async function open(program?: string): Promise<void> {
  converted = [];
  const local = createLocalExecutor(program === undefined ? {} : { program });
  const executor: Executor = {
    ...local,
    run(task, ports) {
      if (task.kind === 'convert') converted.push(task);
      return local.run(task, ports);
    },
  };
  bench = await openExportBench({ executor });
  key = await bench.key();
}
beforeEach(() => open());
afterEach(() => bench[Symbol.asyncDispose]());

/** A worker that only makes tabs: what is converted by whom is all that matters. */
async function withStandIn(): Promise<void> {
  await bench[Symbol.asyncDispose]();
  await open(STAND_IN);
}
const upload = (name: string, content: string) => bench.upload(key, name, content);
const ask = (body: object) => bench.ask('POST', JOBS, key, { name: 'x', ...body });
async function exported(wanted: object) {
  const job = await bench.ended(key, await bench.start(key, wanted));
  if (job.status !== 'completed') throw new Error(job.error_message);
  const content = await unzipped(job.download_url);
  return { job, content, manifest: JSON.parse(content.get('export_metadata.json') ?? '{}') };
}

describe('a request for transforms', () => {
  it('names every field that needs another look', async () => {
    const { status, json } = await ask({
      file_ids: [1],
      compress: false,
      transform: {
        merge: true,
        script: 'rm -rf /',
        cast: [{ column: 'a', to: 'money' }],
        filter: {
          all: [
            { column: 'a', operator: '~', value: 1 },
            { column: 'a', operator: 'in', value: 1 },
            { column: 'a', operator: '<' },
            { column: 'a', operator: 'is missing', value: 1 },
          ],
          any: [],
        },
        sort: [],
        split: { rows: 0 },
      },
    });
    expect(status).toBe(422);
    expect(Object.keys(json.errors).sort()).toEqual([
      'transform.cast.0.to',
      'transform.filter.all.0.operator',
      'transform.filter.all.1.value',
      'transform.filter.all.2.value',
      'transform.filter.all.3.value',
      'transform.filter.any',
      'transform.merge',
      'transform.script',
      'transform.sort',
      'transform.split',
      'transform.split.rows',
    ]);
  });

  it.each([
    [{ filter: {} }, 'transform.filter'],
    [{ split: { rows: 1, column: 'a' } }, 'transform.split'],
  ])('does not guess: %j', async (transform, field) => {
    const { status, json } = await ask({ file_ids: [1], transform });
    expect([status, Object.keys(json.errors)]).toEqual([422, [field]]);
  });

  it('is nothing for files that are left as they are', async () => {
    const asked = { file_ids: [1], export_format: 'zip', transform: { sort: [{ column: 'a' }] } };
    expect(Object.keys((await ask(asked)).json.errors)).toEqual(['transform']);
  });
});

it('each step is lineage, with its rows before and after, and the receipt covers the parts', async () => {
  const transform = {
    cast: [{ column: 'n', to: 'integer', otherwise: 'missing' }],
    filter: { all: [{ column: 'n', operator: '>', value: 1 }] },
    sort: [{ column: 'n', descending: true }],
    rename: { n: 'count' },
    split: { column: 'cell' },
  };
  const file = await upload('a.csv', 'cell,n\nB/C,2\nT,3\nT,1\nT,x\n,5\n');
  const wanted = { file_ids: [file], columns: ['n'], transform, include_lineage: true };
  const { job, content, manifest } = await exported(wanted);
  expect(job).toMatchObject({ transform, rows: 3 });
  const names = ['file_1_a.0001_missing.csv', 'file_1_a.0002_T.csv', 'file_1_a.0003_B_C.csv'];
  expect(names.map((name) => content.get(name))).toEqual([
    'count\n5\n',
    'count\n3\n',
    'count\n2\n',
  ]);
  expect(job.files[0].parts.map((part: { name: string }) => part.name)).toEqual(names);
  for (const name of names) expect(content.get('SHA256SUMS')).toContain(`  ${name}\n`);
  expect(manifest.files[0]).toMatchObject({
    rows_in: 5,
    rows_out: 3,
    outputs: [
      { name: names[0], rows: 1, value: null },
      { name: names[1], rows: 1, value: 'T' },
      { name: names[2], rows: 1, value: 'B/C' },
    ],
  });
  const steps = manifest.lineage.processing_steps;
  const told = steps.map(
    (step: { operation_params: { step?: string }; [name: string]: unknown }) => [
      step.operation_params.step,
      step['rows_in'],
      step['rows_out'],
    ],
  );
  expect(told).toEqual([
    ['cast', 5, 5],
    ['filter', 5, 3],
    ['sort', 3, 3],
    ['columns', 3, 3],
    ['rename', 3, 3],
    ['split', 3, 3],
    [undefined, undefined, undefined],
  ]);
  expect(steps[0].cells_lost).toBe(1);
  const { json } = await bench.ask('GET', `/api/files/${file}/lineage`, key);
  expect(json).toMatchObject([{ operation_params: { transform, steps: { length: 6 } } }]);
});

it('files are merged into one, in the order asked for, which every one of them tells of', async () => {
  const [one, two] = [await upload('a.csv', 'g,n\nA,1\n'), await upload('b.csv', 'g,n\nB,2\n')];
  const wanted = { name: 'All of them', file_ids: [two, one], transform: { merge: true } };
  const { job, content, manifest } = await exported({ ...wanted, include_lineage: true });
  expect(content.get('merged_All of them.csv')).toBe('g,n\nB,2\nA,1\n');
  expect([...content.keys()].filter((name) => name.endsWith('.csv'))).toHaveLength(1);
  expect(job).toMatchObject({ total_files: 2, failed_files: 0 });
  expect(manifest.files[1]).toMatchObject({ merged_into: 'merged_All of them.csv' });
  expect(manifest.lineage.processing_steps[0]).toMatchObject({
    operation_type: 'merge',
    source_file_ids: [two, one],
    rows_out: 2,
  });
  for (const file of [one, two]) {
    const { json } = await bench.ask('GET', `/api/files/${file}/lineage`, key);
    expect(json).toMatchObject([{ operation_type: 'merge', source_file_id: file }]);
  }
  const plain = await bench.ended(key, await bench.start(key, { ...wanted, compress: false }));
  expect(await (await fetch(plain.download_url)).text()).toBe('g,n\nB,2\nA,1\n');
  expect(plain.files[1].download_url).toBeNull();
});

it('a file that cannot be merged fails all of them, saying which and why', async () => {
  const ids = [await upload('a.csv', 'g\nA\n'), await upload('b.csv', 'g,n\nB,2\n')];
  const job = await bench.ended(
    key,
    await bench.start(key, { file_ids: ids, transform: { merge: true } }),
  );
  expect(job.status).toBe('failed');
  expect(job.files.map(({ error }: { error: string }) => error)).toEqual(
    Array.from({ length: 2 }, () => expect.stringContaining('“a.csv” has no column “n”')),
  );
});

it('the same content, asked for in the same way, is known by one key, and anything else by another', () => {
  const job = { format: 'csv', options: { a: 1, b: 2 } } as const;
  const inputs = [
    { name: 'a.csv', sha256: '11' },
    { name: 'b.csv', sha256: '22' },
  ];
  const tools = [['handoff', '1']] as const;
  const of = (...given: Parameters<typeof contentKey>) => contentKey(...given);
  const known = of(job, inputs, tools);
  expect(of({ ...job, options: { b: 2, a: 1 } }, inputs, tools)).toBe(known);
  expect(of(job, [{ name: 'other.csv', sha256: '11' }, ...inputs.slice(1)], tools)).toBe(known);
  const others = [
    of({ ...job, format: 'tsv' }, inputs, tools),
    of({ ...job, options: { a: 1, b: 3 } }, inputs, tools),
    of({ ...job, columns: ['n'] }, inputs, tools),
    of({ ...job, transform: { sort: [{ column: 'n' }] } }, inputs, tools),
    of(job, inputs.toReversed(), tools),
    of(job, [{ name: 'a.csv', sha256: '12' }, ...inputs.slice(1)], tools),
    of(job, [{ name: 'a.tsv', sha256: '11' }, ...inputs.slice(1)], tools),
    of(job, inputs, [['handoff', '2']]),
  ];
  expect(new Set([known, ...others]).size).toBe(9);
  expect(of(job, [{ name: 'a.csv' }], tools)).toBeUndefined();
});

describe('what was made before', () => {
  const made = () => converted.flatMap((task) => (task.kind === 'convert' ? task.conversions : []));

  it.each([
    ['of one package', true],
    ['of files each by itself', false],
  ])('is not made again while it is kept: %s', async (_, compress) => {
    await withStandIn();
    const ids = [await upload('a.csv', 'g,n\nA,1\n'), await upload('b.csv', 'g,n\nB,2\n')];
    const wanted = { file_ids: ids, export_format: 'tsv', compress };
    const first = await bench.ended(key, await bench.start(key, wanted));
    expect(made()).toHaveLength(2);
    const rebuilt = await bench.ask('POST', `${JOBS}/${first.id}/rebuild`, key);
    const second = await bench.ended(key, rebuilt.json.id);
    expect(second.status).toBe('completed');
    expect(made()).toHaveLength(2);
    const sums = (job: { files: { sha256: string }[] }) => job.files.map(({ sha256 }) => sha256);
    expect(sums(second)).toEqual(sums(first));

    const changed = await upload('b.csv', 'g,n\nB,3\n');
    const third = await bench.ended(
      key,
      await bench.start(key, { ...wanted, file_ids: [ids[0], changed] }),
    );
    expect(third.status).toBe('completed');
    expect(made()).toHaveLength(3);
    expect(made()[2]?.spec.input.name).toBe('b.csv');
    expect(sums(third)[0]).toBe(sums(first)[0]);
    expect(sums(third)[1]).not.toBe(sums(first)[1]);
  });

  it('tells where it was taken from, and holds parts and merged files too', async () => {
    const ids = [await upload('a.csv', 'g,n\nA,1\n'), await upload('b.csv', 'g,n\nB,2\n')];
    const transform = { merge: true, split: { rows: 1 } };
    const wanted = { file_ids: ids, transform, include_lineage: true };
    const first = await exported(wanted);
    const again = await exported(wanted);
    expect(made()).toHaveLength(1);
    const parts = ({ content }: typeof first) =>
      [...content].filter(([name]) => name.startsWith('merged_'));
    expect(parts(again)).toEqual(parts(first));
    expect(parts(again)).toHaveLength(2);
    expect(again.manifest.files[0]).toMatchObject({ reused_from: first.job.job_key });
  });

  it('is made anew for somebody else, and once it is deleted', async () => {
    await withStandIn();
    const first = await exported({ file_ids: [await upload('a.csv', 'g,n\nA,1\n')] });
    const other = await bench.key();
    const theirs = await bench.upload(other, 'a.csv', 'g,n\nA,1\n');
    await bench.ended(other, await bench.start(other, { file_ids: [theirs] }));
    expect(made()).toHaveLength(2);
    await bench.ask('DELETE', `${JOBS}/${first.job.id}`, key);
    await exported({ file_ids: [await upload('a.csv', 'g,n\nA,1\n')] });
    expect(made()).toHaveLength(3);
  });

  it('is made anew when what is kept is not what it was', async () => {
    await withStandIn();
    const file_ids = [await upload('a.csv', 'g,n\nA,1\n')];
    const wanted = { file_ids, compress: false };
    const first = await bench.ended(key, await bench.start(key, wanted));
    await bench.own.write(first.output_path, Buffer.from('g,n\nA,9\n'));
    const second = await bench.ended(key, await bench.start(key, wanted));
    expect(made()).toHaveLength(2);
    expect(second.files[0].sha256).toBe(first.files[0].sha256);
  });
});
