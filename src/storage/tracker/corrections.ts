import { type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import type { Database } from '../database.ts';
import type { Schema } from '../schema.ts';

/** What somebody accepted for a cell, as it holds over the crawl. */
export interface Correction {
  readonly proposal: number;
  readonly text: string;
  readonly person: string; // who accepted it
  readonly at: Date;
  /** Of a status: the rank of the state that the dataset counts as; undefined where it names none. */
  readonly reach: number | undefined;
}

/**
 * Whether a dataset counts as a status that was accepted, by the column with its rank: what is external, the lowest one,
 * and what is ours only a crawl says.
 */
export const isCountedAs = (reach: 'counts_as' | 'sheet_proposal.reach') =>
  sql<SqlBool>`(${sql.ref(reach)} = 0) = is_external`;

/** By accession, and then by title of the column. */
export type Corrections = ReadonlyMap<string, ReadonlyMap<string, Correction>>;

/** The column of what decides where a dataset counts. */
export const STATUS = 'Status';

/** What was accepted and holds over the crawl, or held then. */
export async function listCorrections(db: Database, then?: Date): Promise<Corrections> {
  const found = new Map<string, Map<string, Correction>>();
  const rows = await db
    .selectFrom('sheet_proposal')
    .selectAll()
    .where('state', '=', sql.lit('accepted'))
    .where(heldThen(then))
    .orderBy('id')
    .execute();
  for (const { id, accession, title, proposed, person, ended_at, reach } of rows) {
    const correction: Correction = {
      ...{ proposal: id, text: proposed, person: person ?? '' },
      ...{ at: new Date(ended_at ?? 0), reach: reach ?? undefined },
    };
    found.set(accession, (found.get(accession) ?? new Map()).set(title, correction));
  }
  return found;
}

/** Of what was accepted: whether it holds, or held then. */
export const heldThen =
  (then: Date | undefined) =>
  ({ eb, and, or }: ExpressionBuilder<Schema, 'sheet_proposal'>) =>
    then === undefined
      ? eb('settled_at', 'is', null)
      : and([
          eb('ended_at', '<=', then.getTime()),
          or([eb('settled_at', 'is', null), eb('settled_at', '>', then.getTime())]),
        ]);

/**
 * What was accepted for a cell holds no longer: the crawl says the same, or another proposal takes its place. `by`: that
 * one; ids begin at 1.
 */
export async function settleCorrection(
  db: Database,
  { accession, title, at }: { accession: string; title: string; at: Date },
  by = 0,
): Promise<void> {
  await db
    .updateTable('sheet_proposal')
    .set({ settled_at: at.getTime() })
    .where('accession', '=', accession)
    .where('title', '=', title)
    .where('state', '=', sql.lit('accepted'))
    .where('settled_at', 'is', null)
    .where('id', '<>', by)
    .execute();
}

/** A status that was accepted holds until a run finds the dataset with another one: from then on the crawl says it again. */
export async function settleStatusOfMoved(db: Database, runId: number, at: Date): Promise<void> {
  await db
    .updateTable('sheet_proposal')
    .set({ settled_at: at.getTime() })
    .where('title', '=', STATUS)
    .where('state', '=', sql.lit('accepted'))
    .where('settled_at', 'is', null)
    .where(({ exists, selectFrom }) =>
      exists(
        selectFrom('tracked_change')
          .select('tracked_change.id')
          .whereRef('tracked_change.accession', '=', 'sheet_proposal.accession')
          .where('run_id', '=', runId)
          .where('kind', '<>', 'edited')
          .where(
            sql<SqlBool>`(kind in ('appeared', 'gone') or content ->> 'from' <> content ->> 'to')`,
          ),
      ),
    )
    .execute();
}
