import { execFile } from 'node:child_process';
import { randomUUID } from 'node:crypto';
import { mkdir, rm, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { promisify } from 'node:util';
import type { Config } from '../config/config.ts';
import { WORKS } from '../config/executors.ts';
import { seconds } from '../domain/duration.ts';
import { oneLine } from '../upstream/one-line.ts';
import { type Check, type Finding, fail, ok } from './check.ts';

const run = promisify(execFile);
/** Asks for nothing but an answer. */
const QUESTIONS = {
  slurm: { name: 'Slurm', commands: ['sbatch', 'squeue', 'scancel'], alive: ['sinfo', '-h'] },
  lsf: { name: 'LSF', commands: ['bsub', 'bjobs', 'bkill', 'bhist'], alive: ['bqueues'] },
} as const;

/** Whether each cluster that work is given to answers, and shares the folder; nothing where all is done here. */
export function executorChecks({ executors }: Pick<Config, 'executors'>): readonly Check[] {
  return (['slurm', 'lsf'] as const).flatMap((which) => {
    const its = executors[which];
    const works = WORKS.filter((work) => executors.backends[work] === which);
    if (its === undefined || works.length === 0) return [];
    const { name, alive, commands } = QUESTIONS[which];
    return [
      { name, run: () => answers(name, alive, commands, works) },
      { name: `${name} folder`, run: () => writable(its.folder, which) },
    ];
  });
}

async function answers(
  name: string,
  [command, ...given]: readonly string[],
  commands: readonly string[],
  works: readonly string[],
): Promise<Finding> {
  const fix = `Install the client commands (${commands.join(', ')}) for the user of the bot, and look whether ${name} is up. See docs/operate/clusters.md`;
  try {
    await run(command ?? '', given, { timeout: seconds(15) });
    return ok(`${name} answers; it does ${works.join(', ')}`);
  } catch (error) {
    return fail(`${name} can’t be asked: ${whyNot(error)}`, fix);
  }
}

/** In the command's own words where it has some: ours say only that it failed. */
function whyNot(error: unknown): string {
  if (!(error instanceof Error)) return String(error);
  const said = 'stderr' in error ? String(error.stderr).trim() : '';
  const [ours = ''] = error.message.split('\n');
  return said === '' ? ours : `${ours}: ${oneLine(said, 300)}`;
}

async function writable(folder: string, which: string): Promise<Finding> {
  const probe = join(folder, `.doctor-${randomUUID()}`);
  try {
    await mkdir(folder, { recursive: true });
    await writeFile(probe, 'x', { mode: 0o600 });
    return ok(
      `${folder} can be written to; that every node sees it under this path, a first job shows`,
    );
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    return fail(
      `${folder} can’t be written to: ${why}`,
      `Set executors.${which}.folder to a folder that the nodes share, and give it to the user of the bot.`,
    );
  } finally {
    await rm(probe, { force: true }).catch(() => undefined); // nowhere to look for it
  }
}
