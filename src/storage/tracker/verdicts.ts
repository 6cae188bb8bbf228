import type { Database } from '../database.ts';
import { appendJournal } from '../journal.ts';
import type { DuplicateVerdictTable } from './tables.ts';

/** What somebody found of two datasets that share a name. */
export interface Verdict {
  readonly accessions: readonly [string, string]; // sorted
  readonly verdict: DuplicateVerdictTable['verdict'];
  readonly reason: string;
  readonly person: string; // as the journal writes it
  readonly at: Date;
}

export async function saveVerdict(db: Database, given: Verdict): Promise<void> {
  const { accessions, verdict, reason, person, at } = given;
  const [one, other] = accessions;
  await db.transaction().execute(async (transaction) => {
    await transaction
      .insertInto('duplicate_verdict')
      .values({ one, other, verdict, reason, person, at: at.getTime() })
      .execute();
    const detail = { accessions, reason };
    await appendJournal(transaction, { at, event: verdict, actor: person, detail });
  });
}

/** Of each pair the newest. */
export async function listVerdicts(db: Database): Promise<readonly Verdict[]> {
  const rows = await db
    .selectFrom('duplicate_verdict as verdict')
    .selectAll()
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('duplicate_verdict as later')
            .select('later.id')
            .whereRef('later.one', '=', 'verdict.one')
            .whereRef('later.other', '=', 'verdict.other')
            .whereRef('later.id', '>', 'verdict.id'),
        ),
      ),
    )
    .orderBy('id')
    .execute();
  return rows.map(({ one, other, verdict, reason, person, at }) => ({
    accessions: [one, other],
    verdict,
    reason,
    person,
    at: new Date(at),
  }));
}
