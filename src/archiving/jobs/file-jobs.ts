import type { FileJob } from '../../domain/archiving/file-job.ts';
import type { Archiver, Clock, FileJobs, FilePlan } from '../../operations/ports.ts';
import { cancelArchiveJobs, startArchiveJobs } from '../../storage/archiving/commands.ts';
import {
  findArchiveJob,
  findFilePlan,
  listArchiveJobs,
  saveFilePlan,
} from '../../storage/archiving/jobs.ts';
import { findCycle } from '../../storage/cycles/cycles.ts';
import type { Database } from '../../storage/database.ts';
import { ownLine, procedureLines } from '../dry-run.ts';
import { readUploadPlan } from '../plan/plan.ts';
import { plannedJob } from '../plan/planned.ts';
import { fileJobOf } from './described.ts';
import { newJobs } from './new-jobs.ts';
import { orderOf, type Workshop } from './order.ts';
import { progressOf } from './progress.ts';
import type { Runner } from './runner.ts';
import { type Sizes, withoutSizes } from './sizes.ts';

/** What the runbook can ask of the files of a submission; the runner does it. */
export function createFileJobs(
  needs: Workshop & {
    readonly db: Database;
    readonly clock: Pick<Clock, 'now'>;
    readonly archiver: Pick<Archiver, 'uploadPlan'>;
    readonly dspUrl: string;
    readonly aapUrl: string;
    readonly sizes: Sizes;
    /** Where the procedure has people work, on the cluster: for its command lines. */
    readonly procedureFolder: string;
    readonly runner: Pick<Runner, 'wake' | 'stop' | 'log'>;
    readonly changed: (cycleId: string) => void;
  },
): FileJobs {
  const { db, clock, runner, changed } = needs;

  async function list(cycleId: string): Promise<readonly FileJob[]> {
    return (await listArchiveJobs(db, cycleId)).map(fileJobOf);
  }

  async function kept(cycleId: string): Promise<FilePlan> {
    const plan = await findFilePlan(db, cycleId);
    if (plan === undefined) return { kind: 'building' };
    const jobs = await list(cycleId);
    const { mode } = plan;
    const progress = progressOf(jobs, plan.plannedAt);
    return { kind: 'plan', jobs, progress, ...(mode === undefined ? {} : { mode }) };
  }

  return {
    list,

    async plan({ cycleId, dspUuid }) {
      const given = await needs.archiver.uploadPlan(dspUuid);
      const { sizeOf } = needs.sizes;
      const read = await withoutSizes(() =>
        readUploadPlan(given, { dspUrl: needs.dspUrl, sizeOf }),
      );
      if (read.kind !== 'plan') return read;
      await saveFilePlan(db, { cycleId, dspUuid, jobs: newJobs(read) }, clock.now());
      return kept(cycleId);
    },

    async start({ cycleId, turn, mode }) {
      await startArchiveJobs(db, { cycleId, turn, mode, now: clock.now() }, ['planned']);
      runner.wake();
    },

    async retry({ cycleId, turn }) {
      const again = ['failed', 'cancelled', 'planned'] as const;
      await startArchiveJobs(db, { cycleId, turn, now: clock.now() }, again);
      runner.wake();
    },

    async cancel({ cycleId, turn }) {
      const reason = 'It was stopped.';
      const ran = await cancelArchiveJobs(db, { cycleId, turn, reason, now: clock.now() });
      for (const id of ran) runner.stop(id);
      changed(cycleId);
    },

    async progress(cycleId) {
      const plan = await findFilePlan(db, cycleId);
      return plan && progressOf(await list(cycleId), plan.plannedAt);
    },

    async log(jobId) {
      const job = await findArchiveJob(db, jobId);
      if (job === undefined) return [];
      return job.runKey === undefined ? job.log : runner.log(job.kind, job.runKey);
    },

    async commands(cycleId) {
      const cycle = await findCycle(db, cycleId);
      const plan = await findFilePlan(db, cycleId);
      if (cycle === undefined || plan === undefined) return undefined;
      const { shortName: name, projectUuid } = cycle.dataset;
      const jobs = (await listArchiveJobs(db, cycleId)).flatMap(({ planned, ...job }) =>
        planned === undefined ? [] : [{ ...job, planned: plannedJob.parse(planned) }],
      );
      const own = jobs.map(({ planned, id, kind, memory, attempt }) => {
        const { task, limits } = orderOf(planned, { kind, projectUuid, memory }, needs);
        const key = `archive-${id}-${attempt + 1}-RUN`;
        const command = needs.executors[kind].command(task, { key, limits });
        return ownLine(planned, needs.equipment, command);
      });
      const procedure = procedureLines(
        jobs.map(({ planned }) => planned),
        {
          folder: `${needs.procedureFolder}/${name}`,
          plan: `FILE_UPLOAD_PLAN_${plan.dspUuid}.json`,
          aapUrl: needs.aapUrl,
          name,
        },
      );
      return { own, procedure };
    },
  };
}
