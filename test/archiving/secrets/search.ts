import { readdirSync, readFileSync, statSync } from 'node:fs';
import { basename, join } from 'node:path';

/** Where a worker of another machine is handed its secrets, for a moment. */
const HANDED_OVER = /^environment\.json(\.draft)?$/;

/** Looks for secrets wherever they could come to light, and keeps where each was found. */
export interface Search {
  /** `password in a command line`, each once. */
  readonly found: ReadonlySet<string>;
  /** What it has met: without these it would have looked too late. */
  readonly met: {
    readonly commands: ReadonlySet<string>; // programs
    clusterJobs: number;
    handOvers: number;
  };
  /** Command lines of all that runs on this machine, and environments of jobs that a scheduler has started. */
  processes(): void;
  lines(where: string, lines: readonly string[]): void;
  /** All files below a folder; `during` the work its secrets may be on their way, for this user’s eyes. */
  files(folder: string, when: 'during' | 'after'): void;
}

export function searchFor(secrets: Readonly<Record<string, string>>): Search {
  const found = new Set<string>();
  const commands = new Set<string>();
  const met = { commands, clusterJobs: 0, handOvers: 0 };
  const look = (where: string, content: string): void => {
    for (const [name, secret] of Object.entries(secrets))
      if (content.includes(secret)) found.add(`${name} in ${where}`);
  };

  return {
    found,
    met,
    processes() {
      for (const pid of readdirSync('/proc').filter((name) => /^\d+$/.test(name))) {
        const line = read(`/proc/${pid}/cmdline`);
        commands.add(basename(line.split('\0')[0] ?? ''));
        look('a command line', line);
        const environment = read(`/proc/${pid}/environ`);
        if (!environment.includes('SLURM_JOB_ID=')) continue;
        met.clusterJobs += 1;
        look('the environment of a job', environment);
      }
    },
    lines(where, lines) {
      for (const line of lines) look(where, line);
    },
    files(folder, when) {
      for (const name of namesIn(folder)) {
        const path = join(folder, name);
        const own = when === 'during' && HANDED_OVER.test(basename(name)) && isOurs(path);
        if (own) met.handOvers += 1;
        else look(`the file ${basename(name)}`, read(path));
      }
    },
  };
}

const isOurs = (path: string): boolean => {
  const mode = statSync(path, { throwIfNoEntry: false })?.mode;
  return mode === undefined || (mode & 0o077) === 0; // it may be gone by now
};

function namesIn(folder: string): readonly string[] {
  try {
    return readdirSync(folder, { recursive: true, encoding: 'utf8' });
  } catch {
    return []; // something in it was removed meanwhile
  }
}

function read(path: string): string {
  try {
    return readFileSync(path, 'latin1');
  } catch {
    return ''; // a folder, or it has ended
  }
}
