import { sql } from 'kysely';
import type { Database } from '../database.ts';
import { appendJournal } from '../journal.ts';
import { heldBy, type Transfer } from './transfers.ts';

/** It is tried no more until somebody releases it. */
export async function quarantineTransfer(
  db: Database,
  transfer: Transfer,
  fault: string,
  now: Date,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const kept = await heldBy(trx, transfer)
      .set({ state: 'quarantined', lease_until: null, fault, told_at: null })
      .executeTakeFirst();
    if (kept.numUpdatedRows === 0n) return;
    const { dataset, key, version, etag, bytes } = transfer;
    const detail = { dataset, key, version, etag, bytes, fault };
    await appendJournal(trx, { at: now, event: 'transfer quarantined', actor: 'mover', detail });
  });
}

/** Objects of a dataset that are held for one and the same reason. */
export interface Held {
  readonly dataset: string;
  readonly fault: string;
  readonly objects: number;
  readonly bytes: number;
  readonly firstId: number;
  readonly firstKey: string;
  /** Nobody has been told of any of them. */
  readonly isNews: boolean;
}

export async function listHeld(db: Database, dataset?: string): Promise<readonly Held[]> {
  const { rows } = await sql<Omit<Held, 'isNews'> & { told: number }>`
    SELECT dataset, coalesce(fault, '') AS fault, count(*) AS objects, sum(bytes) AS bytes,
      min(key) AS firstKey, min(id) AS firstId, count(told_at) AS told
    FROM transfer WHERE state = 'quarantined' ${dataset === undefined ? sql`` : sql`AND dataset = ${dataset}`}
    GROUP BY dataset, fault ORDER BY dataset, fault`.execute(db);
  return rows.map(({ told, ...held }) => ({ ...held, isNews: told === 0 }));
}

/** One alert is enough for all of them, also for those that join them later. */
export async function noteToldOfHeld(db: Database, held: Held, now: Date): Promise<void> {
  await db
    .updateTable('transfer')
    .set({ told_at: now.getTime() })
    .where('state', '=', 'quarantined')
    .where('dataset', '=', held.dataset)
    .where('fault', '=', held.fault)
    .where('told_at', 'is', null)
    .execute();
}

/** They are tried again, as if for the first time. Answers how many. */
export async function releaseTransfers(
  db: Database,
  dataset: string,
  by: string,
  now: Date,
): Promise<number> {
  return db.transaction().execute(async (trx) => {
    const { numUpdatedRows } = await trx
      .updateTable('transfer')
      .set({ state: 'waiting', attempts: 0, not_before: 0, told_at: null })
      .where('state', '=', 'quarantined')
      .where('dataset', '=', dataset)
      .executeTakeFirst();
    const objects = Number(numUpdatedRows);
    if (objects > 0) {
      const detail = { dataset, objects };
      await appendJournal(trx, { at: now, event: 'transfers released', actor: by, detail });
    }
    return objects;
  });
}
