import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { run } from './tool.ts';

/** The default, 6, takes more than twice the time for a file that is 3 % smaller: `op` repeats the qualities. */
const LEVEL = ['--output-fmt-option', 'level=4'];
const HEADER =
  '@HD\tVN:1.6\tSO:unknown\n@PG\tID:handoff\tPN:handoff\tDS:fastq to BAM, tags as fastq2bam writes them\n';

/** Packs records of SAM, and tells what went in. */
export async function writeBam(
  records: AsyncIterable<Buffer>,
  output: string,
  { samtools, threads, signal }: SamtoolsNeeds,
): Promise<{ readonly sha256: string }> {
  // Besides the thread that waits for what we write.
  const options = ['view', '--no-PG', '-b', ...LEVEL, '-@', String(threads), '-o', output, '-'];
  const stopping = new AbortController();
  const both = AbortSignal.any([signal, stopping.signal]);
  const { stdin, done } = run(samtools, options, { signal: both, stdin: 'pipe' });
  if (stdin === null) throw new Error('A tool was started without its input.');
  const hash = createHash('sha256');
  stdin.on('error', () => undefined); // it has ended; why, its own end says
  done.catch(() => stopping.abort());
  try {
    stdin.write(HEADER);
    for await (const batch of records) {
      hash.update(batch);
      if (!stdin.write(batch)) await once(stdin, 'drain', { signal: both });
    }
    stdin.end();
  } catch (error) {
    const ended = stdin.errored !== null || stopping.signal.aborted;
    if (!ended) {
      stopping.abort();
      await done.catch(() => undefined);
      throw error;
    }
  }
  await done;
  return { sha256: hash.digest('hex') };
}

/** The records of a BAM, read back: as SAM, without its header. */
export async function readBam(
  path: string,
  { samtools, threads, signal }: SamtoolsNeeds,
): Promise<{ readonly sha256: string; readonly reads: number }> {
  await run(samtools, ['quickcheck', '-u', path], { signal }).done;
  const options = ['view', '-@', String(threads - 1), path];
  const { stdout, done } = run(samtools, options, { signal, stdout: 'pipe' });
  if (stdout === null) throw new Error('A tool was started without its output.');
  const hash = createHash('sha256');
  let reads = 0;
  done.catch(() => undefined);
  for await (const piece of stdout) {
    hash.update(piece);
    for (let at = piece.indexOf(10); at >= 0; at = piece.indexOf(10, at + 1)) reads += 1;
  }
  await done;
  return { sha256: hash.digest('hex'), reads };
}

export interface SamtoolsNeeds {
  readonly samtools: string; // the program
  readonly threads: number;
  readonly signal: AbortSignal;
}
