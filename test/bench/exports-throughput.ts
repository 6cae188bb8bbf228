import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { type ExportBench, openExportBench } from '../exports/bench.ts';
import { markdown } from './table.ts';

const FILES = 1000;
const ROWS = 200;

/** A thousand small tables through the whole way: asked for over HTTP, fetched, converted, packed, published. */
export async function exportsThroughput(): Promise<string> {
  const one = await inOneJob(1);
  const two = await inOneJob(2);
  const apart = await inTwoJobs();
  const row = (what: string, took: number) => [
    what,
    `${(took / 1000).toFixed(1)} s`,
    `${(one / took).toFixed(2)} ×`,
  ];
  return markdown(
    `${FILES.toLocaleString('en')} small files, CSV to Parquet`,
    [
      ['', 'from the request until the package is there', 'gain'],
      row('one job, one worker', one),
      row('one job, two workers', two),
      row('two jobs, two workers', apart),
    ],
    `${ROWS} rows each; everything is fetched, converted, packed, signed and published, on a disk that is waited for.`,
  );
}

const inOneJob = (workers: number) =>
  timed(workers, async (bench, key, files) => [
    await bench.start(key, { file_ids: files, export_format: 'parquet' }),
  ]);

const inTwoJobs = () =>
  timed(2, async (bench, key, files) => [
    await bench.start(key, { file_ids: files.slice(0, FILES / 2), export_format: 'parquet' }),
    await bench.start(key, { file_ids: files.slice(FILES / 2), export_format: 'parquet' }),
  ]);

/** Milliseconds that it took, on a disk that has to be waited for. */
async function timed(
  workers: number,
  start: (bench: ExportBench, key: string, files: readonly number[]) => Promise<readonly number[]>,
): Promise<number> {
  const path = mkdtempSync(join(tmpdir(), 'handoff-bench-'));
  const folder = { path, raw: () => undefined, [Symbol.dispose]: () => undefined };
  try {
    await using bench = await openExportBench({ folder, program: 'real', workers });
    const key = await bench.key();
    const files: number[] = [];
    for (let n = 0; n < FILES; n += 1) files.push(await bench.upload(key, `t${n}.csv`, table(n)));
    const begun = performance.now();
    const jobs = await start(bench, key, files);
    for (const id of jobs) await completed(bench, id);
    return performance.now() - begun;
  } finally {
    rmSync(path, { recursive: true, force: true });
  }
}

async function completed({ station }: ExportBench, id: number): Promise<void> {
  for (;;) {
    const { status, message } = await station.db
      .selectFrom('export_job')
      .select(['status', 'message'])
      .where('id', '=', id)
      .executeTakeFirstOrThrow();
    if (status === 'completed' && message === null) return;
    if (status !== 'pending' && status !== 'processing') throw new Error(`${status}: ${message}`);
    await delay(20);
  }
}

function table(seed: number): string {
  const lines = ['gene,count,log2FC,padj'];
  for (let row = 0; row < ROWS; row += 1) {
    const n = seed * ROWS + row;
    lines.push(`ENSG${String(n).padStart(11, '0')},${n % 997},${(n % 31) / 7},${1 / (n + 1)}`);
  }
  return `${lines.join('\n')}\n`;
}
