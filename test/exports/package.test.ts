import { execFileSync } from 'node:child_process';
import { createHash } from 'node:crypto';
import { mkdtempSync, readFileSync, rmSync, statSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import fc from 'fast-check';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { verifyPackage } from '../../src/exports/package/verify.ts';
import { writePackage } from '../../src/exports/package/write.ts';
import { memberName, stepsOf } from '../../src/exports/plan.ts';
import { type ExportBench, openExportBench, unzipped } from './bench.ts';

let folder: string;
beforeEach(() => {
  folder = mkdtempSync(join(tmpdir(), 'handoff-package-'));
});
afterEach(() => rmSync(folder, { recursive: true }));

describe('a package', () => {
  let bench: ExportBench;
  let path: string;
  beforeEach(async () => {
    bench = await openExportBench();
    const key = await bench.key();
    const ids = [
      await bench.upload(key, 'degs.csv', 'gene,count\nA,1\n'),
      await bench.upload(key, 'b.csv', 'bad,1\n'),
    ];
    const wanted = { file_ids: ids, export_format: 'tsv', description: 'For the paper' };
    const job = await bench.ended(key, await bench.start(key, wanted));
    path = join(folder, 'package.zip');
    writeFileSync(path, Buffer.from(await (await fetch(job.download_url)).arrayBuffer()));
  });
  afterEach(() => bench[Symbol.asyncDispose]());
  const unpack = () => execFileSync('unzip', ['-q', '-o', path, '-d', join(folder, 'open')]);
  const repack = () => {
    rmSync(path);
    execFileSync('python3', ['-m', 'zipfile', '-c', path, '.'], { cwd: join(folder, 'open') });
    execFileSync('sh', ['-c', `cd ${join(folder, 'open')} && python3 -m zipfile -c ${path} *`]);
  };

  it('says what is in it, and what could not be', () => {
    unpack();
    const manifest = JSON.parse(readFileSync(join(folder, 'open/export_metadata.json'), 'utf8'));
    const made = readFileSync(join(folder, 'open/file_1_degs.tsv'));
    expect(manifest).toMatchObject({
      export_info: { name: 'An export', description: 'For the paper', format: 'tsv' },
      files: [
        {
          id: 1,
          filename: 'degs.csv',
          size: 15,
          output: {
            name: 'file_1_degs.tsv',
            size: made.length,
            sha256: createHash('sha256').update(made).digest('hex'),
          },
          rows_in: 1,
          rows_out: 1,
        },
        { id: 2, filename: 'b.csv', status: 'failed', error: expect.stringContaining('Row 7') },
      ],
    });
    expect(manifest).not.toHaveProperty('lineage');
  });

  it('is checked by sha256sum, and by its receipt, offline', async () => {
    unpack();
    const checked = execFileSync('sha256sum', ['-c', 'SHA256SUMS'], { cwd: join(folder, 'open') });
    expect(checked.toString()).toContain('file_1_degs.tsv: OK');
    expect(await verifyPackage(path)).toMatchObject({
      ok: true,
      files: 2,
      key: bench.exports.fingerprint,
    });
    const mode = statSync(join(bench.folder.path, 'installation.key')).mode;
    expect(mode & 0o777).toBe(0o600);
  });

  it.each([
    ['changed', 'printf x >> file_1_degs.tsv', 'file_1_degs.tsv was changed'],
    ['taken out', 'rm file_1_degs.tsv', 'file_1_degs.tsv is missing'],
    ['added', 'printf x > extra.csv', 'extra.csv was added'],
    [
      'changed with its sum',
      'printf x > file_1_degs.tsv; sha256sum file_1_degs.tsv export_metadata.json > SHA256SUMS',
      'the signature does not fit SHA256SUMS',
    ],
    ['stripped of its receipt', 'rm receipt.json', 'it has no receipt: it is not one of ours'],
  ])('of which something was %s does not verify', async (_what, change, why) => {
    unpack();
    execFileSync('sh', ['-c', change], { cwd: join(folder, 'open') });
    repack();
    expect(await verifyPackage(path)).toEqual({ ok: false, why });
  });

  it('that was cut off, or is none, does not verify', async () => {
    writeFileSync(path, readFileSync(path).subarray(0, -40));
    const refused = { ok: false, why: expect.stringMatching(/[^.]$/) }; // a full stop follows
    expect(await verifyPackage(path)).toMatchObject(refused);
    writeFileSync(path, 'nothing');
    expect(await verifyPackage(path)).toMatchObject(refused);
  });
});

it('a manifest names the parts of a workbook, and no place on the machine that made it', async () => {
  await using bench = await openExportBench({ program: 'real' });
  const key = await bench.key();
  const ids = [
    await bench.upload(key, 'long.csv', `n\n${'1\n'.repeat(1_048_576)}`),
    await bench.upload(key, 'cut.parquet', 'PAR1 and nothing else'),
  ];
  const wanted = { file_ids: ids, export_format: 'excel', include_lineage: true };
  const { download_url } = await bench.ended(key, await bench.start(key, wanted));
  const text = (await unzipped(download_url)).get('export_metadata.json') ?? '';
  expect(JSON.parse(text).files[0].parts).toEqual([
    { name: 'file_1_long.xlsx', sheet: 'Data', rows: 1_048_575 },
    { name: 'file_1_long.xlsx', sheet: 'Data (2)', rows: 1 },
  ]);
  expect(text).not.toContain(bench.folder.path);
  expect(text).not.toMatch(/"(\/|[A-Za-z]:\\)|(^|[\s(“`])\/\w/m);
});

it('what is compressed already is stored, the rest is not', async () => {
  const member = (name: string) => {
    const path = join(folder, name);
    writeFileSync(path, 'a'.repeat(10_000));
    return { name, path };
  };
  const output = join(folder, 'out.zip');
  await writePackage({
    members: [member('a.csv'), member('b.parquet'), member('c.csv.gz')],
    output,
    modifiedAt: new Date('2026-03-02T09:00:00Z'),
    signal: new AbortController().signal,
    progress: () => undefined,
  });
  const listed = execFileSync('unzip', ['-v', output]).toString();
  expect(listed).toMatch(/Defl\S*\s.*a\.csv/);
  expect(listed).toMatch(/Stored\s.*b\.parquet/);
  expect(listed).toMatch(/Stored\s.*c\.csv\.gz/);
});

it('a package is whole or not there', async () => {
  const output = join(folder, 'out.zip');
  const failing = writePackage({
    members: [{ name: 'a', path: join(folder, 'absent') }],
    output,
    modifiedAt: new Date(),
    signal: new AbortController().signal,
    progress: () => undefined,
  });
  await expect(failing).rejects.toThrow('ENOENT');
  expect(execFileSync('ls', [folder]).toString()).toBe('');
});

describe('names in a package', () => {
  it.each([
    ['degs.csv', 'excel', 'file_7_degs.xlsx'],
    ['degs.csv.gz', 'csv', 'file_7_degs.csv'],
    ['reads.tar.gz', 'zip', 'file_7_reads.tar.gz'],
    ['../../etc/passwd', 'zip', 'file_7_.._.._etc_passwd'],
    ['.hidden', 'json', 'file_7_.hidden.json'],
    ['Zürich 1.csv', 'hdf5', 'file_7_Zürich 1.h5'],
    ['$(touch x).csv', 'tsv', 'file_7___touch x_.tsv'],
  ] as const)('%s as %s is %s', (name, format, member) => {
    expect(memberName({ id: 7, name }, format)).toBe(member);
  });

  it('are never alike, lead nowhere, and fit', () => {
    const name = fc.string({ unit: 'binary', minLength: 1, maxLength: 255 });
    fc.assert(
      fc.property(name, name, (a, b) => {
        const first = memberName({ id: 1, name: a }, 'zip');
        const second = memberName({ id: 2, name: b }, 'zip');
        expect(first.toLowerCase()).not.toBe(second.toLowerCase());
        expect(first).toMatch(/^file_1_[^/\\\p{Cc}]+$/u);
        expect(Buffer.byteLength(first)).toBeLessThan(255);
      }),
    );
  });
});

it('small files share a step, large ones have their own', () => {
  const files = [1, 1, 40 * 1024 ** 2, 1, ...Array.from({ length: 30 }, () => 10)].map((bytes) => ({
    bytes,
  }));
  expect(stepsOf(files, { together: false }).map(({ length }) => length)).toEqual([2, 1, 25, 6]);
  expect(stepsOf(files, { together: true }).map(({ length }) => length)).toEqual([34]);
});
