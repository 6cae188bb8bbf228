import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { stringify } from 'yaml';
import { systemClock } from '../../src/config/system.ts';
import { examineInstallation } from '../../src/doctor/doctor.ts';
import { startClock } from '../../src/sandbox/clock.ts';
import { startDesk } from '../../src/sandbox/desk/desk.ts';
import { importSystem, sandboxWorkspace } from '../../src/sandbox/workspace.ts';
import { startWorld, type World } from '../../src/sandbox/world.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { aDataFolder } from '../support/data-folder.ts';

const MANIFEST = readFileSync(new URL('../../manifest.yml', import.meta.url), 'utf8');

type Workspace = typeof sandboxWorkspace;

export interface Faults {
  /** What Slack’s side is like. */
  readonly workspace?: Partial<Workspace>;
  readonly manifest?: (text: string) => string;
  /** What an operator wrote. */
  readonly file?: (file: ReturnType<typeof aFile>, world: World) => unknown;
  readonly environment?:
    | Readonly<Record<string, string | undefined>>
    | ((credentials: World['credentials']) => Readonly<Record<string, string>>);
}

/** An installation as an operator sets one up: a file, secrets, a data folder; Slack and the services on loopback. */
export async function anInstallation(faults: Faults = {}) {
  const open = new AsyncDisposableStack();
  const folder = open.use(aDataFolder());
  const clock = startClock();
  const world = await startWorld({ clock });
  open.defer(() => world.stop());
  const desk = open.use(
    await startDesk({
      workspace: { ...sandboxWorkspace, ...faults.workspace },
      manifest: (faults.manifest ?? ((text) => text))(MANIFEST),
      clock,
      delivery: { mode: 'socket' },
    }),
  );
  const dataDir = join(folder.path, 'data');
  await openDatabase(dataDir).destroy();
  const config = join(folder.path, 'handoff.yml');
  const file = aFile(world);
  writeFileSync(config, stringify(faults.file === undefined ? file : faults.file(file, world)));
  const ingestToken = join(folder.path, 'ingest-token');
  writeFileSync(ingestToken, world.credentials.ingestToken, { mode: 0o600 });
  const environment: Record<string, string | undefined> = {
    HANDOFF_CONFIG: config,
    DATA_DIR: dataDir,
    SLACK_API_URL: desk.slackApiUrl,
    SLACK_BOT_TOKEN: desk.botToken,
    SLACK_APP_TOKEN: desk.appToken,
    INGEST_TOKEN_FILE: ingestToken,
    STAGING_ACCESS_KEY: world.credentials.stagingAccessKey,
    STAGING_SECRET_KEY: world.credentials.stagingSecretKey,
    ...(typeof faults.environment === 'function'
      ? faults.environment(world.credentials)
      : faults.environment),
  };
  return {
    desk,
    world,
    dataDir,
    environment,
    secrets: [desk.botToken, desk.appToken, ...Object.values(world.credentials)],
    /** What is not as it should be, by the name of its check. */
    async complaints(now = systemClock.now) {
      const checked = await examineInstallation(environment, { ...systemClock, now });
      return Object.fromEntries(
        checked.flatMap((one) => (one.mark === 'ok' ? [] : [[one.name, one]])),
      );
    },
    openToAll: () => chmodSync(ingestToken, 0o644),
    [Symbol.asyncDispose]: () => open.disposeAsync(),
  };
}

function aFile(world: World) {
  const group = (handle: string) => ({
    name: handle,
    userGroup: sandboxWorkspace.userGroups.find((one) => one.handle === handle)?.id,
  });
  return {
    slack: { transport: 'socket', channel: 'C00DCPOPS1', watchedChannels: [importSystem.channel] },
    roles: {
      wrangler: group('wranglers'),
      'ingest-operations': group('ingest-operations'),
      'import-team': group('import-team'),
      'browser-team': group('browser-team'),
      'data-consumers': { ...group('data-consumers'), channel: 'C0DATAOPS2' },
      coordinators: { name: 'coordinators', members: ['U00000ELI5'] },
      developers: { name: 'developers', members: ['U00000BEN2'] },
    },
    ingest: { url: world.ingestUrl, ui: world.ingestUrl },
    catalogue: { url: world.catalogueUrl, browser: world.catalogueUrl },
    staging: { endpoint: world.stagingEndpoint, bucket: world.stagingBucket, prefix: 'prod' },
  };
}
