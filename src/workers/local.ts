import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { seconds } from '../domain/duration.ts';
import { type Ending, type Executor, type Limits, report } from './executor.ts';
import { tooMuchDisk, watch } from './watch.ts';

const MAIN = new URL('./job-main.ts', import.meta.url).pathname;
/** Whoever is asked to end has this long; then it is ended. */
const GRACE = seconds(1);
/** Of what it wrote to its log, the end. */
const LAST_WORDS = 2000;
/** Only the part of the heap that is JavaScript’s; the rest is left to buffers and native code. */
const HEAP_SHARE = 0.5;
const MEGABYTE = 1024 ** 2;
/** The kernel’s own limit is a net below the watch; what a process merely reserves counts there, so it is a wide one. */
const NET = 4096 * MEGABYTE;

/**
 * Tasks in child processes of this machine: each in a process group of its own, with limits of memory, disk and time,
 * without the bot’s environment. A child that crashes harms nobody.
 */
export function createLocalExecutor(
  options: {
    readonly program?: string;
    /** A folder of ours alone, where Node keeps what it has compiled: half of a worker’s start is that. */
    readonly codeCache?: string;
  } = {},
): Executor {
  const { program = MAIN, codeCache } = options;
  const logs = new Map<string, string>();

  return {
    async run(task, { key, signal, limits, environment = {}, onReport }) {
      if (signal.aborted) return { kind: 'stopped' };
      await onReport({ kind: 'standing', state: 'running', where: 'this machine' });
      const child = start(program, codeCache, limits, environment);
      let crash: string | undefined;
      const end = (why?: string): void => {
        crash ??= why;
        endGroup(child);
      };
      const onAbort = (): void => end();
      signal.addEventListener('abort', onAbort, { once: true });
      const watching = new AbortController();
      const watched = watch({ pid: child.pid, folder: task.folder }, limits, watching.signal, end);

      // One after the other: what is kept of a file must not be overtaken by what comes later.
      let kept = Promise.resolve();
      let surprise: unknown;
      child.on('message', (given) => {
        kept = kept
          .then(async () => {
            if (surprise === undefined) await onReport(report.parse(given));
          })
          .catch((error: unknown) => {
            surprise ??= error;
            end();
          });
      });
      let lastWords = '';
      child.stderr?.setEncoding('utf8').on('data', (text: string) => {
        lastWords = (lastWords + text).slice(-LAST_WORDS);
        logs.set(key, lastWords);
      });
      try {
        const exited = exitOf(child);
        child.send(task, () => undefined); // one that has ended already is seen by its exit
        const { code, killedBy } = await exited;
        await kept;
        if (surprise !== undefined) throw surprise;
        if (signal.aborted) return { kind: 'stopped' };
        return endingOf({ crash, code, killedBy, lastWords, limits });
      } finally {
        watching.abort();
        signal.removeEventListener('abort', onAbort);
        await watched;
      }
    },
    logs: async (key) => (logs.get(key) ?? '').split('\n').slice(-50),
    async forget(key) {
      logs.delete(key);
    },
  };
}

function start(
  program: string,
  codeCache: string | undefined,
  limits: Limits,
  environment: Readonly<Record<string, string>>,
): ChildProcess {
  const heap = Math.floor((limits.memory * HEAP_SHARE) / MEGABYTE);
  const node = [process.execPath, `--max-old-space-size=${heap}`, program];
  const [command = process.execPath, ...given] = [...jail(limits), ...node];
  return spawn(command, given, {
    detached: true,
    stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    // None of the bot’s secrets but those of the task.
    env: {
      ...environment,
      PATH: process.env['PATH'] ?? '',
      TZ: 'UTC',
      LANG: 'C.UTF-8',
      NODE_ENV: 'production',
      ...(codeCache !== undefined && { NODE_COMPILE_CACHE: codeCache }),
    },
  });
}

/** Linux: it ends with the bot however that ends, and the kernel refuses it more than the net, and a larger file. */
function jail({ memory, disk }: Limits): readonly string[] {
  const tools = ['/usr/bin/setpriv', '/usr/bin/prlimit'];
  if (process.platform !== 'linux' || !tools.every((path) => existsSync(path))) return [];
  return [
    ...['/usr/bin/setpriv', '--pdeathsig', 'KILL', '--'],
    ...['/usr/bin/prlimit', `--data=${memory + NET}`, `--fsize=${disk}`, '--core=0', '--'],
  ];
}

function exitOf(child: ChildProcess): Promise<{ code: number | null; killedBy: string | null }> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => killGroup(child, 'SIGKILL')); // what it may have started holds its pipes open
    child.once('close', (code, killedBy) => resolve({ code, killedBy }));
  });
}

function endGroup(child: ChildProcess): void {
  killGroup(child, 'SIGTERM');
  setTimeout(() => killGroup(child, 'SIGKILL'), GRACE).unref();
}

function killGroup({ pid }: ChildProcess, signal: NodeJS.Signals): void {
  if (pid === undefined) return;
  try {
    process.kill(process.platform === 'win32' ? pid : -pid, signal);
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ESRCH') return; // it has ended
    throw error;
  }
}

function endingOf(end: {
  readonly crash: string | undefined;
  readonly code: number | null;
  readonly killedBy: string | null;
  readonly lastWords: string;
  readonly limits: Limits;
}): Ending {
  const { crash, code, killedBy, lastWords, limits } = end;
  if (crash !== undefined) return { kind: 'crashed', says: crash };
  if (code === 0) return { kind: 'done' };
  if (killedBy === 'SIGXFSZ' || /EFBIG|File too large/i.test(lastWords))
    return { kind: 'crashed', says: tooMuchDisk(limits) };
  if (/heap out of memory|bad_alloc|Out of Memory|Cannot allocate memory/i.test(lastWords))
    return { kind: 'crashed', says: 'It took more memory than it may.', outOfMemory: true };
  if (/ENOSPC|No space left/i.test(lastWords))
    return { kind: 'crashed', says: 'There is no room left on the disk.' };
  const how = killedBy === null ? `code ${code}` : `signal ${killedBy}`;
  return {
    kind: 'crashed',
    says: 'The program that worked on it stopped unexpectedly.',
    log: `${how}: ${lastWords}`,
  };
}
