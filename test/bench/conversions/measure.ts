import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { report, type Task } from '../../../src/workers/executor.ts';

/** Debian's package `time`: it asks the kernel what a process took. */
const TIME = '/usr/bin/time';
export const canMeasure = existsSync(TIME);

export interface Command {
  readonly program: string;
  readonly given: readonly string[];
  readonly environment?: Readonly<Record<string, string>>;
  /** Sent as a message once it has started, as the bot does. */
  readonly task?: Task;
}

export type Measured =
  | {
      readonly ok: true;
      readonly seconds: number; // from its start to its exit
      readonly cpu: number; // seconds of all cores, user and system
      readonly megabytes: number; // resident, at most
    }
  | { readonly ok: false; readonly says: string };

/** Runs a program from start to exit; `folder` takes what the clock notes. */
export async function measure(command: Command, folder: string): Promise<Measured> {
  const notes = join(folder, 'peak');
  const { program, given, environment, task } = command;
  const begun = performance.now();
  const child = spawn(TIME, ['-f', '%M %U %S', '-o', notes, program, ...given], {
    stdio: ['ignore', 'ignore', 'pipe', ...(task === undefined ? [] : ['ipc' as const])],
    env: environment ?? process.env,
  });
  let refusal: string | undefined;
  child.on('message', (message) => {
    const said = report.parse(message);
    if (said.kind === 'failed') refusal = said.says;
  });
  let words = '';
  child.stderr?.setEncoding('utf8').on('data', (text: string) => {
    words = (words + text).slice(-4000);
  });
  const exit = new Promise<number | null>((resolve, reject) => {
    child.once('error', reject).once('close', resolve);
  });
  if (task !== undefined) child.send(task);
  const code = await exit;
  const seconds = (performance.now() - begun) / 1000;
  if (refusal !== undefined) return { ok: false, says: refusal };
  if (code !== 0) return { ok: false, says: lastLine(words) };
  const [kilobytes = 0, user = 0, system = 0] = readFileSync(notes, 'utf8').split(' ').map(Number);
  return { ok: true, seconds, cpu: user + system, megabytes: kilobytes / 1024 };
}

function lastLine(words: string): string {
  const lines = words.split('\n').filter((line) => /\S/.test(line));
  return (lines.find((line) => /^\w*Error/.test(line)) ?? lines.at(-1) ?? 'no reason').slice(
    0,
    160,
  );
}
