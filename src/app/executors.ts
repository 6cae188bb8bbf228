import type { Config } from '../config/config.ts';
import type { WorkKind } from '../config/executors.ts';
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
