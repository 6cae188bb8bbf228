import type { Config, Secrets } from '../config/config.ts';
import type { ShareKind } from '../domain/data-export/share.ts';
import { createExports, type Exports } from '../exports/exports.ts';
import type { FileArea } from '../exports/files.ts';
import { openCourier } from '../notifications/open-courier.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import type { Clock, Log, People, Random } from '../operations/ports.ts';
import type { Database } from '../storage/database.ts';
import { createQueue, type Queue } from '../workers/queue.ts';
import type { Workplace } from './executors.ts';

/** Files and their exports, and the queue that works on them. */
export function openExports(needs: {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Random;
  readonly log: Log;
  readonly own: ObjectStore;
  readonly staging: ObjectStore;
  readonly people: People;
  readonly workplace: Workplace;
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
    executor: needs.workplace.executor,
    workFolder: `${needs.workplace.folder}/exports`,
    limits: config.exports.limits,
    quota: config.exports.quota,
    progressRest: config.slack.progressRest,
    dataDir: config.dataDir,
    address: config.objects.address ?? `http://localhost:${port}`,
    courier: openCourier(needs),
    timeZone: config.timeZone,
    sharing: { offered: offeredIn(config) },
    stop: (jobId) => queue.stop(jobId),
    wake: () => queue.wake(),
  });
  const queue = createQueue({ ...needs, run: exports.run, workers: config.exports.workers });
  return { exports, queue };
}

function offeredIn({ sharing: { persons, groups, anyone } }: Config): readonly ShareKind[] {
  return [
    ...(persons ? ['person' as const] : []),
    ...(groups ? ['group' as const] : []),
    ...(anyone ? ['anyone with the link' as const] : []),
  ];
}
