import { execFile } from 'node:child_process';
import { seconds } from '../../domain/duration.ts';
import { OutsideError } from '../../operations/ports.ts';

/** Of the bot’s environment, what the commands of a cluster need to find it. The rest would reach every job. */
const PASSED = [
  ...['PATH', 'HOME', 'USER', 'LOGNAME', 'KRB5CCNAME', 'LD_LIBRARY_PATH'],
  ...['SLURM_CONF', 'LSF_ENVDIR', 'LSF_BINDIR', 'LSF_SERVERDIR', 'LSF_LIBDIR'],
];
const PATIENCE = seconds(30);
const MOST_OUTPUT = 64 * 1024 ** 2;

export interface Said {
  readonly code: number;
  readonly output: string;
  readonly errors: string;
}

/** Asks a command of the cluster; no shell is between. */
export type Ask = (command: string, ...given: readonly string[]) => Promise<Said>;

/** @param patience - milliseconds that a command may take. */
export function createAsk(system: string, patience = PATIENCE): Ask {
  const env = Object.fromEntries(
    PASSED.flatMap((name) => {
      const value = process.env[name];
      return value === undefined ? [] : [[name, value]];
    }),
  );
  return (command, ...given) =>
    new Promise((resolve, reject) => {
      const options = {
        env: { ...env, LC_ALL: 'C.UTF-8', TZ: 'UTC' },
        timeout: patience,
        maxBuffer: MOST_OUTPUT,
      };
      execFile(command, [...given], options, (cause, output, errors) => {
        if (cause === null) return resolve({ code: 0, output, errors });
        if (typeof cause.code === 'number') return resolve({ code: cause.code, output, errors });
        const says =
          cause.code === 'ENOENT'
            ? `${system} can’t be asked: there is no ${command} here.`
            : `${system} does not answer (${command}).`;
        reject(new OutsideError(system, 'ambiguous', says, { cause }));
      });
    });
}

/** What went wrong, in the command’s own words. */
export const wordsOf = ({ errors, output }: Said): string =>
  (errors.trim() || output.trim()).split('\n').slice(-2).join(' ').slice(0, 300);
