import { mkdirSync, readFileSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { stringify } from 'yaml';
import { type App, startApp, takeFolder } from '../app.ts';
import type { Config, Secrets } from '../config/config.ts';
import { readConfig } from '../config/read-config.ts';
import { StartError } from '../config/start-error.ts';
import { systemRandom } from '../config/system.ts';
import type { Clock, Log } from '../operations/ports.ts';
import { manifestWith, SLACK_MODULES } from '../slack/manifest.ts';
import { beginRequests } from './bucket-requests.ts';
import { type SandboxClock, startClock } from './clock.ts';
import { configFile, type Installation } from './config-file.ts';
import { startTracked } from './datasets/tracked.ts';
import { type Desk, startDesk } from './desk/desk.ts';
import type { GoogleSheets } from './google-sheets/google-sheets.ts';
import { sharedTable, shareSamples } from './samples.ts';
import { importSystem, sandboxWorkspace } from './workspace.ts';
import { startWorld, type World } from './world.ts';

const MINUTES_A_STEP = 10;
const MOST_STEPS = 24;
const STEP_LASTS = 60; // milliseconds of real time

export interface Sandbox extends AsyncDisposable {
  readonly url: string;
  readonly desk: Desk;
  readonly world: World;
  readonly google: GoogleSheets;
  readonly clock: SandboxClock;
  readonly app: App;
  readonly config: Config;
  readonly secrets: Secrets;
  stop(): Promise<void>;
}

export interface SandboxOptions extends Installation {
  readonly port: number;
  readonly dataDir: string;
  readonly log: Log;
  readonly clock?: SandboxClock;
  /** Push and pull buckets, as the configuration file has them, with keys of their store; that of the world unless told. */
  readonly buckets?: {
    readonly file: object;
    readonly accessKey?: string;
    readonly secretKey?: string;
  };
  /** Whether datasets are tracked, too: folders of them, and a spreadsheet at Google. */
  readonly tracker?: boolean;
}

/**
 * A workspace in a box: the desk (a local Slack), the services around the bot, and the real bot between them.
 * The bot is configured as anywhere else; it cannot tell the difference.
 *
 * @throws {StartError} when another sandbox uses the folder, or the port is taken.
 */
export async function startSandbox(options: SandboxOptions): Promise<Sandbox> {
  // Before anything is emptied: the folder may be another sandbox's.
  const lock = takeFolder(options.dataDir);
  if (lock === undefined) {
    throw new StartError(
      `Another sandbox uses the folder ${options.dataDir}: stop it, or set DATA_DIR and PORT for this one.`,
    );
  }
  const open = new AsyncDisposableStack();
  open.defer(() => lock.release());
  try {
    return await build(options, open);
  } catch (error) {
    await open.disposeAsync();
    const taken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    throw taken
      ? new StartError(
          `Port ${options.port} is taken, perhaps by another sandbox: stop that, or set PORT.`,
        )
      : error;
  }
}

/** What is started is closed by the stack, last first. */
async function build(options: SandboxOptions, open: AsyncDisposableStack): Promise<Sandbox> {
  const clock = options.clock ?? startClock();
  const world = await startWorld({ clock });
  open.defer(() => world.stop());
  const tracked = open.use(
    await startTracked(join(options.dataDir, 'datasets'), () => clock.now()),
  );
  const desk = await startDesk({
    workspace: sandboxWorkspace,
    manifest: manifestWith(
      readFileSync(new URL('../../manifest.yml', import.meta.url), 'utf8'),
      SLACK_MODULES.filter((name) => name !== 'tracker' || options.tracker),
    ),
    clock,
    port: options.port,
    controls: {
      ...world.controls,
      skip: livingThrough(world, tracked.moveOn),
      reset: startAnew,
    },
    delivery:
      options.transport === 'http'
        ? { mode: 'http', requestUrl: 'http://127.0.0.1:9/' }
        : { mode: 'socket' },
  });
  open.defer(() => desk.stop());
  // A local Slack starts empty, so what a former sandbox remembered about its messages is of no use.
  const dataDir = join(options.dataDir, 'sandbox');
  emptyFolder(dataDir);
  const requests = join(options.dataDir, 'bucket-requests');
  const store = { endpoint: world.stagingEndpoint, accounts: false, checksums: 'when required' };
  const requestsFile = {
    enabled: true,
    account: '111122223333',
    folder: requests,
    store,
    mover: {},
  };
  const buckets = beginRequests(requests) ? { ...requestsFile, ...options.buckets?.file } : {};
  world.onNotice((text) => desk.postAs(importSystem.bot, importSystem.channel, text));

  const tracker = options.tracker ? tracked.file : {};
  const config: Config = {
    ...readConfig(stringify(configFile(world, options, { buckets, tracker })), 'sandbox'),
    dataDir,
    port: 0,
  };
  const secrets: Secrets = {
    slackBotToken: desk.botToken,
    slackAppToken: desk.appToken,
    slackSigningSecret: desk.signingSecret,
    ingestToken: () => world.credentials.ingestToken,
    stagingAccessKey: world.credentials.stagingAccessKey,
    stagingSecretKey: world.credentials.stagingSecretKey,
    uploadAccessKey: world.credentials.stagingAccessKey,
    uploadSecretKey: world.credentials.stagingSecretKey,
    bucketsAccessKey: options.buckets?.accessKey ?? world.credentials.stagingAccessKey,
    bucketsSecretKey: options.buckets?.secretKey ?? world.credentials.stagingSecretKey,
    googleCredentials: tracked.credentials,
    archiverKey: fixed(world.credentials.archiverApiKey),
    aap: {
      username: fixed(world.credentials.aapUsername),
      password: fixed(world.credentials.aapPassword),
    },
  };
  /** The same address after a reset: programs may have been told of it. */
  let port = config.port;

  async function boot(): Promise<App> {
    const started = await startApp({
      config: {
        ...config,
        port,
        slack: { ...config.slack, apiUrl: desk.slackApiUrl },
      },
      secrets,
      log: options.log,
      clock: forgivingClock(clock),
      random: systemRandom,
      host: '127.0.0.1',
    });
    if (started === undefined) throw new Error(`Another sandbox is using ${dataDir}.`);
    port = started.http.port;
    await shareSamples(started.exports.files, world);
    desk.as('U00000ANA1').share('C0DATAOPS2', sharedTable.name, sharedTable.content);
    if (options.transport === 'http') {
      desk.setRequestUrl(`http://127.0.0.1:${started.http.port}/slack/events`);
    }
    return started;
  }

  let app = await boot();
  open.defer(() => app.stop());

  /** The page's reset: services, workspace and the bot's own memory begin again together. */
  async function startAnew(): Promise<void> {
    await app.stop();
    emptyFolder(dataDir);
    beginRequests(requests);
    tracked.begin();
    world.controls.reset();
    desk.clear();
    app = await boot();
  }

  const stop = (): Promise<void> => open.disposeAsync();
  return {
    url: desk.url,
    desk,
    world,
    google: tracked.google,
    clock,
    config,
    secrets,
    get app() {
      return app;
    },
    stop,
    [Symbol.asyncDispose]: stop,
  };
}

/** A secret of a service that lives as long as the sandbox. */
const fixed = (value: string) => ({ read: async () => value, forget() {} });

/** Skipped time is lived through in steps, so that the bot sees what happens in between, and when. */
function livingThrough(world: World, moveOn: () => void): (minutes: number) => Promise<void> {
  return async (minutes) => {
    if (minutes >= 60) moveOn();
    const steps = Math.min(MOST_STEPS, Math.ceil(minutes / MINUTES_A_STEP));
    for (let step = 0; step < steps; step += 1) {
      world.controls.skip(minutes / steps);
      await delay(STEP_LASTS);
    }
  };
}

function emptyFolder(folder: string): void {
  rmSync(folder, { recursive: true, force: true });
  mkdirSync(folder, { recursive: true, mode: 0o700 });
}

/** The bot's sleeps end quietly when they are aborted; the sandbox's reject. */
function forgivingClock(clock: SandboxClock): Clock {
  return {
    now: () => clock.now(),
    sleep: (milliseconds, signal) =>
      clock.sleep(milliseconds, signal).catch((error: unknown) => {
        if (!signal?.aborted) throw error;
      }),
  };
}
