import { type ExpressionBuilder, type SqlBool, sql } from 'kysely';
import type { Database } from '../database.ts';
import type { Schema } from '../schema.ts';
import { fromRow, heldAt, type Version } from './versions.ts';

const MOST_MENTIONS = 200;

/** Datasets that mention one of these names, in whatever field: few, to be looked at. */
export async function mentioning(
  db: Database,
  runId: number,
  names: readonly string[],
): Promise<readonly Version[]> {
  const rows = await db
    .selectFrom('tracked_version')
    .selectAll()
    .where(heldAt(runId))
    .where(mentions(names))
    .orderBy('accession')
    .limit(MOST_MENTIONS)
    .execute();
  return rows.map(fromRow);
}

/** The same of those that were nowhere any more when this run was done: how each stood last, and the run that missed it. */
export async function goneMentioning(
  db: Database,
  runId: number,
  names: readonly string[],
): Promise<readonly (Version & { readonly to: Date })[]> {
  const rows = await db
    .selectFrom('tracked_version')
    // By the journal: versions that ended because something of them changed are many more.
    .innerJoin('tracked_change', (join) =>
      join
        .onRef('tracked_change.accession', '=', 'tracked_version.accession')
        .onRef('tracked_change.run_id', '=', 'to_run')
        .on('kind', '=', 'gone'),
    )
    .innerJoin('tracker_run as next', 'next.id', 'to_run')
    .selectAll('tracked_version')
    .select('next.started_at as ends')
    .where('next.state', '=', 'done')
    .where('to_run', '<=', runId)
    .where(mentions(names))
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('tracked_version as later')
            .select('later.accession')
            .whereRef('later.accession', '=', 'tracked_version.accession')
            .whereRef('later.from_run', '>=', 'tracked_version.to_run')
            .where('later.from_run', '<=', runId),
        ),
      ),
    )
    .orderBy('tracked_version.accession')
    .limit(MOST_MENTIONS)
    .execute();
  return rows.map((row) => ({ ...fromRow(row), to: new Date(row.ends) }));
}

const mentions =
  (names: readonly string[]) =>
  ({ or }: Pick<ExpressionBuilder<Schema, 'tracked_version'>, 'or'>) =>
    or(
      names.map(
        (name) =>
          sql<SqlBool>`instr(upper(tracked_version.content), ${JSON.stringify(name.toUpperCase())}) > 0`,
      ),
    );
