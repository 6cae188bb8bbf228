import type { BucketRequests } from '../buckets/requests/bucket-requests.ts';
import type { Config, Secrets } from '../config/config.ts';
import { policyOf } from '../config/policy.ts';
import { runbooksOf } from '../config/runbooks.ts';
import { nearestNames } from '../domain/nearest-names.ts';
import type { Exports } from '../exports/exports.ts';
import type { Meter } from '../http/meter.ts';
import { openObjectStore } from '../objects/open-store.ts';
import { stagingPlace, uploadPlace } from '../objects/places.ts';
import { createEngine, type Engine } from '../operations/engine.ts';
import type { Clock, Log, Random, UploadArea } from '../operations/ports.ts';
import { createSlackApp, type SlackApp } from '../slack/app.ts';
import { createSlackPorts } from '../slack/ports.ts';
import type { Database } from '../storage/database.ts';
import { createCatalogueApi } from '../upstream/catalogue-api.ts';
import { readImportNotice } from '../upstream/import-notices.ts';
import { createIngestApi } from '../upstream/ingest/ingest-api.ts';
import { createStagingArea } from '../upstream/staging-area.ts';
import { createUploadArea, noUploadArea } from '../upstream/upload-area.ts';
import type { Queue } from '../workers/queue.ts';
import { type Archiving, openArchiving } from './archiving.ts';
import { openBuckets } from './buckets.ts';
import { openWorkplaces, sweepRuns } from './executors.ts';
import { openExports } from './exports.ts';
import { createLooks } from './looks.ts';
import type { OpenMover } from './mover.ts';
import { type Objects, openObjects } from './objects.ts';
import { openTracking } from './tracker/tracker.ts';
import { type Upstreams, watchedStaging, watchUpstreams } from './upstreams.ts';

/** Everything that works on one database: the adapters, the engine, and the Slack door. */
export function wire(
  needs: {
    readonly config: Config;
    readonly secrets: Secrets;
    readonly log: Log;
    readonly clock: Clock;
    readonly random: Random;
    readonly meter: Meter;
    readonly port: number; // that the bot listens at
  },
  db: Database,
): {
  readonly engine: Engine;
  readonly slack: SlackApp;
  readonly upstreams: Upstreams;
  readonly objects: Objects;
  readonly exports: Exports;
  readonly queue: Queue;
  /** Undefined where it is switched off. */
  readonly archiving: Archiving | undefined;
  /** Clears away runs that no record knows of any more. */
  readonly sweepRuns: () => Promise<number>;
  /** Undefined where they are switched off. */
  readonly buckets: BucketRequests | undefined;
  readonly mover: OpenMover | undefined;
  /** Undefined where it is switched off. */
  readonly tracker: ReturnType<typeof openTracking>;
} {
  const { config, secrets, clock, log, random, meter } = needs;
  const runbooks = runbooksOf(config);
  const slackPorts = createSlackPorts({ config, secrets, clock, random, log });
  const upstreams = watchUpstreams(clock, meter.onCall, {
    archives: config.archiving !== undefined,
  });
  const { onCall } = upstreams;
  const ingest = createIngestApi({ ...config.ingest, token: secrets.ingestToken, clock, onCall });
  const store = openObjectStore(stagingPlace(config, secrets), needs);
  const stagingArea = createStagingArea({ store, prefix: config.staging.prefix });
  const objects = openObjects(needs);
  const { people } = slackPorts;
  const news = (): void => {
    engine.deliver.wake();
    slack.changed();
  };
  const workplaces = openWorkplaces(needs);
  const opened = openExports({
    ...needs,
    db,
    people,
    own: objects.store,
    staging: store,
    workplace: workplaces.exports,
    news,
  });
  const looks = createLooks((cycleId) => engine.watch.lookNow(cycleId), log);
  const archiving = openArchiving({ ...needs, db, onCall, changed: looks, workplaces });
  const { buckets, mover } = openBuckets({ ...needs, db, people, wake: news });
  const tracker = openTracking({
    ...needs,
    db,
    workplace: workplaces.exports,
    own: objects.store,
    news,
  });
  const engine = createEngine({
    db,
    clock,
    random,
    log,
    ...slackPorts,
    ingest,
    catalogue: createCatalogueApi({ ...config.catalogue, clock, onCall }),
    stagingArea: watchedStaging(stagingArea, onCall),
    uploadArea: openUploadArea(needs),
    exportNews: opened.exports.news,
    bucketWork: buckets,
    crawlNews: tracker?.news,
    runbooks,
    archiving: archiving && {
      archiver: archiving.archiver,
      fileJobs: archiving.files,
      excludeTypes: config.archiving?.excludeTypes ?? [],
    },
    readNotice: readImportNotice,
    nearestNames,
    channel: config.slack.channel,
    channelOf: (role) => config.roles[role].channel ?? config.slack.channel,
    policy: policyOf(config),
    institution: config.institution,
    ...(config.importForm === undefined ? {} : { importForm: config.importForm }),
    postGap: config.slack.postGap,
    progressRest: config.slack.progressRest,
    poll: config.poll,
    settle: config.settle,
    onEvent: meter.onEvent,
  });
  const slack = createSlackApp({
    ...needs,
    ...slackPorts,
    exports: opened.exports,
    buckets,
    mover,
    tracking: tracker?.tracking,
    operations: engine.operations,
    runbooks,
    findProjects: ingest.findProjects,
    timeAnswer: meter.timeAnswer,
  });
  return {
    ...{ engine, slack, upstreams, objects, archiving, buckets, mover, tracker, ...opened },
    sweepRuns: () => sweepRuns(workplaces, clock.now()),
  };
}

function openUploadArea(
  needs: Pick<Parameters<typeof wire>[0], 'config' | 'secrets' | 'clock' | 'random'>,
): UploadArea {
  const { config, secrets } = needs;
  const place = uploadPlace(config, secrets);
  if (place === undefined || config.uploadArea === undefined) return noUploadArea;
  return createUploadArea({
    store: openObjectStore(place, needs),
    bucket: config.uploadArea.bucket,
  });
}
