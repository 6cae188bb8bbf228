import { execFile } from 'node:child_process';
import { createReadStream, createWriteStream, mkdtempSync, rmSync, statSync } from 'node:fs';
import { createServer, request } from 'node:http';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { pipeline } from 'node:stream/promises';
import { promisify } from 'node:util';
import { z } from 'zod';
import { convertLane } from '../../src/archiving/conversion/convert.ts';
import { PATIENCE } from '../../src/archiving/patience.ts';
import { createTokens } from '../../src/archiving/upload/aap.ts';
import { createDsp } from '../../src/archiving/upload/dsp.ts';
import { startDsp } from '../archiving/dsp.ts';
import { writeTenX } from '../support/fastq.ts';
import { markdown, measuredHere } from './table.ts';

const run = promisify(execFile);
const THREADS = availableParallelism();
const UPLOADED = 200_000_000; // bytes
const ROUNDS = 3;
const signal = new AbortController().signal;
const address = z.object({ port: z.number() });

/** Lanes of 10xV3 to BAM beside what samtools alone needs, and an upload beside a plain copy. */
export async function archiving(reads: number): Promise<string> {
  const folder = mkdtempSync(join(tmpdir(), 'handoff-bench-'));
  try {
    return `${await conversion(folder, reads)}\n${await upload(folder)}`;
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
}

async function conversion(folder: string, reads: number): Promise<string> {
  const { r1, r2, i1 } = await writeTenX(join(folder, 'lane_'), { reads, barcodes: 28 });
  const output = join(folder, 'out.bam');
  const source = (path: string) => ({ path, name: path });
  const lane = { read1: source(r1), read2: source(r2), index1: source(i1) };
  const threads = ['-@', String(THREADS - 1)];
  const bare = await best(() =>
    run('samtools', ['import', ...threads, '-1', r1, '-2', r2, '--i1', i1, '-o', output]),
  );
  const tagged = await best(() =>
    run('samtools', [
      'import',
      ...threads,
      '-0',
      r2,
      '--i1',
      r1,
      '--i2',
      i1,
      '--barcode-tag',
      'CR',
      '--quality-tag',
      'CY',
      '-o',
      output,
    ]),
  );
  let packed = Number.POSITIVE_INFINITY;
  const ours = await best(async () => {
    const begun = performance.now();
    await convertLane(
      lane,
      '10xV3',
      output,
      { kind: 'samtools', samtools: 'samtools' },
      {
        signal,
        threads: THREADS,
        progress: (fraction) => {
          if (fraction === 0.8) packed = Math.min(packed, performance.now() - begun);
        },
      },
    );
  });
  const row = (what: string, took: number) => [
    what,
    `${(took / 1000).toFixed(1)} s`,
    Math.round((reads / took) * 1000).toLocaleString('en'),
    `${(bare / took).toFixed(2)} ×`,
  ];
  return markdown(
    `${reads.toLocaleString('en')} reads of 10xV3 to BAM`,
    [
      ['', 'took', 'reads a second', 'of `samtools import`'],
      row('`samtools import` of the three files', bare),
      row('`samtools import`, barcodes as tags', tagged),
      row('a conversion, until it is written', packed),
      row('a conversion, read back and compared', ours),
    ],
    `${THREADS} threads each; the best of ${ROUNDS}. A conversion also compares all names, and writes the name and qualities a second time (on, op). ${measuredHere()}`,
  );
}

async function upload(folder: string): Promise<string> {
  const path = join(folder, 'upload');
  await pipeline(createReadStream('/dev/urandom', { end: UPLOADED - 1 }), createWriteStream(path));
  const { size: bytes } = statSync(path);
  const login = { user: 'bench', password: 'bench' };
  await using dsp = await startDsp(join(folder, 'dsp'), login);
  let n = 0;
  const tus = await best(async () => {
    n += 1;
    const tokens = createTokens({
      aapUrl: `${dsp.url}/auth`,
      login,
      signal,
      silence: PATIENCE.silence,
    });
    const place = { dspUrl: dsp.url, submissionId: `s${n}`, tokens, patience: PATIENCE, signal };
    await createDsp(place).upload(
      { name: 'file', path, bytes, sha256: String(n) },
      () => undefined,
    );
  });
  const plain = await best(() => copy(path, join(folder, 'copied')));
  const row = (what: string, took: number) => [
    what,
    `${Math.round(bytes / 1000 / took)} MB/s`,
    `${(plain / took).toFixed(2)} ×`,
  ];
  return markdown(
    `An upload of ${UPLOADED / 1e6} MB`,
    [
      ['', 'over loopback', 'of a plain copy'],
      row('a plain copy over HTTP', plain),
      row('tus, in chunks of 2 MB', tus),
    ],
    `Both into a file of the same disk; the best of ${ROUNDS}. ${measuredHere()}`,
  );
}

/** One request whose body is written to a file. */
async function copy(from: string, to: string): Promise<void> {
  const server = createServer(async (given, answer) => {
    await pipeline(given, createWriteStream(to));
    answer.end();
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = address.parse(server.address());
  await new Promise<void>((resolve, reject) => {
    const sent = request({ port, host: '127.0.0.1', method: 'PUT' }, (answer) =>
      answer.resume().on('end', resolve),
    );
    pipeline(createReadStream(from), sent).catch(reject);
  });
  await new Promise((resolve) => server.close(resolve));
}

/** Milliseconds of the best of some rounds. */
async function best(work: () => Promise<unknown>): Promise<number> {
  const took: number[] = [];
  for (let round = 0; round < ROUNDS; round += 1) {
    const begun = performance.now();
    await work();
    took.push(performance.now() - begun);
  }
  return Math.min(...took);
}
