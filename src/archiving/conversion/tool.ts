import { type ChildProcess, spawn } from 'node:child_process';
import { dirname } from 'node:path';
import type { Readable, Writable } from 'node:stream';
import { ArchiveFailure } from '../failure.ts';

const LAST_WORDS = 1000;

/** A tool under way: no shell, and none of our environment but where programs are. */
export interface Running {
  readonly stdin: Writable | null;
  readonly stdout: Readable | null;
  /** @throws {ArchiveFailure} `conversion` when it ends other than well. */
  readonly done: Promise<void>;
}

/** Ends with the signal. */
export function run(
  program: string,
  given: readonly string[],
  options: {
    readonly signal: AbortSignal;
    readonly cwd?: string;
    readonly stdin?: 'pipe';
    readonly stdout?: 'pipe';
  },
): Running {
  const path = [dirname(program), process.env['PATH'] ?? ''].filter((one) => one !== '.').join(':');
  const child = spawn(program, given, {
    stdio: [options.stdin ?? 'ignore', options.stdout ?? 'ignore', 'pipe'],
    env: { PATH: path, LANG: 'C.UTF-8' },
    signal: options.signal,
    killSignal: 'SIGKILL',
    ...(options.cwd === undefined ? {} : { cwd: options.cwd }),
  });
  return { stdin: child.stdin, stdout: child.stdout, done: ended(program, child, options.signal) };
}

async function ended(program: string, child: ChildProcess, signal: AbortSignal): Promise<void> {
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-LAST_WORDS);
  });
  const code: unknown = await new Promise((resolve, reject) => {
    child.once('error', (cause) => {
      if (signal.aborted) return; // it is being ended: `close` follows
      reject(new ArchiveFailure('conversion', `${program} cannot be started.`, { cause }));
    });
    child.once('close', (exit, killedBy) => resolve(exit ?? killedBy));
  });
  signal.throwIfAborted();
  if (code === 0) return;
  const kind = /no space left/i.test(words) ? 'no space' : 'conversion';
  throw new ArchiveFailure(kind, `${program} failed (${code}): ${words.trim().slice(-300)}`);
}
