import { type ChildProcess, spawn } from 'node:child_process';
import { existsSync } from 'node:fs';
import { open } from 'node:fs/promises';
import { setTimeout as delay } from 'node:timers/promises';
import { seconds } from '../domain/duration.ts';
import type { Ending, Executor, Limits, Task } from './executor.ts';
import { type Crash, causeIn, noRoom, tooMuchDisk, unexpected } from './run/cause.ts';
import { filesOf } from './run/files.ts';
import { listOld, runFolder } from './run/folder.ts';
import { followReports } from './run/reports.ts';
import { dataLimit, heapOption, JOB_MAIN, NO_ROOM } from './run/worker-start.ts';
import { watch } from './watch.ts';

/** Whoever is asked to end has this long; then it is ended. */
const GRACE = seconds(1);
const LISTEN_EVERY = 50; // milliseconds
/** Of what it wrote to its log, the end. */
const LAST_WORDS = 2000;

/**
 * Tasks in child processes of this machine: each in a process group of its own, with limits of memory, disk and time,
 * without the bot’s environment. A child that crashes harms nobody.
 */
export function createLocalExecutor(options: {
  /** Where each run has its folder. */
  readonly runs: string;
  readonly program?: string;
  /** A folder of ours alone, where Node keeps what it has compiled: half of a worker’s start is that. */
  readonly codeCache?: string;
}): Executor {
  const { runs, program = JOB_MAIN, codeCache } = options;
  const underWay = new Set<string>();

  return {
    run(task, ports) {
      underWay.add(ports.key);
      return run(task, ports).finally(() => underWay.delete(ports.key));
    },
    command: (_, { key, limits }) => commandOf(program, runFolder(runs, key).path, limits),
    logs: (key) => runFolder(runs, key).log(),
    forget: (key) => runFolder(runs, key).remove(),
    async sweep(olderThan) {
      const old = (await listOld(runs, olderThan)).filter((key) => !underWay.has(key));
      for (const key of old) await runFolder(runs, key).remove();
      return old.length;
    },
  };

  async function run(
    task: Task,
    { key, signal, limits, environment = {}, onReport }: Parameters<Executor['run']>[1],
  ): Promise<Ending> {
    if (signal.aborted) return { kind: 'stopped' };
    const folder = runFolder(runs, key);
    const reports = followReports(filesOf(folder.path).reports, onReport);
    const begun = await folder.begin(task, false);
    if (begun === 'again' && (await folder.result()) === 'done') {
      await reports.read(); // the bot was stopped before it could note the end
      return { kind: 'done' };
    }
    if (begun !== 'first') {
      await folder.remove(); // its worker ended with the bot that had started it
      await folder.begin(task, false);
    }
    await onReport({ kind: 'standing', state: 'running', where: 'this machine' });
    const child = await start(commandOf(program, folder.path, limits), {
      environment: { ...environment, ...(codeCache && { NODE_COMPILE_CACHE: codeCache }) },
      log: filesOf(folder.path).log,
    });
    let ended: Crash | undefined;
    const end = (why?: Crash): void => {
      ended ??= why;
      endGroup(child);
    };
    const onAbort = (): void => end();
    signal.addEventListener('abort', onAbort, { once: true });
    if (signal.aborted) onAbort();
    const watching = new AbortController();
    const watched = watch({ pid: child.pid, folder: task.folder }, limits, watching.signal, end);
    const over = new AbortController();
    const exited = exitOf(child).finally(() => over.abort());
    try {
      const listening = listen().catch((error: unknown) => {
        end();
        throw error;
      });
      const [exit] = await Promise.all([exited, listening]);
      if (signal.aborted) return { kind: 'stopped' };
      const log = (await folder.log()).join('\n').slice(-LAST_WORDS);
      return endingOf({ ended, ...exit, log, limits });
    } finally {
      watching.abort();
      signal.removeEventListener('abort', onAbort);
      await Promise.allSettled([exited, watched]);
    }

    async function listen(): Promise<void> {
      while (!over.signal.aborted) {
        await reports.read();
        await delay(LISTEN_EVERY, undefined, { signal: over.signal }).catch(() => undefined);
      }
      await reports.read();
    }
  }
}

/** A worker within its limits. */
function commandOf(program: string, folder: string, limits: Limits): readonly string[] {
  return [...jail(limits), process.execPath, heapOption(limits), program, folder];
}

async function start(
  [command = process.execPath, ...words]: readonly string[],
  its: {
    readonly environment: Readonly<Record<string, string>>;
    readonly log: string;
  },
): Promise<ChildProcess> {
  await using log = await open(its.log, 'a', 0o600);
  return spawn(command, words, {
    detached: true,
    stdio: ['ignore', log.fd, log.fd, 'ipc'], // by the channel it sees that the bot is gone
    // None of the bot’s secrets but those of the task.
    env: {
      PATH: process.env['PATH'] ?? '',
      TZ: 'UTC',
      LANG: 'C.UTF-8',
      NODE_ENV: 'production',
      ...its.environment,
    },
  });
}

/** Linux: it ends with the bot however that ends, and the kernel refuses it more than the net, and a larger file. */
function jail(limits: Limits): readonly string[] {
  const tools = ['/usr/bin/setpriv', '/usr/bin/prlimit'];
  if (process.platform !== 'linux' || !tools.every((path) => existsSync(path))) return [];
  return [
    ...['/usr/bin/setpriv', '--pdeathsig', 'KILL', '--'],
    ...[
      '/usr/bin/prlimit',
      `--data=${dataLimit(limits)}`,
      `--fsize=${limits.disk}`,
      '--core=0',
      '--',
    ],
  ];
}

function exitOf(child: ChildProcess): Promise<{ code: number | null; killedBy: string | null }> {
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('exit', () => killGroup(child, 'SIGKILL')); // what it may have started
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
  readonly ended: Crash | undefined;
  readonly code: number | null;
  readonly killedBy: string | null;
  readonly log: string;
  readonly limits: Limits;
}): Ending {
  const { ended, code, killedBy, log, limits } = end;
  if (ended !== undefined) return ended;
  if (code === 0) return { kind: 'done' };
  if (killedBy === 'SIGXFSZ') return tooMuchDisk(limits);
  if (code === NO_ROOM) return noRoom();
  const how = killedBy === null ? `code ${code}` : `signal ${killedBy}`;
  return causeIn(log, limits) ?? unexpected(`${how}: ${log}`);
}
