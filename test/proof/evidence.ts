import { createHash } from 'node:crypto';
import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import type { Errand } from '../../src/domain/errand.ts';
import { fromRow, readOwn } from '../../src/storage/cycles/cycles.ts';
import { openReadOnly } from '../../src/storage/database.ts';
import { verifyJournal } from '../../src/storage/journal.ts';
import type { Arena } from './bot/arena.ts';
import { actors } from './bot/town.ts';
import type { Deed, History, OutboxEntry } from './check/history.ts';
import type { Eyes } from './load/eyes.ts';

/** Everything that is to be found after a run, read from beside the bot. */
export async function gather(
  arena: Arena,
  eyes: Eyes,
  deeds: readonly Deed[],
  kills: readonly number[],
): Promise<History> {
  eyes.look();
  const db = openReadOnly(arena.dataDir);
  try {
    const journal = await db.selectFrom('journal').selectAll().orderBy('seq').execute();
    const outbox = await db.selectFrom('outbox').selectAll().orderBy('id').execute();
    const cycles = await db.selectFrom('cycle').selectAll().orderBy('number').execute();
    const verdict = await verifyJournal(db);
    return {
      deeds,
      kills,
      journal: journal.map((row) => ({
        seq: row.seq,
        at: row.at,
        projectUuid: row.project_uuid ?? '',
        cycleId: row.cycle_id ?? '',
        cycleNumber: row.cycle_number ?? 0,
        event: row.event,
        from: row.from_state ?? '',
        to: row.to_state ?? '',
        actor: row.actor,
        detail: row.detail,
      })),
      outbox: outbox.map(({ key, status, effect, fault }) =>
        entryOf(key, status, readOwn<Errand>(effect), fault),
      ),
      cycles: cycles.map(fromRow).map(({ id, dataset, number, state, turn, closedAt, memory }) => ({
        id,
        project: dataset.shortName,
        projectUuid: dataset.projectUuid,
        number,
        state,
        turn,
        closed: closedAt !== undefined,
        dataset,
        memory,
      })),
      posts: eyes.posts,
      whispers: eyes.whispers,
      seen: answersOf(arena, deeds),
      submits: arena.world.submits
        .filter(({ status }) => status === 202)
        .map(({ projectUuid, at }) => ({ projectUuid, at })),
      removals: Object.entries(arena.world.removals).map(([key, at]) => ({ key, at })),
      people: actors,
      policy: arena.policy,
      chain: verdict.ok ? 'ok' : `entry ${verdict.seq}: ${verdict.why}`,
      integrity: integrityOf(arena.dataDir),
    };
  } finally {
    await db.destroy();
  }
}

/** How much is still to be done: what waits in the outbox, and exports that are on their way. */
export async function unrest(dataDir: string): Promise<{ waiting: number; exporting: number }> {
  const db = openReadOnly(dataDir);
  try {
    const count = (rows: { n: number | string | bigint }) => Number(rows.n);
    const waiting = await db
      .selectFrom('outbox')
      .select((select) => select.fn.countAll<number>().as('n'))
      .where('status', 'in', ['waiting', 'sending'])
      .executeTakeFirstOrThrow();
    const exporting = await db
      .selectFrom('cycle')
      .select((select) => select.fn.countAll<number>().as('n'))
      .where('state', '=', 'exporting')
      .executeTakeFirstOrThrow();
    return { waiting: count(waiting), exporting: count(exporting) };
  } finally {
    await db.destroy();
  }
}

function entryOf(key: string, status: string, errand: Errand, fault: string | null): OutboxEntry {
  const effect = errand.kind === 'effect' ? errand.effect : undefined;
  return {
    key,
    opaque: opaque(key),
    status,
    kind: effect?.kind ?? errand.kind,
    ofRules: effect !== undefined,
    ...('cycleId' in errand ? { cycleId: errand.cycleId } : {}),
    ...(effect !== undefined && 'notice' in effect ? { notice: effect.notice } : {}),
    ...('number' in errand && errand.number !== undefined ? { number: errand.number } : {}),
    ...(fault === null ? {} : { fault }),
  };
}

/** What a message carries as metadata for an entry of the outbox. */
function opaque(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 32);
}

/** Answers at a response URL are no calls of the Web API: they are read where people read them. */
function answersOf({ desk }: Arena, deeds: readonly Deed[]): History['seen'] {
  const people = new Set(deeds.map(({ person }) => person));
  return [...people].flatMap((person) =>
    desk
      .as(person)
      .snapshot()
      .messages.filter(({ ephemeral, author }) => ephemeral && author.id !== 'USLACKBOT')
      .map(({ ts, text }) => ({ person, at: Number(ts) * 1000, text })),
  );
}

function integrityOf(dataDir: string): string {
  const sqlite = new Sqlite(join(dataDir, 'handoff.db'), { readonly: true });
  try {
    return String(sqlite.pragma('integrity_check', { simple: true }));
  } finally {
    sqlite.close();
  }
}
