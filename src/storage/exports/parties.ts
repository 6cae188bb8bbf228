import type { Database } from '../database.ts';

/** The number of a party, as the journal names it; given at its first use. */
export async function partyNumber(db: Database, name: string): Promise<number> {
  const known = await db
    .selectFrom('party')
    .select('id')
    .where('name', '=', name)
    .executeTakeFirst();
  if (known !== undefined) return known.id;
  const made = await db
    .insertInto('party')
    .values({ name })
    .returning('id')
    .executeTakeFirstOrThrow();
  return made.id;
}

/** The number of a project; given at its first use. */
export async function projectNumber(db: Database, uuid: string): Promise<number> {
  const known = await db
    .selectFrom('project')
    .select('id')
    .where('uuid', '=', uuid)
    .executeTakeFirst();
  if (known !== undefined) return known.id;
  const made = await db
    .insertInto('project')
    .values({ uuid })
    .returning('id')
    .executeTakeFirstOrThrow();
  return made.id;
}
