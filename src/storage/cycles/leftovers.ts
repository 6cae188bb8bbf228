import type { Leftover } from '../../domain/cycle/clean-up.ts';
import type { Database } from '../database.ts';

/** Rows of one statement: few enough that nobody waits for it. */
export const ROWS_AT_ONCE = 500;

/** Removes some of what was listed up to this clean-up; false once there is no more. */
export async function dropLeftovers(
  db: Database,
  cycleId: string,
  cleanUp: number,
): Promise<boolean> {
  const { numDeletedRows } = await db
    .deleteFrom('leftover')
    .where(({ eb, refTuple, selectFrom }) =>
      eb(
        refTuple('cycle_id', 'clean_up', 'kind', 'key', 'version'),
        'in',
        selectFrom('leftover')
          .select(['cycle_id', 'clean_up', 'kind', 'key', 'version'])
          .where('cycle_id', '=', cycleId)
          .where('clean_up', '<=', cleanUp)
          .limit(ROWS_AT_ONCE)
          .$asTuple('cycle_id', 'clean_up', 'kind', 'key', 'version'),
      ),
    )
    .executeTakeFirst();
  return Number(numDeletedRows) === ROWS_AT_ONCE;
}

/** Keeps a piece of the list that people are shown. */
export async function addLeftovers(
  db: Database,
  cycleId: string,
  cleanUp: number,
  leftovers: readonly Leftover[],
): Promise<void> {
  await db
    .insertInto('leftover')
    .values(leftovers.map((row) => ({ ...row, cycle_id: cycleId, clean_up: cleanUp })))
    .execute();
}

/** The next of the list, always in the same order; none once there is no more. */
export async function nextLeftovers(
  db: Database,
  cycleId: string,
  cleanUp: number,
  after: Leftover | undefined,
): Promise<readonly Leftover[]> {
  return db
    .selectFrom('leftover')
    .select(['kind', 'key', 'version', 'bytes', 'checksum'])
    .where('cycle_id', '=', cycleId)
    .where('clean_up', '=', cleanUp)
    .$if(after !== undefined, (query) =>
      query.where(({ eb, refTuple, tuple }) =>
        eb(
          refTuple('kind', 'key', 'version'),
          '>',
          tuple(after?.kind ?? 'object', after?.key ?? '', after?.version ?? ''),
        ),
      ),
    )
    .orderBy('kind')
    .orderBy('key')
    .orderBy('version')
    .limit(ROWS_AT_ONCE)
    .execute();
}
