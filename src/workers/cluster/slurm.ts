import { userInfo } from 'node:os';
import { OutsideError } from '../../operations/ports.ts';
import { type Ask, createAsk, wordsOf } from './command.ts';
import { byName, type Job, type Scheduler, type Why } from './scheduler.ts';

const SYSTEM = 'Slurm';
const MEBIBYTE = 1024 ** 2;
const WAITING =
  /^(PENDING|CONFIGURING|REQUEUED|REQUEUE_FED|REQUEUE_HOLD|RESV_DEL_HOLD|SPECIAL_EXIT|SUSPENDED|STOPPED)$/;
const RUNNING = /^(RUNNING|COMPLETING|RESIZING|SIGNALING|STAGE_OUT)$/;
const NEVER_STARTED = /BadConstraints|launch failed|JobHoldMaxRequeue|DependencyNeverSatisfied/i;
const WHY: Readonly<Record<string, Why>> = {
  OUT_OF_MEMORY: 'out of memory',
  TIMEOUT: 'out of time',
  DEADLINE: 'out of time',
  NODE_FAIL: 'node failed',
  BOOT_FAIL: 'node failed',
  PREEMPTED: 'preempted',
  CANCELLED: 'cancelled',
  REVOKED: 'cancelled',
};

/** Slurm by its commands: one `squeue` for all jobs, `sacct` for those it has forgotten. */
export function createSlurm(site: {
  readonly partition?: string | undefined;
  readonly account?: string | undefined;
  readonly ask?: Ask;
}): Scheduler {
  const { ask = createAsk(SYSTEM), partition, account } = site;
  const user = userInfo().username;

  const command: Scheduler['command'] = ({ name, script, log, memory, time, cores }) => [
    'sbatch',
    ...['--parsable', `--job-name=${name}`, '--comment=Handoff', '--requeue'],
    ...[`--output=${log}`, '--open-mode=append', '--chdir=/'],
    ...[`--mem=${Math.ceil(memory / MEBIBYTE)}M`, `--cpus-per-task=${cores}`, '--ntasks=1'],
    `--time=${Math.max(1, Math.ceil(time / 60_000))}`,
    ...(partition === undefined ? [] : [`--partition=${partition}`]),
    ...(account === undefined ? [] : [`--account=${account}`]),
    script,
  ];

  return {
    system: SYSTEM,
    jobVariable: 'SLURM_JOB_ID',

    async list() {
      const said = await ask('squeue', '-h', '-u', user, '-t', 'all', '-o', '%i|%j|%T|%r');
      if (said.code !== 0) throw new OutsideError(SYSTEM, 'retry', silent(wordsOf(said)));
      return byName(
        rowsOf(said.output).map(([id = '', name = '', state = '', reason = '']) => {
          return { name, ...jobOf(id, state, reason) };
        }),
      );
    },

    async past(names) {
      if (names.length === 0) return new Map();
      const columns = ['-n', '-P', '-o', 'JobID,JobName,State,ExitCode'];
      const since = ['-X', '-S', 'now-14days', '-u', user, '--name', names.join(',')];
      let said = await ask('sacct', ...since, ...columns);
      // Without a database for accounting there is at least the file of completed jobs, perhaps.
      if (said.code !== 0) said = await ask('sacct', '-c', ...columns);
      if (said.code !== 0) return new Map();
      const wanted = new Set(names);
      return byName(
        rowsOf(said.output).flatMap(([id = '', name = '', state = '', code = '']) =>
          wanted.has(name) ? [{ name, ...jobOf(id, state, `exit code ${code}`) }] : [],
        ),
      );
    },

    command,

    async submit(order) {
      const [sbatch = '', ...given] = command(order);
      const said = await ask(sbatch, ...given);
      const id = /^(\d+)/m.exec(said.output)?.[1];
      if (said.code === 0 && id !== undefined) return id;
      const words = wordsOf(said);
      if (
        /Unable to contact|Connection (refused|timed out)|Socket timed out|temporarily|try again/i.test(
          words,
        )
      )
        throw new OutsideError(SYSTEM, 'ambiguous', silent(words));
      throw new OutsideError(SYSTEM, 'refused', `${SYSTEM} does not take it: ${words}`);
    },

    async cancel(ids) {
      const said = await ask('scancel', ...ids);
      if (
        said.code !== 0 &&
        !/Invalid job id|already completing|already finished/i.test(said.errors)
      )
        throw new OutsideError(SYSTEM, 'retry', silent(wordsOf(said)));
    },
  };
}

const silent = (words: string): string => `${SYSTEM} does not answer: ${words}`;

const rowsOf = (output: string): readonly (readonly string[])[] =>
  output.split('\n').flatMap((line) => (line === '' ? [] : [line.split('|')]));

/** @param reason - in `squeue`, why it waits or how it ended; in `sacct`, its exit code. */
function jobOf(id: string, given: string, reason: string): Job {
  const [state = ''] = given.split(' '); // CANCELLED by 0
  const detail = /^(None|exit code 0:0)?$/.test(reason) ? state : `${state}, ${reason}`;
  if (WAITING.test(state)) return { id, state: 'waiting', detail: reason };
  if (RUNNING.test(state)) return { id, state: 'running', detail };
  if (state === 'COMPLETED') return { id, state: 'ended', detail };
  const why = WHY[state] ?? (NEVER_STARTED.test(reason) ? 'never started' : 'failed');
  return { id, state: 'ended', why, detail };
}
