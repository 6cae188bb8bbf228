import { importSystem, sandboxWorkspace } from './workspace.ts';
import type { World } from './world.ts';

/** What a sandbox may be told of its configuration. */
export interface Installation {
  readonly transport: 'socket' | 'http';
  /** Whether the import team has a web form beside Slack; the real one has. */
  readonly webForm?: boolean;
  /** As in the configuration file; unless told, webhooks to any public address. */
  readonly notifications?: object;
  /** Whom exports may be shared with, as the configuration file has it. */
  readonly sharing?: object;
  /** Where long work is done, as the configuration file has it: on this machine unless told. */
  readonly executors?: object;
  readonly pollSeconds?: number;
  readonly secondsBetweenPosts?: number;
}

/** The configuration file that an installation would write, for this world. */
export function configFile(world: World, options: Installation, modules: object): unknown {
  const groups = new Map(sandboxWorkspace.userGroups.map(({ handle, id }) => [handle, id]));
  const role = (handle: string, name: string) => ({ name, userGroup: groups.get(handle) });
  return {
    slack: {
      transport: options.transport,
      channel: 'C00DCPOPS1',
      watchedChannels: [importSystem.channel],
      secondsBetweenPosts: options.secondsBetweenPosts ?? 0.25,
      secondsBetweenProgress: 0.5,
    },
    roles: {
      wrangler: role('wranglers', 'the wranglers'),
      'ingest-operations': role('ingest-operations', 'ingest operations'),
      'import-team': role('import-team', 'the import team'),
      'browser-team': role('browser-team', 'the browser team'),
      'data-consumers': { ...role('data-consumers', 'the data consumers'), channel: 'C0DATAOPS2' },
      coordinators: role('coordinators', 'the coordinators'),
      developers: { name: 'the developers', members: ['U00000BEN2', 'U00000ELI5'] },
      'data-engineering': role('data-engineering', 'data engineering'),
    },
    ingest: { url: world.ingestUrl, ui: world.ingestUrl },
    catalogue: { url: world.catalogueUrl, browser: world.catalogueUrl },
    uploadArea: { endpoint: world.stagingEndpoint, bucket: world.uploadBucket },
    archiving: {
      enabled: true,
      environment: 'dev',
      archiver: world.archiverUrl,
      dsp: world.dspUrl,
      aap: world.aapUrl,
    },
    ...modules,
    timeZone: 'Europe/London',
    ladders: {
      otherwise: {
        rungs: [
          { call: 'coordinators', afterMinutes: 60 },
          { call: 'ingest-operations', afterMinutes: 120 },
        ],
      },
    },
    staging: { endpoint: world.stagingEndpoint, bucket: world.stagingBucket, prefix: 'prod' },
    ...(options.webForm === false
      ? {}
      : { importForm: { url: world.importFormUrl, entries: entriesOf(world) } }),
    poll: { leastSeconds: options.pollSeconds ?? 3, mostSeconds: 30 },
    exports: { quotaGigabytes: 1 },
    sharing: options.sharing ?? { anyone: true },
    notifications: options.notifications ?? { webhooks: { hosts: ['*'] } },
    ...(options.executors === undefined ? {} : { executors: options.executors }),
    settleSeconds: 2,
  };
}

/** The web form asks the thirteen questions in the order of the Slack form. */
function entriesOf(world: World): Record<string, string> {
  const names = [
    'email',
    'release',
    'institution',
    'projectName',
    'kind',
    'projectUuid',
    'duosId',
    'managedAccess',
    'forImporters',
    'releaseNote',
    'internalNote',
    'contact',
    'highlight',
  ];
  return Object.fromEntries(
    world.importFormFields.map((field, index) => [names[index] ?? field.label, field.entry]),
  );
}
