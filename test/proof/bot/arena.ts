import { mkdirSync, mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { policyOf } from '../../../src/config/policy.ts';
import { readConfig } from '../../../src/config/read-config.ts';
import type { Policy } from '../../../src/domain/policy.ts';
import { bulkProjects } from '../../../src/sandbox/bulk.ts';
import { startClock } from '../../../src/sandbox/clock.ts';
import { type Desk, startDesk } from '../../../src/sandbox/desk/desk.ts';
import type { Workspace } from '../../../src/sandbox/desk/workspace/workspace.ts';
import { importSystem } from '../../../src/sandbox/workspace.ts';
import type { Project } from '../../../src/sandbox/world/record.ts';
import { startWorld, type World } from '../../../src/sandbox/world.ts';
import { freePort } from './bot-process.ts';
import { DATA, groups, OPS, town } from './town.ts';

/** Everything around the bot, in this process: the desk, the services, and what the bot is started with. */
export interface Arena extends AsyncDisposable {
  readonly desk: Desk;
  readonly world: World;
  readonly projects: readonly Project[];
  readonly dataDir: string;
  readonly botPort: number;
  readonly environment: Readonly<Record<string, string>>;
  /** What that configuration makes of the runbook. */
  readonly policy: Policy;
}

export interface ArenaOptions {
  readonly transport: 'socket' | 'http';
  readonly projects: number;
  readonly settleSeconds?: number;
  readonly pollSeconds?: number;
  /** Hours until a running export counts as stuck. */
  readonly exportingHours?: number;
  readonly workspace?: Workspace;
  /** Another staging area than the world's own. */
  readonly staging?: {
    readonly endpoint: string;
    readonly bucket: string;
    readonly accessKey: string;
    readonly secretKey: string;
  };
}

export async function openArena(options: ArenaOptions): Promise<Arena> {
  const folder = mkdtempSync(join(tmpdir(), 'handoff-arena-'));
  const dataDir = join(folder, 'data');
  mkdirSync(dataDir, { mode: 0o700 });
  const clock = startClock();
  const projects = bulkProjects({
    count: options.projects,
    states: ['Graph valid'],
    now: clock.now().getTime() - 3_600_000,
  });
  const world = await startWorld({ clock, projects });
  const botPort = await freePort();
  const desk = await startDesk({
    workspace: options.workspace ?? town,
    manifest: readFileSync(new URL('../../../manifest.yml', import.meta.url), 'utf8'),
    clock,
    delivery:
      options.transport === 'http'
        ? { mode: 'http', requestUrl: `http://127.0.0.1:${botPort}/slack/events` }
        : { mode: 'socket' },
  });
  world.onNotice((text) => desk.postAs(importSystem.bot, importSystem.channel, text));
  const config = join(folder, 'handoff.yml');
  const staging = options.staging ?? {
    endpoint: world.stagingEndpoint,
    bucket: world.stagingBucket,
    accessKey: world.credentials.stagingAccessKey,
    secretKey: world.credentials.stagingSecretKey,
  };
  const configured = stringify(configFile(world, staging, options));
  writeFileSync(config, configured, { mode: 0o600 });
  return {
    desk,
    world,
    projects,
    dataDir,
    botPort,
    policy: policyOf({ ...readConfig(configured, config), dataDir, port: botPort }),
    environment: {
      HANDOFF_CONFIG: config,
      DATA_DIR: dataDir,
      SLACK_API_URL: desk.slackApiUrl,
      SLACK_BOT_TOKEN: desk.botToken,
      SLACK_APP_TOKEN: desk.appToken,
      SLACK_SIGNING_SECRET: desk.signingSecret,
      INGEST_TOKEN: world.credentials.ingestToken,
      STAGING_ACCESS_KEY: staging.accessKey,
      STAGING_SECRET_KEY: staging.secretKey,
      UPLOAD_ACCESS_KEY: world.credentials.stagingAccessKey,
      UPLOAD_SECRET_KEY: world.credentials.stagingSecretKey,
      LOG_LEVEL: 'error',
    },
    async [Symbol.asyncDispose]() {
      await desk.stop();
      await world.stop();
      rmSync(folder, { recursive: true, force: true });
    },
  };
}

/** The configuration file that an installation would write, for this world. */
function configFile(
  world: Pick<World, 'ingestUrl' | 'catalogueUrl' | 'stagingEndpoint' | 'uploadBucket'>,
  { endpoint, bucket }: NonNullable<ArenaOptions['staging']>,
  options: Omit<ArenaOptions, 'projects'>,
): unknown {
  const role = (name: keyof typeof groups) => ({ name, userGroup: groups[name].id });
  const least = options.pollSeconds ?? 1;
  return {
    slack: {
      transport: options.transport,
      channel: OPS,
      watchedChannels: [importSystem.channel],
      secondsBetweenPosts: 0,
    },
    roles: {
      wrangler: role('wrangler'),
      'ingest-operations': role('ingest-operations'),
      'import-team': role('import-team'),
      'browser-team': role('browser-team'),
      'data-consumers': { name: 'the data consumers', channel: DATA },
      coordinators: role('coordinators'),
      developers: { name: 'the developers' },
    },
    ...(options.exportingHours === undefined
      ? {}
      : { deadlines: { exporting: options.exportingHours } }),
    ladders: { otherwise: { rungs: [{ call: 'coordinators', afterMinutes: 1 }], repeats: 1 } },
    ingest: { url: world.ingestUrl, ui: world.ingestUrl },
    catalogue: { url: world.catalogueUrl, browser: world.catalogueUrl },
    staging: { endpoint, bucket, prefix: 'prod' },
    uploadArea: { endpoint: world.stagingEndpoint, bucket: world.uploadBucket },
    poll: { leastSeconds: least, mostSeconds: Math.max(least, 2) },
    settleSeconds: options.settleSeconds ?? 0.3,
  };
}
