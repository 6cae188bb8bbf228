import { fork } from 'node:child_process';
import { subscribe, unsubscribe } from 'node:diagnostics_channel';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { z } from 'zod';
import { createLog } from '../../src/config/log.ts';
import { systemClock, systemRandom } from '../../src/config/system.ts';
import { hours, minutes, seconds } from '../../src/domain/duration.ts';
import { createAdvance } from '../../src/operations/advance.ts';
import { createWatch } from '../../src/operations/observation/watch.ts';
import { RUNBOOKS } from '../../src/runbooks/registry.ts';
import { bulkProjects } from '../../src/sandbox/bulk.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { createCatalogueApi } from '../../src/upstream/catalogue-api.ts';
import { createIngestApi } from '../../src/upstream/ingest/ingest-api.ts';
import { OPS } from '../proof/bot/town.ts';
import { POLICY } from '../support/cycles.ts';
import { stock } from './stock.ts';
import { markdown } from './table.ts';

const ROUNDS: readonly { readonly open: number; readonly exporting: number }[] = [
  { open: 1000, exporting: 100 },
  { open: 10_000, exporting: 100 },
  { open: 1000, exporting: 1000 },
  { open: 10_000, exporting: 10_000 },
];
const addresses = z.object({
  ingestUrl: z.string(),
  catalogueUrl: z.string(),
  ingestToken: z.string(),
});

/** One look at everything that is due, with the calls that it costs the services. */
export async function pollRound(): Promise<string> {
  const rows: string[][] = [
    ['open datasets', 'exporting', 'round', 'next round, nothing due', 'calls, first round'],
  ];
  for (const { open, exporting } of ROUNDS) {
    const [first, second] = await measure(open, exporting);
    const calls = [...first.calls].map(([path, count]) => `${count} × ${path}`).join('<br>');
    rows.push([
      open.toLocaleString('en'),
      exporting.toLocaleString('en'),
      `${(first.took / 1000).toFixed(2)} s`,
      `${(second.took / 1000).toFixed(2)} s, ${sum(second.calls)} calls`,
      calls,
    ]);
  }
  const note =
    'The rest waits for the import team or the browser team (one in ten is watched in the catalogue). The services run in a process of their own on the same machine.';
  return markdown('One poll round', rows, note);
}

interface Measured {
  readonly took: number;
  readonly calls: ReadonlyMap<string, number>;
}

async function measure(open: number, exporting: number): Promise<readonly [Measured, Measured]> {
  const folder = mkdtempSync(join(tmpdir(), 'handoff-bench-'));
  const child = fork(new URL('./world-process.ts', import.meta.url), [
    JSON.stringify({ count: open, exporting }),
  ]);
  const calls = new Map<string, number>();
  const count = (message: unknown): void => {
    const path = endpointOf(message);
    calls.set(path, (calls.get(path) ?? 0) + 1);
  };
  try {
    const [sent] = await once(child, 'message');
    const world = addresses.parse(sent);
    const db = openDatabase(folder);
    const projects = bulkProjects({ count: open, states: ['Exporting'], now: Date.now() });
    await stock(db, projects, (index) =>
      index < exporting ? 'exporting' : index % 10 === 0 ? 'snapshot made' : 'import requested',
    );
    const needs = { db, clock: systemClock, random: systemRandom, log: createLog([], 'warn') };
    const watch = createWatch({
      wake: () => undefined,
      runbooks: RUNBOOKS,
      looking: { poll: { most: minutes(10) }, upSince: new Date() },
      ...needs,
      ingest: createIngestApi({
        url: world.ingestUrl,
        uiUrl: world.ingestUrl,
        token: () => world.ingestToken,
        clock: systemClock,
      }),
      catalogue: createCatalogueApi({
        url: world.catalogueUrl,
        browserUrl: world.catalogueUrl,
        clock: systemClock,
      }),
      advance: createAdvance({
        progressRest: 5000,
        ...needs,
        policy: { ...POLICY, deadlines: { exporting: hours(4) } },
        channel: OPS,
        wake: () => {},
      }),
      poll: { least: minutes(1), most: seconds(600) },
    });
    subscribe('undici:request:create', count);
    const round = async (): Promise<Measured> => {
      calls.clear();
      const begun = performance.now();
      await watch.round();
      return { took: performance.now() - begun, calls: new Map(calls) };
    };
    const measured = [await round(), await round()] as const;
    await db.destroy();
    return measured;
  } finally {
    unsubscribe('undici:request:create', count);
    child.disconnect();
    await once(child, 'exit');
    rmSync(folder, { recursive: true, force: true });
  }
}

const created = z.object({ request: z.object({ method: z.string(), path: z.string() }) });

/** The address with its ids left out. */
function endpointOf(message: unknown): string {
  const { method, path } = created.parse(message).request;
  const [plain = ''] = path.split('?');
  return `${method} ${plain.replaceAll(/[0-9a-f]{24}|[0-9a-f-]{36}/g, ':id')}`;
}

const sum = (calls: ReadonlyMap<string, number>): number =>
  [...calls.values()].reduce((total, count) => total + count, 0);
