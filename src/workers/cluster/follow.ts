import { type Ending, type Executor, LEAVING, type Limits, type Task } from '../executor.ts';
import { causeIn, crash, outOfMemory, tooLong, unexpected } from '../run/cause.ts';
import { filesOf } from '../run/files.ts';
import type { RunFolder } from '../run/folder.ts';
import { followReports, type Reports } from '../run/reports.ts';
import type { Job } from './scheduler.ts';

/** What a round finds: all that the scheduler knows of the run; undefined where it did not answer. */
type Known = readonly Job[] | undefined;

/** What is to be done for a run, after a look at its folder and its jobs. */
export type Next =
  | { readonly kind: 'wait' }
  | { readonly kind: 'submit' }
  | { readonly kind: 'cancel'; readonly ids: readonly string[] }
  | { readonly kind: 'end'; readonly ending: Ending };

export interface Followed {
  readonly task: Task;
  readonly name: string; // of its jobs
  readonly folder: RunFolder;
  readonly limits: Limits;
  readonly signal: AbortSignal;
  /** Nobody can have submitted it before. */
  readonly fresh: boolean;
  submitted: boolean;
  look(jobs: Known): Promise<Next>;
  /** Says that it waits, and for what. */
  waits(where: string): Promise<void>;
}

/**
 * Follows one run by what is true, the surer first: the result that its worker has written, then the scheduler, then its
 * records. What nobody knows of for some rounds is lost.
 */
export function follow(
  its: Pick<Followed, 'task' | 'name' | 'folder' | 'limits' | 'signal' | 'fresh'> & {
    readonly system: string;
    /** Rounds that must agree before what is not there is believed to be gone. */
    readonly patience: number;
    readonly environment: Readonly<Record<string, string>>;
    readonly onReport: Parameters<Executor['run']>[1]['onReport'];
  },
): Followed {
  const { folder, limits, signal, system, environment, onReport } = its;
  const reports: Reports = followReports(filesOf(folder.path).reports, onReport);
  let doubts = 0;
  let standing = '';

  const say = async (state: 'waiting' | 'running', where: string): Promise<void> => {
    if (standing === `${state} ${where}`) return;
    standing = `${state} ${where}`;
    await onReport({ kind: 'standing', state, where });
  };

  const self: Followed = {
    ...its,
    submitted: false,
    waits: (where) => say('waiting', where),

    async look(jobs) {
      const names = (await folder.list()) ?? new Set();
      const result = names.has('result') ? await folder.result() : undefined;
      const before = names.has('ending.json') ? await folder.ending() : undefined;
      await reports.read(); // after the result was looked for: then there are no more
      if (before !== undefined) return { kind: 'end', ending: before };
      if (result === 'done') return { kind: 'end', ending: { kind: 'done' } };
      if (signal.aborted && signal.reason !== LEAVING) return cancelling(jobs);
      if (result === 'gave up') return { kind: 'end', ending: await ofLog() };
      if (names.has('environment.wanted')) await folder.handOver(environment);
      if (jobs === undefined) return { kind: 'wait' };

      const claimant = await folder.claimant();
      const ours = jobs.filter(({ id }) => claimant === undefined || id === claimant);
      const alive = ours.find(isAlive);
      if (alive !== undefined) {
        doubts = 0;
        await say(alive.state === 'waiting' ? 'waiting' : 'running', whereOf(alive));
        return { kind: 'wait' };
      }
      if (ours.length === 0 && claimant === undefined && !self.submitted) return { kind: 'submit' };
      doubts += 1; // its result may still be on its way over the network, or it is to be started again
      const last = ours.at(-1);
      if (doubts < enough(last)) return { kind: 'wait' };
      return last === undefined ? lost() : { kind: 'end', ending: await ofJob(last) };
    },
  };
  return self;

  /** What has failed is believed soon; what is said to be done will have left its result. */
  function enough(last: Job | undefined): number {
    if (last === undefined) return its.patience;
    return last.why === undefined ? 3 * its.patience : Math.min(2, its.patience);
  }

  /** Stopped is what runs no more: until then it may still write. A worker that nobody can reach sees it by its claim. */
  async function cancelling(jobs: Known): Promise<Next> {
    await folder.close();
    const ids = jobs?.filter(isAlive).map(({ id }) => id) ?? [];
    if (ids.length > 0) return { kind: 'cancel', ids };
    if (jobs === undefined) doubts += 1;
    const unsure = jobs === undefined && (self.submitted || !its.fresh);
    if (unsure && doubts < its.patience) return { kind: 'wait' };
    return { kind: 'end', ending: { kind: 'stopped' } };
  }

  function lost(): Next {
    const says = `${system} does not know of it any more, and it has left no result.`;
    return { kind: 'end', ending: crash(says) };
  }

  function whereOf({ id, state, detail }: Job): string {
    return state === 'waiting' ? `${system} job ${id}: ${detail}` : `${system} job ${id}`;
  }

  async function ofLog(): Promise<Ending> {
    const log = (await folder.log()).join('\n');
    return causeIn(log, limits) ?? unexpected(log);
  }

  async function ofJob({ id, why, detail }: Job): Promise<Ending> {
    const log = (await folder.log()).join('\n');
    const told = `${system} job ${id}: ${detail}\n${log}`;
    if (why === undefined || why === 'failed') return causeIn(log, limits) ?? unexpected(told);
    switch (why) {
      case 'out of memory':
        return outOfMemory();
      case 'out of time':
        return { ...tooLong(limits), log: told };
      case 'node failed':
        return crash('The machine that it ran on has failed.', told);
      case 'preempted':
        return crash(`${system} ended it in favour of something more urgent.`, told);
      case 'cancelled':
        return crash(`Somebody has cancelled it in ${system} (job ${id}).`, told);
      case 'never started':
        return crash(`${system} could not start it: ${detail}.`, told);
    }
  }
}

export const isAlive = ({ state }: Job): boolean => state !== 'ended';
