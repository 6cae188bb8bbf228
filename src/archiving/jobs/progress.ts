import type { FileJob, FileJobState } from '../../domain/archiving/file-job.ts';
import { type FileProgress, firstFault } from '../../domain/archiving/file-progress.ts';

/** How far all jobs of a plan are together, by their bytes. */
export function progressOf(jobs: readonly FileJob[], plannedAt: Date): FileProgress {
  const count = (state: FileJobState) => jobs.filter((job) => job.state === state).length;
  const doable = jobs.filter(({ state }) => state !== 'refused');
  const all = sum(doable.map(bytesOf));
  const done = sum(doable.map((job) => bytesOf(job) * job.fraction));
  const uploaded = count('uploaded');
  const fault = firstFault(jobs);
  const percent = all === 0 ? 0 : Math.floor((100 * done) / all);
  return {
    jobs: jobs.length,
    refused: count('refused'),
    planned: count('planned'),
    waiting: count('waiting'),
    running: count('running'),
    uploaded,
    failed: count('failed'),
    cancelled: count('cancelled'),
    percent: uploaded === doable.length && uploaded > 0 ? 100 : Math.min(99, percent),
    movedAt: jobs
      .flatMap(({ movedAt }) => movedAt ?? [])
      .reduce((last, at) => (at > last ? at : last), plannedAt.toISOString()),
    ...(fault === undefined ? {} : { fault }),
  };
}

/** A file of no bytes is work, too. */
const bytesOf = ({ inputs }: FileJob): number => 1 + sum(inputs.map(({ bytes }) => bytes));

const sum = (numbers: readonly number[]): number => numbers.reduce((all, one) => all + one, 0);
