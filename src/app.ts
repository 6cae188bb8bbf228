import type { RequestListener } from 'node:http';
import { lookAfterBuckets } from './app/bucket-upkeep.ts';
import { readinessOf } from './app/health.ts';
import { standingBy, waitForLock } from './app/standing-by.ts';
import { startErrorOf, unlessTaken } from './app/start-failure.ts';
import { openStore } from './app/store.ts';
import { wire } from './app/wiring.ts';
import type { Config, Secrets } from './config/config.ts';
import { startSchedule } from './cron/schedule.ts';
import type { Exports } from './exports/exports.ts';
import type { Behind } from './http/auth.ts';
import { createMeter } from './http/meter.ts';
import { type HttpServer, startHttpServer } from './http/server.ts';
import { type Downloads, sweepUnfinished } from './objects/object-store.ts';
import type { Engine } from './operations/engine.ts';
import { createMaintenance } from './operations/maintenance.ts';
import type { Clock, Log, Random } from './operations/ports.ts';
import type { Tracking } from './tracker/tracking/tracking.ts';

export { takeFolder } from './app/standing-by.ts';

export interface App extends AsyncDisposable {
  readonly engine: Engine;
  readonly http: HttpServer;
  readonly exports: Exports;
  /** Where it is switched on. */
  readonly tracking: Tracking | undefined;
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
  const { config, clock, log, random, signal } = needs;
  const meter = createMeter();
  let readiness = standingBy;
  let behind: Behind | undefined;
  let downloads: Downloads | undefined;
  let slackEvents: () => RequestListener | undefined = () => undefined;
  const listen = (): Promise<HttpServer> =>
    startHttpServer({
      host: needs.host,
      port: config.port,
      proxies: config.proxies,
      archives: config.archiving !== undefined,
      log,
      random,
      meter,
      readiness: () => readiness(),
      slackEvents: () => slackEvents(),
      behind: () => behind,
      downloads: () => downloads,
    });
  const open = new AsyncDisposableStack();
  let early: HttpServer | undefined;
  try {
    early = await listen().catch(unlessTaken);
    const unheard = { port: `${config.port} is taken: no /readyz until then` };
    const lock = await waitForLock({
      dataDir: config.dataDir,
      clock,
      log,
      signal,
      details: early === undefined ? unheard : {},
    });
    if (lock === undefined) {
      await early?.stop();
      return undefined;
    }
    open.defer(() => lock.release());
    const http = early ?? (await listen());
    // Closed before the lock is given away: who takes over wants the port.
    open.defer(() => http.stop());
    const db = await openStore({ dataDir: config.dataDir, clock, log });
    open.defer(() => db.destroy());
    const wired = wire({ ...needs, meter, port: http.port }, db);
    const { engine, slack, upstreams, objects, exports, queue, archiving } = wired;
    const { buckets, mover, sweepRuns, tracker } = wired;
    readiness = readinessOf({ db, slack, upstreams, clock, log });
    slackEvents = () => (slack.state().started ? slack.requestListener : undefined);
    const told = toldToStop(signal);
    // Before the outbox runs: with a wrong token it would only collect refusals.
    await Promise.race([slack.check(), told]);

    const stopping = new AbortController();
    behind = { ...engine, exports, buckets, mover, tracking: tracker?.tracking };
    downloads = objects.downloads;
    const loops = [
      engine.deliver.run(stopping.signal),
      engine.watch.run(stopping.signal),
      queue.run(stopping.signal),
      archiving?.runner.run(stopping.signal),
      mover?.run(stopping.signal),
      buckets && lookAfterBuckets(buckets, needs, stopping.signal),
      tracker?.run(stopping.signal),
      exports.showExpired(stopping.signal),
    ];
    open.defer(async () => {
      stopping.abort();
      await Promise.all(loops);
    });
    open.defer(async () => tracker?.crawls.stop());
    open.defer(() => slack.stop());
    const maintenance = createMaintenance({
      db,
      log,
      clock,
      dataDir: config.dataDir,
      backups: config.backups,
      sweepObjects: async (olderThan) =>
        (await sweepUnfinished(objects.store, '', olderThan)) +
        (await exports.sweepOrphans(olderThan)),
    });
    const schedule = startSchedule({
      log,
      maintenance,
      sweepRuns,
      exports: {
        cleanUp: () => exports.jobs.cleanUp('timer'),
        tellStuck: exports.tellStuck,
        tellExpiring: exports.notifications.tellExpiring,
        sweepWork: queue.sweep,
      },
      ...(tracker && { tracker: { sweepSheets: tracker.sweepSheets } }),
      ...(archiving && { archiving: { sweepFolders: archiving.sweepFolders } }),
      ...(buckets && { buckets }),
    });
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
    const tracking = tracker?.tracking;
    return { engine, http, exports, tracking, stop, [Symbol.asyncDispose]: stop };
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
