import type { RequestListener } from 'node:http';
import type { Config, Secrets } from './config/config.ts';
import { startSchedule } from './cron/schedule.ts';
import { seconds } from './domain/duration.ts';
import { type Health, type HttpServer, startHttpServer } from './http/server.ts';
import { createEngine, type Engine } from './operations/engine.ts';
import { createMaintenance } from './operations/maintenance.ts';
import type { Clock, Log, Random } from './operations/ports.ts';
import { RUNBOOKS } from './runbooks/registry.ts';
import { createSlackApp, type SlackApp } from './slack/app.ts';
import { createSlackPorts } from './slack/ports.ts';
import { type Database, openDatabase } from './storage/database.ts';
import { type InstanceLock, tryInstanceLock } from './storage/instance-lock.ts';
import { outboxLag } from './storage/outbox.ts';
import { createCatalogueApi } from './upstream/catalogue-api.ts';
import { readImportNotice } from './upstream/import-notices.ts';
import { createIngestApi } from './upstream/ingest-api.ts';
import { nearestNames } from './upstream/nearest-names.ts';
import { createStagingArea } from './upstream/staging-area.ts';

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
  /** Ends the waiting of a second instance. */
  readonly signal?: AbortSignal;
}

/**
 * Wires everything and starts it. A second instance on the same data stands by here until the first is gone, and
 * sends nothing meanwhile; undefined when it was told to stop while it stood by.
 *
 * @throws {Error} when a port is taken, Slack refuses the token, or the database is newer than the program.
 */
export async function startApp(needs: AppNeeds): Promise<App | undefined> {
  const { config, log } = needs;
  let health = standingBy;
  let slackEvents: RequestListener | undefined;
  const serve = () =>
    startHttpServer({
      host: needs.host,
      port: config.port,
      log,
      health: { readiness: () => health.readiness() },
      slackEvents: () => slackEvents,
    });
  // On one machine the active instance has the port as well: stand by without it.
  const early = await serve().catch((error: unknown) => {
    if (isTaken(error)) return undefined;
    throw error;
  });
  const lock = await waitForLock(needs);
  if (lock === undefined) {
    await early?.stop();
    return undefined;
  }
  const http = early ?? (await serve().catch(explainTaken(config.port)));
  const db = openDatabase(config.dataDir);
  const { engine, slack } = wire(needs, db);
  const stopping = new AbortController();

  slackEvents = slack.requestListener;
  await slack.start();
  const loops = [engine.deliver.run(stopping.signal), engine.watch.run(stopping.signal)];
  const schedule = startSchedule({
    log,
    maintenance: createMaintenance({ db, log, clock: needs.clock }),
  });
  health = healthOf(db, slack, needs.clock);
  log.info('started', { transport: config.slack.transport, port: http.port });

  let stopped: Promise<void> | undefined;
  const stop = async (): Promise<void> => {
    await schedule.stop();
    await slack.stop();
    stopping.abort();
    await Promise.all(loops);
    await http.stop();
    await db.destroy();
    lock.release();
    log.info('stopped');
  };
  const stopOnce = (): Promise<void> => {
    stopped ??= stop();
    return stopped;
  };
  return { engine, http, stop: stopOnce, [Symbol.asyncDispose]: stopOnce };
}

function wire(
  needs: AppNeeds,
  db: Database,
): { readonly engine: Engine; readonly slack: SlackApp } {
  const { config, secrets, clock, log, random } = needs;
  const slackPorts = createSlackPorts({ config, secrets, clock, log });
  const ingest = createIngestApi({ ...config.ingest, token: secrets.ingestToken, clock });
  const engine = createEngine({
    db,
    clock,
    random,
    log,
    ...slackPorts,
    ingest,
    catalogue: createCatalogueApi({ ...config.catalogue, clock }),
    stagingArea: createStagingArea({
      ...config.staging,
      accessKey: secrets.stagingAccessKey,
      secretKey: secrets.stagingSecretKey,
    }),
    readNotice: readImportNotice,
    nearestNames,
    channel: config.slack.channel,
    channelOf: (role) => config.roles[role].channel ?? config.slack.channel,
    policy: { webForm: config.importForm !== undefined, deadlines: config.deadlines },
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

function isTaken(error: unknown): boolean {
  return error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
}

function explainTaken(port: number) {
  return (error: unknown): never => {
    if (!isTaken(error)) throw error;
    throw new Error(`Port ${port} is taken by another program. Choose another with PORT.`, {
      cause: error,
    });
  };
}

/** The lock of the data folder, as soon as it is free. */
async function waitForLock(needs: AppNeeds): Promise<InstanceLock | undefined> {
  const { config, clock, log, signal } = needs;
  for (let waited = 0; signal?.aborted !== true; waited += 1) {
    const lock = tryInstanceLock(config.dataDir);
    if (lock !== undefined) return lock;
    if (waited === 0)
      log.warn('standing by: another instance is active', { dataDir: config.dataDir });
    await clock.sleep(STANDBY_PAUSE, signal);
  }
  return undefined;
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
      const { transport, sockets, socketsWanted } = slack.state();
      return [
        { part: 'database', ok: true, says: 'It answers.' },
        {
          part: 'outbox',
          ok: behind < LAG_MOST,
          says: `${lag.waiting} to be delivered, the oldest for ${Math.round(behind / 1000)} s; ${lag.givenUp} given up.`,
        },
        {
          part: 'slack',
          ok: transport === 'http' || sockets > 0,
          says: transport === 'http' ? 'Over HTTP.' : `${sockets} of ${socketsWanted} sockets.`,
        },
      ];
    },
  };
}
