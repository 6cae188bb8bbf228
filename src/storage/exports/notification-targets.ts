import { type Selectable, sql } from 'kysely';
import { z } from 'zod';
import { type KeptTarget, NOTIFIED_OF } from '../../domain/data-export/notification.ts';
import type { Database } from '../database.ts';
import type { NotificationTargetTable } from './tables.ts';

/** Whose targets: those of a party for all its exports, or those of a single export. */
export interface TargetOwner {
  readonly partyId: number;
  readonly jobId?: number | undefined;
}

/** One that was there before and stays, its address with it: nobody has to write that again. */
export type StillMeant = Pick<KeptTarget, 'id' | 'about'>;

/** In place of those that were there before, but for those that are still meant. */
export async function replaceTargets(
  db: Database,
  owner: TargetOwner,
  targets: readonly KeptTarget[],
  now: Date,
  still: readonly StillMeant[] = [],
): Promise<void> {
  const theirs = db
    .updateTable('notification_target')
    .where('party_id', '=', owner.partyId)
    .where('job_id', 'is', owner.jobId ?? null)
    .where('removed_at', 'is', null);
  await theirs
    .set({ removed_at: now.getTime(), sealed: '' })
    .where(
      'id',
      'not in',
      still.map(({ id }) => id),
    )
    .execute();
  for (const { id, about } of still) {
    await theirs
      .set({ about: JSON.stringify(about) })
      .where('id', '=', id)
      .execute();
  }
  for (const { id, kind, sealed, shown, about } of targets) {
    await db
      .insertInto('notification_target')
      .values({
        id,
        party_id: owner.partyId,
        job_id: owner.jobId ?? null,
        kind,
        sealed,
        shown,
        about: JSON.stringify(about),
        created_at: now.getTime(),
        removed_at: null,
      })
      .execute();
  }
}

/** In the order in which they were given. */
export async function targetsOf(db: Database, owner: TargetOwner): Promise<readonly KeptTarget[]> {
  const rows = await db
    .selectFrom('notification_target')
    .selectAll()
    .where('party_id', '=', owner.partyId)
    .where('job_id', 'is', owner.jobId ?? null)
    .where('removed_at', 'is', null)
    .orderBy(sql`rowid`)
    .execute();
  return rows.map(fromRow);
}

/** Undefined once it was removed. */
export async function findTarget(db: Database, id: string): Promise<KeptTarget | undefined> {
  const row = await db
    .selectFrom('notification_target')
    .selectAll()
    .where('id', '=', id)
    .where('removed_at', 'is', null)
    .executeTakeFirst();
  return row && fromRow(row);
}

/** Also one that was removed since: for the list of what was sent. */
export async function shownTargets(
  db: Database,
  ids: readonly string[],
): Promise<ReadonlyMap<string, Pick<KeptTarget, 'kind' | 'shown'>>> {
  if (ids.length === 0) return new Map();
  const rows = await db
    .selectFrom('notification_target')
    .select(['id', 'kind', 'shown'])
    .where('id', 'in', [...new Set(ids)])
    .execute();
  return new Map(rows.map(({ id, kind, shown }) => [id, { kind, shown }]));
}

const about = z.array(z.enum(NOTIFIED_OF));

function fromRow(row: Selectable<NotificationTargetTable>): KeptTarget {
  return {
    id: row.id,
    kind: row.kind,
    sealed: row.sealed,
    shown: row.shown,
    about: about.parse(JSON.parse(row.about)),
  };
}
