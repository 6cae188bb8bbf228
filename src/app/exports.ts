import type { Config } from '../config/config.ts';
import { hours } from '../domain/duration.ts';
import { createExports, type Exports } from '../exports/exports.ts';
import type { FileArea } from '../exports/files.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import type { Clock, Log, Random } from '../operations/ports.ts';
import type { Database } from '../storage/database.ts';
import { createLocalExecutor } from '../workers/local.ts';
import { createQueue, type Queue } from '../workers/queue.ts';

const WORKERS = 2;
/** Of one worker: what the engine of tables takes, and as much again. */
const LIMITS = { memory: 768 * 1024 ** 2, time: hours(4) };

/** Files and their exports, and the queue that works on them. */
export function openExports(needs: {
  readonly config: Config;
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly own: ObjectStore;
  readonly staging: ObjectStore;
  readonly port: number; // that the bot listens at
  /** There is something to be told. */
  readonly news: () => void;
}): { readonly exports: Exports; readonly queue: Queue } {
  const { config, own, staging, port } = needs;
  const areas: readonly [FileArea, FileArea] = [
    { name: 'own', store: own, prefixOf: (uuid) => `projects/${uuid}/` },
    { name: 'staging', store: staging, prefixOf: (uuid) => `${config.staging.prefix}/${uuid}/` },
  ];
  const exports = createExports({
    ...needs,
    areas,
    executor: createLocalExecutor(),
    limits: LIMITS,
    quota: config.exportQuota,
    progressRest: config.slack.progressRest,
    dataDir: config.dataDir,
    address: config.objects.address ?? `http://localhost:${port}`,
    stop: (jobId) => queue.stop(jobId),
    wake: () => queue.wake(),
  });
  const queue = createQueue({ ...needs, run: exports.run, workers: WORKERS });
  return { exports, queue };
}
