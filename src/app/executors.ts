import type { Config } from '../config/config.ts';
import type { WorkKind } from '../config/executors.ts';
import { days } from '../domain/duration.ts';
import type { Clock, Log } from '../operations/ports.ts';
import { createClusterExecutor } from '../workers/cluster/cluster.ts';
import { createLsf } from '../workers/cluster/lsf.ts';
import type { Scheduler } from '../workers/cluster/scheduler.ts';
import { createSlurm } from '../workers/cluster/slurm.ts';
import type { Executor } from '../workers/executor.ts';
import { createLocalExecutor } from '../workers/local.ts';

/** Where one kind of work is done, and where its files lie meanwhile. */
export interface Workplace {
  readonly executor: Executor;
  readonly folder: string;
}

/** A run in which nothing has happened for so long, and that nobody has asked for, is of a record that is lost. */
const LOST_AFTER = days(30);

/** Clears away what was kept of runs that nobody will forget any more; answers how many. */
export async function sweepRuns(
  workplaces: Readonly<Record<WorkKind, Workplace>>,
  now: Date,
): Promise<number> {
  const olderThan = new Date(now.getTime() - LOST_AFTER);
  const executors = new Set(Object.values(workplaces).map(({ executor }) => executor));
  const swept = await Promise.all([...executors].map((one) => one.sweep(olderThan)));
  return swept.reduce((sum, runs) => sum + runs, 0);
}

/** A workplace for each kind of work; those of one backend share it. */
export function openWorkplaces(needs: {
  readonly config: Pick<Config, 'dataDir' | 'executors'>;
  readonly clock: Clock;
  readonly log: Log;
}): Readonly<Record<WorkKind, Workplace>> {
  const { config, clock, log } = needs;
  const { backends, slurm, lsf } = config.executors;
  const { dataDir } = config;
  const local: Workplace = {
    folder: dataDir,
    executor: createLocalExecutor({
      runs: `${dataDir}/runs`,
      codeCache: `${dataDir}/code-cache`,
    }),
  };
  const places = {
    local,
    slurm: slurm && onCluster(createSlurm(slurm), slurm),
    lsf: lsf && onCluster(createLsf(lsf), lsf),
  };
  const of = (work: WorkKind): Workplace => places[backends[work]] ?? local;
  return { exports: of('exports'), conversions: of('conversions'), uploads: of('uploads') };

  function onCluster(
    scheduler: Scheduler,
    its: NonNullable<Config['executors']['slurm' | 'lsf']>,
  ): Workplace {
    const { folder, atOnce, node, installation } = its;
    const program = installation && `${installation}/src/workers/job-main.ts`;
    const runs = `${folder}/runs`;
    return {
      folder,
      executor: createClusterExecutor({ scheduler, runs, atOnce, clock, log, node, program }),
    };
  }
}
