import type { Named } from '../../domain/bucket-order.ts';
import type { Leaver, Recertified } from '../../domain/bucket-upkeep.ts';
import type { Database } from '../database.ts';
import { appendJournal } from '../journal.ts';

const LOOKED_AFTER = 'buckets looked after';

/** That all grants were looked through, and how much of it was new to people. */
export async function noteLook(
  db: Database,
  detail: { readonly datasets: number; readonly told: number },
  now: Date,
): Promise<void> {
  await db
    .transaction()
    .execute((trx) => appendJournal(trx, { at: now, event: LOOKED_AFTER, actor: 'timer', detail }));
}

/** The last time; where there was none yet, when the journal begins. */
export async function lastLook(db: Database): Promise<Date | undefined> {
  const journal = db.selectFrom('journal').select('at').limit(1);
  const looks = journal.where('event', '=', LOOKED_AFTER).orderBy('seq', 'desc');
  const found =
    (await looks.executeTakeFirst()) ?? (await journal.orderBy('seq').executeTakeFirst());
  return found && new Date(found.at);
}

/** False where it was told before. */
export async function noteReminder(
  db: Database,
  { kind, name }: Named,
  about: string,
  now: Date,
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('bucket_reminder')
    .values({ kind, name, about, at: now.getTime() })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

export async function listLeavers(db: Database): Promise<readonly Leaver[]> {
  return db.selectFrom('bucket_leaver').select(['who', 'why']).orderBy('who').execute();
}

/** Those that were found this time; whoever is back is none any more. */
export async function replaceLeavers(
  db: Database,
  leavers: readonly Leaver[],
  now: Date,
): Promise<void> {
  await db.transaction().execute(async (trx) => {
    const found = leavers.map(({ who }) => who);
    await trx.deleteFrom('bucket_leaver').where('who', 'not in', found).execute();
    for (const { who, why } of leavers)
      await trx
        .insertInto('bucket_leaver')
        .values({ who, why, found_at: now.getTime() })
        .onConflict((conflict) => conflict.column('who').doUpdateSet({ why }))
        .execute();
  });
}

/** False where somebody has said so in this quarter already. */
export async function addRecertification(
  db: Database,
  { kind, name }: Named,
  { quarter, by, at, hash }: Recertified & { readonly hash: string },
): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('bucket_recertification')
    .values({ kind, name, quarter, hash, party: by, at: at.getTime() })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** The last time that somebody has looked at each dataset. */
export async function listRecertified(db: Database): Promise<readonly (Named & Recertified)[]> {
  const rows = await db.selectFrom('bucket_recertification').selectAll().orderBy('at').execute();
  return rows.map(({ kind, name, quarter, party, at }) => ({
    ...{ kind, name, quarter },
    by: party,
    at: new Date(at),
  }));
}

/** When somebody agreed to the grant of each dataset, oldest first. */
export async function listAgreements(
  db: Database,
): Promise<readonly (Named & { readonly at: Date })[]> {
  const rows = await db
    .selectFrom('bucket_request')
    .innerJoin('bucket_decision', (join) =>
      join
        .onRef('bucket_decision.request_id', '=', 'bucket_request.id')
        .onRef('bucket_decision.round', '=', 'bucket_request.round')
        .on('bucket_decision.verdict', '=', 'approved'),
    )
    .select(['kind', 'name', 'bucket_decision.at'])
    .where('bucket_request.status', '=', 'applied')
    .orderBy('bucket_decision.at')
    .execute();
  return rows.flatMap(({ kind, name, at }) =>
    kind === null ? [] : [{ kind, name, at: new Date(at) }],
  );
}
