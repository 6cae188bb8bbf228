import { spawn } from 'node:child_process';
import { createHash } from 'node:crypto';
import { appendFileSync, existsSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { writePackage } from '../../src/exports/package/write.ts';
import { type Given, type WorkerPorts, work } from '../../src/workers/run/worker.ts';

/**
 * A worker that does what the first word of a file says, besides converting: `crash`, `hang` (deaf to SIGTERM), `family`
 * and `clan` (with a process of its own, which hangs), `loop`, `heap`, `buffers`, `fill` and `litter` the disk, `bad`,
 * `once` (bad the first time), `slow`, `tool` (with a process of its own that takes memory). Everything else becomes tabs.
 */
const PIECE = Buffer.alloc(1024 ** 2);

await work(perform);

async function perform(given: Given, { say }: WorkerPorts): Promise<void> {
  if (given.kind === 'package') {
    const { signal } = new AbortController();
    const modifiedAt = new Date(given.modifiedAt);
    const made = await writePackage({ ...given, modifiedAt, signal, progress: () => undefined });
    say({ kind: 'packaged', bytes: made.bytes });
    return;
  }
  if (given.kind === 'archive file') throw new Error('Nothing is archived here.');
  for (const { file, spec } of given.conversions) {
    say({ kind: 'begun', file });
    const text = readFileSync(spec.input.path, 'utf8');
    const { path } = spec.input;
    const trouble = await misbehave(text.split(/[\s,]/)[0] ?? '', given.folder, path, (fraction) =>
      say({ kind: 'progress', file, fraction }),
    );
    if (trouble !== undefined) {
      say({ kind: 'failed', file, says: trouble });
      continue;
    }
    const made = text.replaceAll(',', '\t');
    writeFileSync(spec.output.path, made);
    const rows = made.split('\n').length - 2;
    say({
      kind: 'finished',
      file,
      report: {
        rowsIn: rows,
        rowsOut: rows,
        columns: [],
        warnings: [],
        tools: [{ name: 'stand-in', version: '1' }],
        bytes: Buffer.byteLength(made),
        sha256: createHash('sha256').update(made).digest('hex'),
      },
    });
  }
}

/** One that would outlive us, and holds our pipes open. */
function startAnother(): void {
  const idle = 'setInterval(() => undefined, 1000)';
  spawn(process.execPath, ['-e', idle, process.argv[1] ?? ''], { stdio: 'inherit' }).unref();
}

async function misbehave(
  how: string,
  folder: string,
  input: string,
  progress: (fraction: number) => void,
): Promise<string | undefined> {
  const held: unknown[] = [];
  switch (how) {
    case 'crash':
      process.kill(process.pid, 'SIGSEGV');
      await new Promise(() => setInterval(() => undefined, 1000));
      return undefined;
    case 'family':
      startAnother();
      return undefined;
    case 'hang':
    case 'clan':
      if (how === 'clan') startAnother();
      process.on('SIGTERM', () => undefined);
      progress(0.1);
      await new Promise(() => setInterval(() => undefined, 1000));
      return undefined;
    case 'loop':
      for (;;) held.length = 0;
    case 'heap':
      for (;;) held.push(new Array(1000).fill({ a: held.length }));
    case 'buffers':
      // Not without end: whoever should stop it may be slow, and the machine is not ours alone.
      for (;;) {
        if (held.length < 128) held.push(Buffer.alloc(16 * 1024 ** 2, 1));
        await new Promise((resolve) => setTimeout(resolve, 5));
      }
    case 'tool': {
      const take =
        'const all = Buffer.alloc(512 * 1024 ** 2, 1); setInterval(() => all.length, 1000)';
      spawn(process.execPath, ['-e', take], { stdio: 'ignore' });
      await new Promise(() => setInterval(() => undefined, 1000));
      return undefined;
    }
    case 'fill':
      for (;;) appendFileSync(join(folder, 'one'), PIECE);
    case 'litter':
      for (let count = 0; ; count += 1) {
        writeFileSync(join(folder, `many-${count}`), PIECE);
        await new Promise((resolve) => setTimeout(resolve, 10));
      }
    case 'bad':
      return 'Row 7 has 3 cells, the header has 4.';
    case 'once': {
      const tried = join(input, '../../../tried');
      if (existsSync(tried)) return undefined;
      writeFileSync(tried, '');
      return 'The disk was full.';
    }
    case 'slow':
      await new Promise((resolve) => setTimeout(resolve, 1000));
      return undefined;
    default:
      return undefined;
  }
}
