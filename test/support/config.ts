import type { Config, RoleConfig } from '../../src/config/config.ts';

const role = (name: string): RoleConfig => ({ name, members: [] });
const nobody: Config['roles'] = {
  wrangler: role('the wranglers'),
  'ingest-operations': role('ingest operations'),
  'import-team': role('the import team'),
  'browser-team': role('the browser team'),
  'data-consumers': role('the data consumers'),
  coordinators: role('the coordinators'),
  developers: role('the developers'),
  'data-engineering': role('data engineering'),
};

/** A complete configuration that reaches nothing; a test says what it is about. */
export function aConfig(over: Partial<Config> = {}): Config {
  return {
    dataDir: '',
    port: 0,
    slack: {
      transport: 'socket',
      channel: 'C00DCPOPS1',
      watchedChannels: [],
      postGap: 0,
      progressRest: 5000,
    },
    roles: nobody,
    timeZone: 'UTC',
    deadlines: {},
    stillness: {},
    ladders: {},
    approvals: {},
    ingest: { url: '', uiUrl: '' },
    catalogue: { url: '', browserUrl: '' },
    staging: { endpoint: '', bucket: '', prefix: '', region: '' },
    objects: { kind: 'folder' },
    institution: 'EBI',
    poll: { least: 1, most: 1 },
    settle: 1,
    notifications: {},
    proxies: [],
    sharing: { persons: true, groups: true, anyone: false },
    backups: { keep: 7 },
    executors: { backends: { exports: 'local', conversions: 'local', uploads: 'local' } },
    exports: {
      workers: 1,
      limits: { memory: 700 * 1024 ** 2, disk: 2e9, time: 60_000 },
      quota: undefined,
    },
    ...over,
  };
}
