import type { Named } from '../../domain/bucket-order.ts';
import type { Database } from '../database.ts';

/** Of each dataset the version of its file that was agreed to last, and when. */
export async function listInForce(
  db: Database,
): Promise<readonly (Named & { readonly text: string; readonly since: Date })[]> {
  const rows = await db
    .selectFrom('bucket_in_force')
    .selectAll()
    .orderBy('kind')
    .orderBy('name')
    .execute();
  return rows.map(({ since, ...row }) => ({ ...row, since: new Date(since) }));
}

/** Null ends the dataset: nothing of it holds, and it is nobody’s any more. The same text again keeps its day. */
export async function putInForce(
  db: Database,
  { kind, name }: Named,
  text: string | null,
  now: Date,
): Promise<void> {
  if (text === null) {
    for (const table of ['bucket_in_force', 'bucket_owner'] as const)
      await db.deleteFrom(table).where('kind', '=', kind).where('name', '=', name).execute();
    return;
  }
  const since = now.getTime();
  await db
    .insertInto('bucket_in_force')
    .values({ kind, name, text, since })
    .onConflict((conflict) =>
      conflict
        .columns(['kind', 'name'])
        .doUpdateSet({ text, since })
        .whereRef('bucket_in_force.text', '!=', 'excluded.text'),
    )
    .execute();
}

export async function isAdopted(db: Database): Promise<boolean> {
  return (await db.selectFrom('bucket_adoption').select('id').executeTakeFirst()) !== undefined;
}

/** False where that was done before. */
export async function noteAdoption(db: Database, now: Date): Promise<boolean> {
  const { numInsertedOrUpdatedRows } = await db
    .insertInto('bucket_adoption')
    .values({ id: 1, at: now.getTime() })
    .onConflict((conflict) => conflict.doNothing())
    .executeTakeFirst();
  return (numInsertedOrUpdatedRows ?? 0n) > 0n;
}

/** Whose each dataset is, as the journal names them. */
export async function listOwners(
  db: Database,
): Promise<readonly (Named & { readonly by: string })[]> {
  const rows = await db.selectFrom('bucket_owner').select(['kind', 'name', 'party']).execute();
  return rows.map(({ party, ...named }) => ({ ...named, by: party }));
}

export async function isOwner(
  db: Database,
  { kind, name }: Named,
  party: string,
): Promise<boolean> {
  const row = await db
    .selectFrom('bucket_owner')
    .select('party')
    .where('kind', '=', kind)
    .where('name', '=', name)
    .executeTakeFirst();
  return row?.party === party;
}

/** Of a new dataset: whoever asked for it, unless it has been handed on since. */
export async function putFirstOwner(
  db: Database,
  { kind, name }: Named,
  party: string,
  now: Date,
): Promise<void> {
  await db
    .insertInto('bucket_owner')
    .values({ kind, name, party, since: now.getTime() })
    .onConflict((conflict) => conflict.doNothing())
    .execute();
}

export async function putOwner(
  db: Database,
  { kind, name }: Named,
  party: string,
  now: Date,
): Promise<void> {
  const its = { party, since: now.getTime() };
  await db
    .insertInto('bucket_owner')
    .values({ kind, name, ...its })
    .onConflict((conflict) => conflict.columns(['kind', 'name']).doUpdateSet(its))
    .execute();
}
