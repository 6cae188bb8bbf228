import type { Selectable } from 'kysely';
import type { Database } from '../database.ts';
import { appendJournal } from '../journal.ts';
import { markStale } from './google.ts';
import type { DuplicateVerdictTable } from './tables.ts';

/** What somebody found of two datasets that share a name. */
export interface Verdict {
  readonly accessions: readonly [string, string]; // sorted
  readonly verdict: DuplicateVerdictTable['verdict'];
  readonly reason: string;
  readonly person: string; // as the journal writes it
  readonly at: Date;
}

/** Kept unless the newest of the pair says the same: whoever was first stays, and comes back. */
export async function saveVerdict(db: Database, given: Verdict): Promise<Verdict | undefined> {
  const { accessions, verdict, reason, person, at } = given;
  const [one, other] = accessions;
  return db.transaction().execute(async (transaction) => {
    const newest = await transaction
      .selectFrom('duplicate_verdict')
      .selectAll()
      .where('one', '=', one)
      .where('other', '=', other)
      .orderBy('id', 'desc')
      .executeTakeFirst();
    if (newest?.verdict === verdict) return fromRow(newest);
    await transaction
      .insertInto('duplicate_verdict')
      .values({ one, other, verdict, reason, person, at: at.getTime() })
      .execute();
    const detail = { accessions, reason };
    await appendJournal(transaction, { at, event: verdict, actor: person, detail });
    await markStale(transaction);
    return undefined;
  });
}

/** Of each pair the newest, or the newest by then. */
export async function listVerdicts(
  db: Database,
  then = new Date(MOST_TIME),
): Promise<readonly Verdict[]> {
  const rows = await db
    .selectFrom('duplicate_verdict as verdict')
    .selectAll()
    .where('verdict.at', '<=', then.getTime())
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('duplicate_verdict as later')
            .select('later.id')
            .whereRef('later.one', '=', 'verdict.one')
            .whereRef('later.other', '=', 'verdict.other')
            .whereRef('later.id', '>', 'verdict.id')
            .where('later.at', '<=', then.getTime()),
        ),
      ),
    )
    .orderBy('id')
    .execute();
  return rows.map(fromRow);
}

const MOST_TIME = 8.64e15; // milliseconds that a date can hold

const fromRow = (row: Selectable<DuplicateVerdictTable>): Verdict => ({
  accessions: [row.one, row.other],
  verdict: row.verdict,
  reason: row.reason,
  person: row.person,
  at: new Date(row.at),
});
