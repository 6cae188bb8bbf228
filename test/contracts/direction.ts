import type { Import, Modules } from './modules.ts';

/** A part of `src` and all that it may import besides itself. What is not listed is forbidden. */
interface Zone {
  readonly path: string;
  readonly may?: readonly string[];
  readonly typesOf?: readonly string[];
  readonly lazily?: readonly string[];
  readonly npm?: readonly string[];
  readonly node?: true;
}

/** All that a door sees: what it may ask for, what it has to offer, and where files are kept. */
const PORTS = [
  ...['ports', 'message', 'operations'].map((name) => `src/operations/${name}.ts`),
  'src/operations/ports',
  'src/objects/object-store.ts',
];

/** Doors and adapters are alike: they know the ports, never each other, never the store. */
function adapter(path: string, ...npm: readonly string[]): Zone {
  return {
    path,
    may: [...PORTS, 'src/runbooks', 'src/domain'],
    typesOf: ['src/config'],
    npm,
    node: true,
  };
}

const CORE = ['src/operations', 'src/storage', 'src/runbooks', 'src/domain'];
const CAPABILITIES = ['src/exports', 'src/archiving', 'src/buckets', 'src/tracker', 'src/workers'];
const EDGES = [
  'src/slack',
  'src/upstream',
  'src/objects',
  'src/notifications',
  'src/http',
  'src/cron',
];

/** What of the tracker a door shows: its words, and how datasets are told apart. */
const TRACKED = [
  'dataset/dataset',
  'duplicates/side-by-side',
  'history/census',
  'history/changes',
  'sheets/columns',
  'state/stage',
].map((name) => `src/tracker/${name}.ts`);

/** The drawing in the README, exactly. A deeper path goes before a shallower one. */
const ZONES: readonly Zone[] = [
  { path: 'src/domain/nearest-names.ts', npm: ['fastest-levenshtein'] }, // which computes, and nothing else
  { path: 'src/domain', may: ['src/domain/nearest-names.ts'] },
  { path: 'src/runbooks', may: ['src/domain'], npm: ['zod'] },
  {
    path: 'src/storage',
    may: ['src/domain'],
    npm: ['kysely', 'better-sqlite3', 'zod'],
    node: true,
  },
  { path: 'src/operations', may: ['src/runbooks', 'src/domain', 'src/storage'], node: true },
  {
    path: 'src/config',
    may: ['src/runbooks', 'src/domain', 'src/operations/ports'],
    typesOf: ['src/operations/ports.ts'],
    npm: ['@aws-sdk/client-secrets-manager', 'luxon', 'pino', 'yaml', 'zod'],
    node: true,
  },
  {
    ...adapter(
      'src/slack',
      '@slack/bolt',
      '@slack/types',
      '@slack/web-api',
      'fastest-levenshtein',
      'luxon',
      'yaml',
      'zod',
    ),
    may: [
      ...PORTS,
      'src/runbooks',
      'src/domain',
      'src/exports/request.ts',
      'src/pictures/draw.ts',
      ...TRACKED,
    ],
    typesOf: [
      'src/config',
      'src/exports',
      'src/buckets/requests',
      'src/buckets/mover/mover.ts',
      'src/buckets/mover/reports.ts',
      'src/tracker',
      'src/storage/tracker',
    ],
  },
  // Numbers in, a picture out.
  {
    path: 'src/pictures',
    npm: ['@expo-google-fonts/inter', '@resvg/resvg-wasm', 'echarts'],
    node: true,
  },
  adapter('src/upstream', 'undici', 'zod'),
  adapter('src/notifications', 'ipaddr.js', 'nodemailer', 'undici', 'zod'),
  { path: 'src/objects/object-store.ts', node: true }, // a port: types alone
  adapter('src/objects', '@aws-sdk/client-s3', '@aws-sdk/s3-request-presigner', 'zod'),
  {
    ...adapter(
      'src/http',
      '@fastify/rate-limit',
      '@fastify/swagger',
      'fastify',
      'fastify-type-provider-zod',
      'prom-client',
      'zod',
    ),
    may: [
      ...PORTS,
      'src/runbooks',
      'src/domain',
      'src/exports/request.ts',
      'src/exports/convert/field-words.ts', // requests and options are refused in the same words
      ...TRACKED,
    ],
    typesOf: [
      'src/operations/programs.ts',
      'src/exports',
      'src/buckets/requests',
      'src/buckets/mover/mover.ts',
      'src/buckets/mover/reports.ts',
      'src/tracker',
      'src/storage/tracker',
    ],
  },
  {
    path: 'src/cron',
    may: ['src/domain/duration.ts', 'src/operations/ports.ts', 'src/operations/maintenance.ts'],
    npm: ['luxon', 'node-cron'],
    node: true,
  },
  // A capability: tables in, tables out. It knows nothing of Slack, HTTP or the bot's database.
  {
    path: 'src/exports/convert',
    may: [
      'src/domain/data-export/format.ts',
      'src/domain/data-export/column.ts',
      'src/domain/unseen.ts',
    ],
    npm: [
      '@duckdb/node-api',
      'apache-arrow',
      'archiver',
      'avsc',
      'h5wasm',
      'iconv-lite',
      'lz4js',
      'saxes',
      'snappyjs',
      'yauzl',
      'zod',
    ],
    node: true,
  },
  {
    // A port: what is sent to a worker and comes back. The engines of tables are not loaded into the bot with it.
    path: 'src/workers/executor.ts',
    may: ['src/exports/convert/conversion.ts', 'src/archiving/job.ts'],
    npm: ['zod'],
  },
  // Files and their exports: beside the operations, on the same store.
  {
    path: 'src/exports',
    may: [
      'src/exports/convert',
      'src/workers/executor.ts',
      'src/domain',
      'src/storage',
      'src/operations/ports.ts',
      'src/objects/object-store.ts',
      'src/objects/download-name.ts',
      'src/objects/signature.ts',
    ],
    npm: ['archiver', 'yauzl', 'zod'],
    node: true,
  },
  {
    // Beside the operations, on the same store: what is to be archived, and who does it.
    path: 'src/archiving/jobs',
    may: [
      'src/archiving',
      'src/workers/executor.ts',
      'src/domain',
      'src/storage',
      'src/operations/ports.ts',
    ],
    node: true,
  },
  {
    // Done in a worker that nobody wires: it opens the stores of its job itself.
    path: 'src/archiving',
    may: ['src/domain', 'src/operations/ports.ts', 'src/objects/object-store.ts', 'src/objects/s3'],
    npm: ['tus-js-client', 'zod'],
    node: true,
  },
  // Requests for buckets, their policies, and who may do what by them: data in, data out.
  { path: 'src/buckets/grant', npm: ['fastest-levenshtein', 'yaml', 'zod'] },
  { path: 'src/buckets/policy', may: ['src/buckets/grant'], npm: ['zod'] },
  { path: 'src/buckets/evaluate', may: ['src/buckets/policy'], npm: ['ipaddr.js'] },
  { path: 'src/buckets/access', may: ['src/buckets'] },
  {
    path: 'src/buckets/folder',
    may: ['src/buckets/grant'],
    npm: ['fastest-levenshtein'],
    node: true,
  },
  { path: 'src/buckets/changes', may: ['src/buckets/folder', 'src/buckets/grant'], node: true },
  {
    path: 'src/buckets/apply',
    may: [
      'src/buckets/grant',
      'src/buckets/policy',
      'src/domain',
      'src/operations/ports.ts',
      'src/objects/s3',
    ],
    npm: ['@aws-sdk/client-iam', 'zod'],
    node: true,
  },
  {
    // Beside the operations, on the same store: what lands in the hub goes on to its targets.
    path: 'src/buckets/mover',
    may: [
      'src/buckets/grant',
      'src/domain',
      'src/storage',
      'src/operations/ports.ts',
      'src/objects/content.ts',
      'src/objects/s3',
    ],
    npm: ['@aws-sdk/client-sqs', 'zod'],
    node: true,
  },
  {
    // Beside the operations, on the same store: from the wish to what holds.
    path: 'src/buckets/requests',
    may: [
      'src/buckets',
      'src/domain',
      'src/storage',
      'src/operations/ports.ts',
      'src/objects/object-store.ts',
    ],
    npm: ['diff', 'fastest-levenshtein', 'zod'],
    node: true,
  },
  {
    // Beside the operations, on the same store: what was agreed to, whatever the folder says.
    path: 'src/buckets/in-force',
    may: ['src/buckets', 'src/domain', 'src/storage', 'src/operations/ports.ts'],
  },
  {
    // Beside the operations, on the same store: whether a file arrives.
    path: 'src/buckets/trial',
    may: [
      'src/buckets',
      'src/domain',
      'src/storage',
      'src/operations/ports.ts',
      'src/objects/object-store.ts',
      'src/objects/s3',
    ],
    node: true,
  },
  {
    // Beside the operations, on the same store: what keeps grants current.
    path: 'src/buckets/upkeep',
    may: ['src/buckets', 'src/domain', 'src/storage', 'src/operations/ports.ts'],
    node: true,
  },
  {
    // What the bot and a worker both know: the files by which they meet.
    path: 'src/workers/run',
    may: ['src/workers/executor.ts', 'src/domain'],
    npm: ['zod'],
    node: true,
  },
  // Where datasets stand: data in, data out. Only what looks through places touches the world, by ports and in
  // processes of its own.
  {
    path: 'src/tracker/crawl',
    may: ['src/tracker', 'src/domain', 'src/operations/ports.ts', 'src/objects/object-store.ts'],
    npm: ['zod'],
    node: true,
  },
  {
    // Production databases, asked beside a crawl.
    path: 'src/tracker/databases',
    may: ['src/tracker', 'src/domain'],
    npm: ['mysql2', 'pg', 'zod'],
    node: true,
  },
  {
    // A spreadsheet at Google, by Google’s own client.
    path: 'src/tracker/google',
    may: ['src/tracker', 'src/domain', 'src/operations/ports.ts'],
    npm: ['@googleapis/sheets', 'google-auth-library', 'zod'],
    node: true,
  },
  {
    // Beside the operations, on the same store: crawls, and what is known by them.
    path: 'src/tracker/tracking',
    may: [
      'src/tracker',
      'src/storage',
      'src/domain',
      'src/operations/ports.ts',
      'src/objects/object-store.ts',
      'src/workers/executor.ts',
    ],
    npm: ['zod'],
    node: true,
  },
  {
    path: 'src/tracker/sheets',
    may: ['src/tracker', 'src/domain/csv-line.ts'],
    npm: ['exceljs'],
    node: true,
  },
  { path: 'src/tracker', typesOf: ['src/tracker/crawl'], npm: ['yaml', 'zod'] },
  {
    path: 'src/workers/job-main.ts', // runs in a process of its own: no store, no Slack
    may: [
      'src/workers/run',
      'src/exports/convert',
      'src/exports/package/write.ts',
      'src/archiving/archive-file.ts',
      'src/archiving/job.ts',
      'src/workers/executor.ts',
    ],
    node: true,
  },
  {
    path: 'src/workers',
    may: [
      'src/exports',
      'src/domain',
      'src/storage',
      'src/operations/ports.ts',
      'src/workers/executor.ts',
      'src/workers/run',
    ],
    npm: ['zod'],
    node: true,
  },
  // Its processes parse what they are handed.
  {
    path: 'src/app',
    may: [...CORE, ...EDGES, ...CAPABILITIES, 'src/config'],
    npm: ['zod'],
    node: true,
  },
  {
    path: 'src/app.ts',
    may: [...CORE, ...EDGES, 'src/app', 'src/config'],
    typesOf: ['src/exports/exports.ts', 'src/tracker/tracking/tracking.ts'],
    node: true,
  },
  // Looks through the bot's own adapters; it answers for none of them.
  {
    path: 'src/doctor',
    may: [
      'src/buckets',
      'src/tracker/sources',
      'src/tracker/databases',
      'src/tracker/google',
      'src/upstream',
      'src/objects',
      'src/notifications',
      'src/storage',
      'src/runbooks',
      'src/domain',
      'src/config',
      'src/operations/ports.ts',
    ],
    npm: ['yaml', 'zod'],
    node: true,
  },
  {
    path: 'src/command-line',
    npm: ['zod'],
    may: [...CORE, 'src/config'],
    lazily: [
      'src/app.ts',
      'src/doctor/doctor.ts',
      'src/exports/package/verify.ts',
      'src/slack/manifest.ts',
      'src/sandbox/start.ts',
    ],
    node: true,
  },
  {
    path: 'src/main.ts',
    may: ['src/command-line', 'src/config'],
    npm: ['fastest-levenshtein'],
    node: true,
  },
  { path: 'src/launch.mjs', lazily: ['src/main.ts'] },

  // The simulators share no code with what stands opposite them, or both would carry the same mistake.
  {
    path: 'src/sandbox/start.ts',
    may: ['src/sandbox', 'src/app.ts', 'src/config', 'src/slack/manifest.ts'],
    typesOf: ['src/operations/ports.ts'],
    npm: ['yaml'],
    node: true,
  },
  {
    path: 'src/sandbox/desk/page', // runs in a browser
    typesOf: ['src/sandbox/desk/page-contract.ts'],
    npm: ['htm', 'preact'],
  },
  { path: 'src/sandbox', npm: ['ws', 'yaml', 'zod'], node: true },
];

/** Where programs begin: whatever cannot be reached from here is dead. */
export const ENTRIES = [
  'src/launch.mjs',
  'src/sandbox/desk/page/main.ts',
  'src/workers/job-main.ts',
  'src/pictures/picture-main.ts',
  'src/tracker/crawl/folder/reader-main.ts',
  'src/app/tracker/crawler-main.ts',
];

/** One line for each import that goes uphill or sideways, each cycle, each module that nothing leads to. */
export function violations(modules: Modules, entries: readonly string[]): readonly string[] {
  return [
    ...[...modules].flatMap(([path, imports]) =>
      imports.flatMap((one) => {
        const why = refusal(path, one);
        return why === undefined ? [] : [`${path} imports ${one.of}: ${why}`];
      }),
    ),
    ...cycles(modules),
    ...unreached(modules, entries),
  ];
}

function refusal(path: string, one: Import): string | undefined {
  const zone = zoneOf(path);
  if (zone === undefined) return 'this part of src has no line in test/contracts/direction.ts';
  if (one.kind === 'node') return zone.node ? undefined : `${zone.path} does no input or output`;
  if (one.kind === 'npm') {
    return zone.npm?.includes(one.of) ? undefined : `${zone.path} may not use this package`;
  }
  if (zoneOf(one.of) === zone || under(one.of, zone.may)) return undefined;
  if (under(one.of, zone.typesOf)) return one.typeOnly ? undefined : 'only its types';
  if (under(one.of, zone.lazily)) return one.lazy ? undefined : 'only lazily, by import()';
  return `${zone.path} may not know it`;
}

function zoneOf(path: string): Zone | undefined {
  return ZONES.find((zone) => under(path, [zone.path]));
}

function under(path: string, folders: readonly string[] = []): boolean {
  return folders.some((folder) => path === folder || path.startsWith(`${folder}/`));
}

/** Types count too: two files that need each other's types are one concept in two places. */
function cycles(modules: Modules): readonly string[] {
  const found: string[] = [];
  const done = new Set<string>();
  const trail: string[] = [];
  const walk = (path: string): void => {
    const start = trail.indexOf(path);
    if (start >= 0) found.push(`a cycle: ${[...trail.slice(start), path].join(' -> ')}`);
    if (start >= 0 || done.has(path)) return;
    trail.push(path);
    for (const { of } of modules.get(path) ?? []) walk(of);
    trail.pop();
    done.add(path);
  };
  for (const path of modules.keys()) walk(path);
  return found;
}

function unreached(modules: Modules, entries: readonly string[]): readonly string[] {
  const reached = new Set<string>();
  const walk = (path: string): void => {
    if (reached.has(path)) return;
    reached.add(path);
    for (const { of } of modules.get(path) ?? []) walk(of);
  };
  for (const entry of entries) walk(entry);
  return [...modules.keys()]
    .filter((path) => !reached.has(path))
    .map((path) => `${path}: nothing leads to it`);
}
