import { randomUUID } from 'node:crypto';
import {
  appendFileSync,
  existsSync,
  readFileSync,
  readlinkSync,
  renameSync,
  rmSync,
  symlinkSync,
  writeFileSync,
} from 'node:fs';
import { setTimeout as delay } from 'node:timers/promises';
import type { z } from 'zod';
import { seconds } from '../../domain/duration.ts';
import type { Report, task } from '../executor.ts';
import { filesOf, spec } from './files.ts';
import { parse } from './reports.ts';
import { NO_ROOM } from './worker-start.ts';

const LOOK_AT_CLAIM = seconds(1);
/** Whoever was at it before us has this long to see that it is ours now. */
const TAKING_OVER = seconds(3);
const LOOK_FOR_SECRETS = seconds(1);
/** As the sysexits have it: nothing is wrong, somebody else does it. */
const ANOTHER_DOES_IT = 75;
const TERMINATED = 143;

export type Given = z.output<typeof task>;

export interface WorkerPorts {
  readonly signal: AbortSignal;
  /** Kept when it returns: nothing that is said is lost when the process ends. */
  readonly say: (report: Report) => void;
  /** What was said by whoever did a part of this and was ended. */
  readonly before: readonly Report[];
  /** The secrets of the task, among much else. */
  readonly environment: () => Promise<Readonly<Record<string, unknown>>>;
}

/**
 * What a worker does around its work, in a process of its own: `<program> <folder of the run> [<number of the job>]`.
 * It knows neither the bot’s database nor who asked. With a number it is one of perhaps several that a scheduler has
 * started for the run, and begins only where no other has; a child of the bot ends with the bot.
 */
export async function work(
  perform: (task: Given, ports: WorkerPorts) => Promise<void>,
): Promise<never> {
  const [folder = '', job] = process.argv.slice(2);
  const files = filesOf(folder);
  const stopping = new AbortController();
  const stop = (): void => stopping.abort();
  process.on('SIGTERM', stop);
  process.on('disconnect', () => {
    stop();
    setTimeout(() => process.exit(1), 1000).unref();
  });
  if (existsSync(files.result)) process.exit(0); // started once more, for nothing
  if (job !== undefined && job !== '') await claim(files.claim, job);
  try {
    const { task, secretsByFile } = spec.parse(JSON.parse(readFileSync(files.spec, 'utf8')));
    const said = existsSync(files.reports) ? readFileSync(files.reports, 'utf8') : '';
    if (said !== '') appendFileSync(files.reports, '\n'); // after a line that was broken off
    await perform(task, {
      signal: stopping.signal,
      say: (report) =>
        appendFileSync(files.reports, `${JSON.stringify(report)}\n`, { mode: 0o600 }),
      before: said.split('\n').flatMap((line) => parse(line) ?? []),
      environment: () => (secretsByFile ? handedOver(files) : Promise.resolve(process.env)),
    });
    return end('0');
  } catch (error) {
    const words = error instanceof Error ? (error.stack ?? error.message) : String(error);
    process.stderr.write(`${words}\n`);
    if (/^(ENOSPC|EDQUOT)/.test(messageOf(error))) process.exit(NO_ROOM);
    return end('1');
  }

  function end(result: '0' | '1'): never {
    if (stopping.signal.aborted) process.exit(TERMINATED);
    writeFileSync(`${files.result}.draft`, result, { mode: 0o600, flush: true });
    renameSync(`${files.result}.draft`, files.result);
    process.exit(Number(result));
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : '');

/** Makes the run ours, or ends. The same job that is started again takes it from the one that was ended. */
async function claim(path: string, job: string): Promise<void> {
  const mine = `${job}/${randomUUID()}`;
  try {
    symlinkSync(mine, path);
  } catch (error) {
    if (!(error instanceof Error && 'code' in error && error.code === 'EEXIST')) throw error;
    if (readlinkSync(path).split('/')[0] !== job) process.exit(ANOTHER_DOES_IT);
    const draft = `${path}.${job}`;
    rmSync(draft, { force: true });
    symlinkSync(mine, draft);
    renameSync(draft, path);
    await delay(TAKING_OVER);
  }
  const still = (): boolean => {
    try {
      return readlinkSync(path) === mine;
    } catch {
      return false; // the bot has forgotten the run
    }
  };
  setInterval(() => {
    if (!still()) process.exit(ANOTHER_DOES_IT);
  }, LOOK_AT_CLAIM).unref();
}

/** Asks for the secrets where they are not there: a job that is started again finds that they were read before. */
async function handedOver(
  files: ReturnType<typeof filesOf>,
): Promise<Readonly<Record<string, unknown>>> {
  while (!existsSync(files.environment)) {
    writeFileSync(files.wanted, '', { mode: 0o600 });
    await delay(LOOK_FOR_SECRETS);
  }
  const text = readFileSync(files.environment, 'utf8');
  rmSync(files.environment);
  return JSON.parse(text);
}
