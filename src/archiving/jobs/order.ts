import { join } from 'node:path';
import { hours, minutes } from '../../domain/duration.ts';
import type { ArchiveJob } from '../../storage/archiving/jobs.ts';
import type { Executor, Limits, Task } from '../../workers/executor.ts';
import type { ArchiveFileJob } from '../job.ts';
import { fingerprint } from '../kept.ts';
import { BAM_GROWTH } from '../plan/estimate.ts';
import { outputsOf, type PlannedJob } from '../plan/planned.ts';

const LEAST_TIME = hours(6);
/** How much longer a job may take than was estimated. */
const PATIENCE = 20;
const SPARE_DISK = 1e9; // bytes, for what tools write on their way

/** Who does the jobs of each kind, where, and with what. */
export interface Workshop {
  readonly executors: Readonly<Record<ArchiveJob['kind'], Executor>>;
  /** Where the files of jobs are while they are worked on; a shared folder where a cluster does it. */
  readonly workFolders: Readonly<Record<ArchiveJob['kind'], string>>;
  /** All that a job needs besides what is planned. */
  readonly equipment: Omit<ArchiveFileJob, 'planned'>;
}

/** What an executor is given to do a job of a plan. */
export function orderOf(
  planned: PlannedJob,
  {
    kind,
    projectUuid,
    memory,
  }: { readonly kind: ArchiveJob['kind']; readonly projectUuid: string; readonly memory: number },
  { workFolders, equipment }: Pick<Workshop, 'workFolders' | 'equipment'>,
): { readonly task: Task; readonly limits: Limits } {
  // Of one job alone, whatever else the project has under way: its room on the disk is measured.
  const own = fingerprint(planned.manifestId, ...outputsOf(planned)).slice(0, 12);
  const folder = join(workFolders[kind], projectUuid, own);
  const bytes = planned.inputs.reduce((sum, one) => sum + one.bytes, 0);
  return {
    task: { kind: 'archive file', folder, job: { ...equipment, planned } },
    limits: {
      memory: memory * 1e6,
      disk: bytes * (planned.conversion === undefined ? 1 : 1 + BAM_GROWTH) + SPARE_DISK,
      time: Math.max(LEAST_TIME, PATIENCE * minutes(planned.minutes)),
    },
  };
}
