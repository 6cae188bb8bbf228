import { type Selectable, sql } from 'kysely';
import type { Database } from '../database.ts';
import { appendJournal } from '../journal.ts';
import type { Landed } from './landed.ts';
import type { TransferTable, Way } from './tables.ts';

/** An object on its way from the hub to its target, held by whoever has its lease. */
export interface Transfer extends Landed {
  readonly id: number;
  readonly dataset: string;
  readonly attempts: number; // that went wrong before
  readonly token: number;
  /** Begun in parts at this target by an earlier attempt, and not known to be over. */
  readonly unfinished: { readonly target: string; readonly uploadId: string } | undefined;
  /** An earlier attempt found it to be at its target. */
  readonly verified: boolean;
}

/**
 * The next object of these datasets, leased: of the one with the fewest under way, among equals of the one served
 * longest ago. Versions of one key go one after the other, in the order in which they landed.
 */
export async function leaseTransfer(
  db: Database,
  datasets: readonly string[],
  now: Date,
  until: Date,
): Promise<Transfer | undefined> {
  const { rows } = await sql<Selectable<TransferTable>>`
    ${leased(now, until)}
    WHERE id = (
      SELECT next FROM (
        SELECT d.value AS name, (
          SELECT id FROM transfer t WHERE t.dataset = d.value AND ${isNext(now)}
          ORDER BY t.landed_at, t.id LIMIT 1) AS next
        FROM json_each(${JSON.stringify(datasets)}) d)
      WHERE next IS NOT NULL
      ORDER BY
        (SELECT count(*) FROM transfer o WHERE o.dataset = name AND o.state = 'leased'),
        (SELECT max(o.leased_at) FROM transfer o WHERE o.dataset = name)
      LIMIT 1)
    RETURNING *`.execute(db);
  const [row] = rows;
  return row && transferOf(row);
}

/** Exact versions that come next in a dataset, uploaded whole, of no more than so many bytes, and tried by nobody yet. */
export async function leaseUntried(
  db: Database,
  dataset: string,
  { most, mostBytes }: { readonly most: number; readonly mostBytes: number },
  now: Date,
  until: Date,
): Promise<readonly Transfer[]> {
  const { rows } = await sql<Selectable<TransferTable>>`
    ${leased(now, until)}
    WHERE id IN (
      SELECT t.id FROM transfer t WHERE t.dataset = ${dataset} AND ${isNext(now)}
        AND t.lease_token = 0 AND t.bytes <= ${mostBytes}
        AND t.version != 'null' AND t.etag NOT LIKE '%-%'
      ORDER BY t.landed_at, t.id LIMIT ${most})
    RETURNING *`.execute(db);
  return rows.map(transferOf);
}

const leased = (now: Date, until: Date) => sql`
  UPDATE transfer SET state = 'leased', lease_token = lease_token + 1,
    lease_until = ${until.getTime()}, leased_at = ${now.getTime()}`;

/** Nothing of the same key is under way, or comes before it. */
const isNext = (now: Date) => sql`
  t.state = 'waiting' AND t.not_before <= ${now.getTime()}
  AND NOT EXISTS (
    SELECT 1 FROM transfer o WHERE o.key = t.key AND o.id != t.id
      AND (o.state = 'leased' OR (o.state IN ('waiting', 'quarantined')
        AND (o.landed_at, o.id) < (t.landed_at, t.id))))`;

/** For as long as they are being worked on. */
export async function renewTransfers(
  db: Database,
  held: Iterable<Transfer>,
  until: Date,
): Promise<void> {
  await allHeldBy(db, held).set({ lease_until: until.getTime() }).execute();
}

/** They wait again, as if they had not been looked at, but for that somebody had them. */
export async function giveBackTransfers(db: Database, held: Iterable<Transfer>): Promise<void> {
  await allHeldBy(db, held).set({ state: 'waiting', lease_until: null }).execute();
}

/** What was begun in parts, so that a later attempt can clear it away; undefined once it is over. */
export async function noteUpload(
  db: Database,
  transfer: Transfer,
  target: string,
  uploadId: string | undefined,
): Promise<boolean> {
  return changed(heldBy(db, transfer).set({ target, upload_id: uploadId ?? null }));
}

export interface Delivery {
  readonly target: string;
  readonly etag: string; // there
  readonly way: Way;
  readonly replaced?: string | undefined;
  /** By which both were found to be the same; absent where that is still to be done. */
  readonly checksum?: string;
}

/** False when the lease is somebody else’s by now: then nothing may be removed. */
export async function noteDelivery(
  db: Database,
  transfer: Transfer,
  delivery: Delivery,
  now: Date,
): Promise<boolean> {
  const { target, etag, way, replaced, checksum } = delivery;
  return changed(
    heldBy(db, transfer).set({
      target,
      upload_id: null,
      delivered: etag,
      // Found there by a second attempt, it is still what the first one brought.
      way: way === 'was there' ? sql`coalesce(way, 'was there')` : way,
      ...(replaced === undefined ? {} : { replaced }),
      ...(checksum === undefined ? {} : { checksum, verified_at: now.getTime() }),
    }),
  );
}

/** The same for several. Answers of which; the leases of the others are somebody else’s. */
export async function noteDeliveries(
  db: Database,
  deliveries: readonly { readonly transfer: Transfer; readonly delivery: Delivery }[],
  now: Date,
): Promise<readonly Transfer[]> {
  return db.transaction().execute(async (trx) => {
    const noted: Transfer[] = [];
    for (const { transfer, delivery } of deliveries)
      if (await noteDelivery(trx, transfer, delivery, now)) noted.push(transfer);
    return noted;
  });
}

/** They are at their targets; and no longer in the hub, unless they are kept there. */
export async function finishTransfers(
  db: Database,
  ended: readonly { readonly transfer: Transfer; readonly removed: boolean }[],
  now: Date,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    for (const { transfer, removed } of ended) await finish(trx, transfer, removed, now);
  });
}

async function finish(
  trx: Database,
  transfer: Transfer,
  removed: boolean,
  now: Date,
): Promise<void> {
  const at = now.getTime();
  const row = await heldBy(trx, transfer)
    .set({
      state: 'done',
      lease_until: null,
      fault: null,
      upload_id: null,
      removed_at: removed ? at : null,
      ended_at: at,
    })
    .returningAll()
    .executeTakeFirst();
  if (row === undefined) return;
  const { dataset, key, version, etag, bytes, target, way, checksum, replaced } = row;
  const times = { landedAt: row.landed_at, took: at - (row.leased_at ?? at) };
  const detail = { dataset, key, version, etag, bytes, target, way, checksum, replaced, removed };
  await appendJournal(trx, {
    at: now,
    event: 'transferred',
    actor: 'mover',
    detail: { ...detail, ...times },
  });
}

/** It was taken out of the hub, or replaced there, before it had gone on. */
export async function forgetTransfer(db: Database, transfer: Transfer, now: Date): Promise<void> {
  await heldBy(db, transfer)
    .set({ state: 'gone', lease_until: null, ended_at: now.getTime() })
    .execute();
}

/** Another attempt, later. */
export async function retryTransfer(
  db: Database,
  transfer: Transfer,
  again: { readonly fault: string | null; readonly notBefore: Date; readonly counts: boolean },
): Promise<void> {
  await heldBy(db, transfer)
    .set({
      state: 'waiting',
      lease_until: null,
      attempts: transfer.attempts + (again.counts ? 1 : 0),
      fault: again.fault,
      not_before: again.notBefore.getTime(),
    })
    .execute();
}

/** Leases that have run out, or at a start all of them: no process lives any more that could hold one. */
export async function returnLostTransfers(db: Database, now?: Date): Promise<number> {
  let query = db
    .updateTable('transfer')
    .set({ state: 'waiting', lease_until: null })
    .where('state', '=', 'leased');
  if (now !== undefined) query = query.where('lease_until', '<', now.getTime());
  const { numUpdatedRows } = await query.executeTakeFirst();
  return Number(numUpdatedRows);
}

/** Whether what lies at a target is what we ourselves put there. */
export async function isDelivered(
  db: Database,
  place: { readonly target: string; readonly key: string; readonly etag: string },
): Promise<boolean> {
  const found = await db
    .selectFrom('transfer')
    .select('id')
    .where('key', '=', place.key)
    .where('target', '=', place.target)
    .where('delivered', '=', place.etag)
    .limit(1)
    .executeTakeFirst();
  return found !== undefined;
}

export const heldBy = (db: Database, { id, token }: Pick<Transfer, 'id' | 'token'>) =>
  db
    .updateTable('transfer')
    .where('id', '=', id)
    .where('state', '=', 'leased')
    .where('lease_token', '=', token);

const allHeldBy = (db: Database, held: Iterable<Pick<Transfer, 'id' | 'token'>>) =>
  db
    .updateTable('transfer')
    .where('state', '=', 'leased')
    .where(
      sql<boolean>`(id, lease_token) IN (
        SELECT value ->> 'id', value ->> 'token'
        FROM json_each(${JSON.stringify(Array.from(held, ({ id, token }) => ({ id, token })))}))`,
    );

async function changed(update: ReturnType<typeof heldBy>): Promise<boolean> {
  const { numUpdatedRows } = await update.executeTakeFirst();
  return numUpdatedRows > 0n;
}

function transferOf(row: Selectable<TransferTable>): Transfer {
  const { target, upload_id: uploadId } = row;
  return {
    id: row.id,
    dataset: row.dataset,
    key: row.key,
    version: row.version,
    etag: row.etag,
    bytes: row.bytes,
    landedAt: new Date(row.landed_at),
    attempts: row.attempts,
    token: row.lease_token,
    unfinished: target === null || uploadId === null ? undefined : { target, uploadId },
    verified: row.verified_at !== null,
  };
}
