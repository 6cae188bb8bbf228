import type { Selectable } from 'kysely';
import type {
  BucketDecision,
  BucketRequest,
  BucketStatus,
  BucketWish,
  GrantWish,
} from '../../domain/bucket-request.ts';
import { readOwn } from '../cycles/cycles.ts';
import type { Database } from '../database.ts';
import type { BucketRequestTable } from './request-tables.ts';

const OPEN: readonly BucketStatus[] = ['to be reviewed', 'returned', 'approved'];

export async function insertRequest(
  db: Database,
  given: Pick<BucketRequest, 'wanted' | 'by' | 'channel'> & { readonly key: string },
  now: Date,
): Promise<number> {
  const { wanted } = given;
  const { id } = await db
    .insertInto('bucket_request')
    .values({
      request_key: given.key,
      kind: wanted.what === 'grant' ? wanted.kind : null,
      name: wanted.name,
      wanted: JSON.stringify(wanted),
      party: given.by,
      channel: given.channel,
      status: 'to be reviewed',
      round: 1,
      at_once: wanted.what === 'grant' && wanted.takes !== undefined ? 1 : 0,
      created_at: now.getTime(),
      changed_at: now.getTime(),
    })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export async function findRequest(db: Database, id: number): Promise<BucketRequest | undefined> {
  const row = await db
    .selectFrom('bucket_request')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  return row && fromRow(db, row);
}

/** The one that was asked for by this command or dialog. */
export async function findRequestByKey(
  db: Database,
  key: string,
): Promise<BucketRequest | undefined> {
  const row = await db
    .selectFrom('bucket_request')
    .selectAll()
    .where('request_key', '=', key)
    .executeTakeFirst();
  return row && fromRow(db, row);
}

/** The one that is under way for a dataset; those that take somebody out are none that others wait for. */
export async function findOpenRequest(
  db: Database,
  { kind, name }: Pick<GrantWish, 'kind' | 'name'>,
): Promise<BucketRequest | undefined> {
  const row = await db
    .selectFrom('bucket_request')
    .selectAll()
    .where('kind', '=', kind)
    .where('name', '=', name)
    .where('at_once', '=', 0)
    .where('status', 'in', OPEN)
    .executeTakeFirst();
  return row && fromRow(db, row);
}

/** All that are under way for a dataset, with those that take somebody out. */
export async function listOpenAbout(
  db: Database,
  { kind, name }: Pick<GrantWish, 'kind' | 'name'>,
): Promise<readonly number[]> {
  const rows = await db
    .selectFrom('bucket_request')
    .select('id')
    .where('kind', '=', kind)
    .where('name', '=', name)
    .where('status', 'in', OPEN)
    .execute();
  return rows.map(({ id }) => id);
}

/** All that are under way, oldest first. */
export async function listOpenRequests(db: Database): Promise<readonly BucketRequest[]> {
  const rows = await db
    .selectFrom('bucket_request')
    .selectAll()
    .where('status', 'in', OPEN)
    .orderBy('id')
    .execute();
  return Promise.all(rows.map((row) => fromRow(db, row)));
}

export interface RequestChange {
  readonly status?: BucketStatus;
  readonly round?: number;
  readonly wanted?: BucketWish;
  readonly dueAt?: Date | null;
  readonly trouble?: string | null;
  readonly proposal?: string | null; // JSON
  readonly fingerprint?: string;
  readonly withdrawnBy?: string;
}

/** False where it is no longer in one of these states: somebody was faster. */
export async function changeRequest(
  db: Database,
  { id, round }: Pick<BucketRequest, 'id' | 'round'>,
  from: readonly BucketStatus[],
  {
    status,
    wanted,
    dueAt,
    round: next,
    trouble,
    proposal,
    fingerprint,
    withdrawnBy,
  }: RequestChange,
  now: Date,
): Promise<boolean> {
  const { numUpdatedRows } = await db
    .updateTable('bucket_request')
    .set({
      changed_at: now.getTime(),
      ...(status === undefined ? {} : { status }),
      ...(next === undefined ? {} : { round: next }),
      ...(wanted === undefined ? {} : { wanted: JSON.stringify(wanted), name: wanted.name }),
      ...(dueAt === undefined ? {} : { due_at: dueAt?.getTime() ?? null }),
      ...(trouble === undefined ? {} : { trouble }),
      ...(proposal === undefined ? {} : { proposal }),
      ...(fingerprint === undefined ? {} : { fingerprint }),
      ...(withdrawnBy === undefined ? {} : { withdrawn_by: withdrawnBy }),
    })
    .where('id', '=', id)
    .where('round', '=', round)
    .where('status', 'in', [...from])
    .executeTakeFirst();
  return numUpdatedRows > 0n;
}

/** What only those who apply a request want of it: its proposal as JSON, and what exactly was approved. */
export async function keptWith(
  db: Database,
  id: number,
): Promise<{ readonly proposal?: string | undefined; readonly fingerprint?: string | undefined }> {
  const row = await db
    .selectFrom('bucket_request')
    .select(['proposal', 'fingerprint'])
    .where('id', '=', id)
    .executeTakeFirst();
  return { proposal: row?.proposal ?? undefined, fingerprint: row?.fingerprint ?? undefined };
}

export async function addDecision(
  db: Database,
  { id, round }: Pick<BucketRequest, 'id' | 'round'>,
  { by, verdict, hash, reason, at }: BucketDecision,
): Promise<void> {
  await db
    .insertInto('bucket_decision')
    .values({
      request_id: id,
      round,
      party: by,
      verdict,
      hash,
      reason: reason ?? null,
      at: at.getTime(),
    })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

async function fromRow(db: Database, row: Selectable<BucketRequestTable>): Promise<BucketRequest> {
  const decisions = await db
    .selectFrom('bucket_decision')
    .selectAll()
    .where('request_id', '=', row.id)
    .where('round', '=', row.round)
    .orderBy('at')
    .orderBy('party')
    .execute();
  return {
    id: row.id,
    wanted: readOwn<BucketWish>(row.wanted),
    by: row.party,
    channel: row.channel,
    status: row.status,
    round: row.round,
    decisions: decisions.map(({ party, verdict, hash, reason, at }) => ({
      by: party,
      verdict,
      hash,
      at: new Date(at),
      ...(reason === null ? {} : { reason }),
    })),
    dueAt: row.due_at === null ? undefined : new Date(row.due_at),
    trouble: row.trouble ?? undefined,
    withdrawnBy: row.withdrawn_by ?? undefined,
    createdAt: new Date(row.created_at),
    changedAt: new Date(row.changed_at),
  };
}
