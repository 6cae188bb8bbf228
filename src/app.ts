import type { RequestListener } from 'node:http';
import type { Config, Secrets } from './config/config.ts';
import { whereFrom } from './config/env.ts';
import { policyOf } from './config/policy.ts';
import { StartError } from './config/start-error.ts';
import { startSchedule } from './cron/schedule.ts';
import { seconds } from './domain/duration.ts';
import { type Health, type HttpServer, startHttpServer } from './http/server.ts';
import type { ObjectStore } from './objects/object-store.ts';
import { type ObjectPlace, openObjectStore } from './objects/open-store.ts';
import { createEngine, type Engine } from './operations/engine.ts';
import { createMaintenance } from './operations/maintenance.ts';
import type { Clock, Log, Random, UploadArea } from './operations/ports.ts';
import { RUNBOOKS } from './runbooks/registry.ts';
import { createSlackApp, type SlackApp, type SlackState } from './slack/app.ts';
import { TokenRefused } from './slack/connection/token.ts';
import { createSlackPorts } from './slack/ports.ts';
import { type Database, openDatabase } from './storage/database.ts';
import { type InstanceLock, tryInstanceLock } from './storage/instance-lock.ts';
import { outboxLag } from './storage/outbox.ts';
import { createCatalogueApi } from './upstream/catalogue-api.ts';
import { readImportNotice } from './upstream/import-notices.ts';
import { createIngestApi } from './upstream/ingest-api.ts';
import { nearestNames } from './upstream/nearest-names.ts';
import { createStagingArea } from './upstream/staging-area.ts';
import { createUploadArea, noUploadArea } from './upstream/upload-area.ts';

const STANDBY_PAUSE = seconds(1);
/** An outbox older than this means that people are not being told. */
const LAG_MOST = seconds(120);

export interface App extends AsyncDisposable {
  readonly engine: Engine;
  readonly http: HttpServer;
  /** Drains: accepts nothing more, finishes what was accepted, then closes. Safe to call twice. */
  stop(): Promise<void>;
}

export interface AppNeeds {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly log: Log;
  readonly clock: Clock;
  readonly random: Random;
  readonly host: string;
  /** Ends the waiting of a second instance, and a start that Slack does not answer. */
  readonly signal?: AbortSignal;
}

/**
 * Wires everything and starts it. A second instance on the same data stands by here until the first is gone, and sends
 * nothing meanwhile, also where the first has its port. Undefined when it was told to stop before it had started.
 *
 * @throws {StartError} when the port is taken, Slack refuses a token, or the data folder can't be used.
 */
export async function startApp(needs: AppNeeds): Promise<App | undefined> {
  const { config, log } = needs;
  let health = standingBy;
  let slackEvents: () => RequestListener | undefined = () => undefined;
  const listen = (): Promise<HttpServer> =>
    startHttpServer({
      host: needs.host,
      port: config.port,
      log,
      health: { readiness: () => health.readiness() },
      slackEvents: () => slackEvents(),
    });
  const open = new AsyncDisposableStack();
  let early: HttpServer | undefined;
  try {
    early = await listen().catch(unlessTaken);
    const lock = await waitForLock(needs, early !== undefined);
    if (lock === undefined) {
      await early?.stop();
      return undefined;
    }
    open.defer(() => lock.release());
    const http = early ?? (await listen());
    // Closed before the lock is given away: who takes over wants the port.
    open.defer(() => http.stop());
    const db = openStore(config.dataDir);
    open.defer(() => db.destroy());
    const { engine, slack } = wire(needs, db);
    health = healthOf(db, slack, needs.clock);
    slackEvents = () => (slack.state().started ? slack.requestListener : undefined);
    const told = toldToStop(needs.signal);
    // Before the outbox runs: with a wrong token it would only collect refusals.
    await Promise.race([slack.check(), told]);

    const stopping = new AbortController();
    const loops = [engine.deliver.run(stopping.signal), engine.watch.run(stopping.signal)];
    open.defer(async () => {
      stopping.abort();
      await Promise.all(loops);
    });
    open.defer(() => slack.stop());
    const maintenance = createMaintenance({ db, log, clock: needs.clock });
    const schedule = startSchedule({ log, maintenance });
    open.defer(() => schedule.stop());
    await Promise.race([slack.start(), told]);
    if (!slack.state().started) {
      await open.disposeAsync();
      return undefined;
    }
    log.info('started', { transport: config.slack.transport, port: http.port });

    let stopped: Promise<void> | undefined;
    const stop = (): Promise<void> => {
      stopped ??= open.disposeAsync().then(() => log.info('stopped'));
      return stopped;
    };
    return { engine, http, stop, [Symbol.asyncDispose]: stop };
  } catch (error) {
    await open.disposeAsync();
    await early?.stop();
    throw startErrorOf(error, config.port);
  }
}

/** Never resolves without a signal. */
function toldToStop(signal: AbortSignal | undefined): Promise<void> {
  return new Promise((resolve) => {
    if (signal?.aborted) resolve();
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** What a person can mend, in one sentence; anything else is a bug and keeps its stack. */
function startErrorOf(error: unknown, port: number): unknown {
  if (error instanceof TokenRefused) {
    return new StartError(`${error.message} It comes from ${whereFrom(error.token)}.`);
  }
  if (isTaken(error)) {
    return new StartError(`Port ${port} is taken by another program: stop that, or set PORT.`);
  }
  return error;
}

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

/** A taken port is no matter yet: it may be that of the instance that is active. */
function unlessTaken(error: unknown): undefined {
  if (!isTaken(error)) throw error;
}

function openStore(dataDir: string): Database {
  try {
    return openDatabase(dataDir);
  } catch (error) {
    throw unusable(dataDir, error);
  }
}

function unusable(dataDir: string, error: unknown): StartError {
  const why = error instanceof Error ? error.message : String(error);
  return new StartError(`The data folder ${dataDir} can’t be used: ${why}`, { cause: error });
}

function wire(
  needs: AppNeeds,
  db: Database,
): { readonly engine: Engine; readonly slack: SlackApp } {
  const { config, secrets, clock, log, random } = needs;
  const slackPorts = createSlackPorts({ config, secrets, clock, random, log });
  const ingest = createIngestApi({ ...config.ingest, token: secrets.ingestToken, clock });
  const engine = createEngine({
    db,
    clock,
    random,
    log,
    ...slackPorts,
    ingest,
    catalogue: createCatalogueApi({ ...config.catalogue, clock }),
    stagingArea: createStagingArea({ store: openStaging(needs), prefix: config.staging.prefix }),
    uploadArea: openUploadArea(needs),
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
  });
  const slack = createSlackApp({
    ...needs,
    ...slackPorts,
    operations: engine.operations,
    runbooks: RUNBOOKS,
    findProjects: ingest.findProjects,
  });
  return { engine, slack };
}

function openUploadArea({ config, secrets, clock, random }: AppNeeds): UploadArea {
  const { uploadArea } = config;
  const { uploadAccessKey: accessKey, uploadSecretKey: secretKey } = secrets;
  if (uploadArea === undefined || accessKey === undefined || secretKey === undefined) {
    return noUploadArea;
  }
  const place: ObjectPlace = {
    kind: 's3',
    system: 'The upload area',
    ...uploadArea,
    accessKey,
    secretKey,
    checksums: 'when required',
  };
  return createUploadArea({
    store: openObjectStore(place, { clock, random }),
    bucket: uploadArea.bucket,
  });
}

function openStaging({ config, secrets, clock, random }: AppNeeds): ObjectStore {
  const place: ObjectPlace = {
    kind: 's3',
    system: 'The staging area',
    ...config.staging,
    accessKey: secrets.stagingAccessKey,
    secretKey: secrets.stagingSecretKey,
    checksums: 'when required', // it is Google’s
  };
  return openObjectStore(place, { clock, random });
}

/** The lock of the data folder, as soon as it is free. */
async function waitForLock(needs: AppNeeds, listening: boolean): Promise<InstanceLock | undefined> {
  const { config, clock, log, signal } = needs;
  for (let waited = 0; signal?.aborted !== true; waited += 1) {
    const lock = takeFolder(config.dataDir);
    if (lock !== undefined) return lock;
    if (waited === 0) {
      log.warn('standing by: another instance is active', {
        dataDir: config.dataDir,
        ...(listening ? {} : { port: `${config.port} is taken: no /readyz until then` }),
      });
    }
    await clock.sleep(STANDBY_PAUSE, signal);
  }
  return undefined;
}

/**
 * The folder's lock; undefined while another process holds it.
 *
 * @throws {StartError} when there can be no such folder.
 */
export function takeFolder(dataDir: string): InstanceLock | undefined {
  try {
    return tryInstanceLock(dataDir);
  } catch (error) {
    throw unusable(dataDir, error);
  }
}

const standingBy: Health = {
  readiness: async () => [
    { part: 'instance', ok: false, says: 'Standing by: another instance is active on this data.' },
  ],
};

function healthOf(db: Database, slack: SlackApp, clock: Clock): Health {
  return {
    async readiness() {
      const lag = await outboxLag(db);
      const behind = lag.oldest === undefined ? 0 : clock.now().getTime() - lag.oldest.getTime();
      const state = slack.state();
      return [
        { part: 'database', ok: true, says: 'It answers.' },
        {
          part: 'outbox',
          ok: behind < LAG_MOST,
          says: `${lag.waiting} to be delivered, the oldest for ${Math.round(behind / 1000)} s; ${lag.givenUp} given up.`,
        },
        {
          part: 'slack',
          ok: state.started && (state.transport === 'http' || state.sockets > 0),
          says: slackSays(state),
        },
      ];
    },
  };
}

function slackSays({
  started,
  unreachable,
  transport,
  sockets,
  socketsWanted,
}: SlackState): string {
  if (!started)
    return unreachable ? 'starting: Slack can’t be reached.' : 'starting: connecting to Slack.';
  return transport === 'http' ? 'Over HTTP.' : `${sockets} of ${socketsWanted} sockets.`;
}
