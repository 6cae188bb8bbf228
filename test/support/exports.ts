import { join } from 'node:path';
import { systemRandom } from '../../src/config/system.ts';
import { createExports, type Exports } from '../../src/exports/exports.ts';
import type { FileAreas } from '../../src/exports/files.ts';
import { createLocalStore } from '../../src/objects/local/local-store.ts';
import type { ObjectStore } from '../../src/objects/object-store.ts';
import { createSignedLinks } from '../../src/objects/signed-link.ts';
import type { Clock, Courier, Log, People } from '../../src/operations/ports.ts';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import type { Executor, Limits } from '../../src/workers/executor.ts';
import { aDataFolder } from './data-folder.ts';

const LIMITS: Limits = { memory: 700 * 1024 ** 2, disk: 2e9, time: 60_000 };

/** Nobody is known, but that they are members. */
const nobody: People = {
  actor: async (id) => ({ kind: 'person', id, roles: [] }),
  email: async () => undefined,
  groupsOf: async () => [],
  name: async () => undefined,
  hasLeft: async () => false,
  membersOf: async () => [],
};

/** Where nobody is told outside of Slack. */
const toNobody: Courier = {
  offers: [],
  objection: () => 'Nobody is told here.',
  send: async () => undefined,
};

export interface ExportNeeds {
  readonly db: Database;
  readonly clock: Clock;
  readonly dataDir: string;
  readonly log: Log;
}

/** Files and their exports on a real folder, with a storage area for datasets beside it. */
export function realExports(
  needs: ExportNeeds & {
    readonly executor: Executor;
    readonly limits?: Limits;
    readonly stop: (jobId: number) => void;
    readonly wake: () => void;
    readonly address?: string;
    readonly courier?: Courier;
    readonly news?: () => void;
  },
): { readonly exports: Exports; readonly own: ObjectStore; readonly area: ObjectStore } {
  const { dataDir, clock } = needs;
  const own = folderStore(join(dataDir, 'objects'), clock);
  const area = folderStore(join(dataDir, 'area'), clock);
  const areas: FileAreas = [
    { name: 'own', store: own, prefixOf: (uuid) => `projects/${uuid}/` },
    { name: 'staging', store: area, prefixOf: (uuid) => `prod/${uuid}/` },
  ];
  const exports = createExports({
    workFolder: join(dataDir, 'exports'),
    address: 'http://127.0.0.1',
    limits: LIMITS,
    people: nobody,
    courier: toNobody,
    news: () => undefined,
    ...needs,
    random: systemRandom,
    areas,
    timeZone: 'Europe/London',
    sharing: { offered: ['person', 'group', 'anyone with the link'] },
    progressRest: 5000,
  });
  return { exports, own, area };
}

/** Where nothing is ever worked on. */
export function idleExports(needs: ExportNeeds): Exports {
  const executor: Executor = {
    run: async () => ({ kind: 'done' }),
    command: () => [],
    logs: async () => [],
    sweep: async () => 0,
    forget: async () => undefined,
  };
  const quiet = () => undefined;
  return realExports({ ...needs, executor, stop: quiet, wake: quiet }).exports;
}

function folderStore(folder: string, clock: Clock): ObjectStore {
  const links = createSignedLinks({
    address: 'https://handoff.example.org/objects',
    keys: [{ id: 'k1', secret: 's'.repeat(32) }],
    clock,
  });
  return createLocalStore({ system: 'The store', folder, links, clock, random: systemRandom });
}

/** A store of its own, in which nobody has any files: for doors in front of something else. */
export function emptyExports(needs: Pick<ExportNeeds, 'clock' | 'log'>): {
  readonly exports: Exports;
  stop(): Promise<void>;
} {
  const folder = aDataFolder();
  const db = openDatabase(folder.path);
  const exports = idleExports({ ...needs, db, dataDir: folder.path });
  return {
    exports,
    async stop() {
      await db.destroy();
      folder[Symbol.dispose]();
    },
  };
}
