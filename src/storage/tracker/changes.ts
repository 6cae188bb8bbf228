import { type SqlBool, sql } from 'kysely';
import type { Database } from '../database.ts';

/** A change that a run found. */
export interface KeptChange {
  readonly id: number;
  readonly run: number;
  readonly at: Date; // when the run began
  readonly kind: string;
  readonly content: string; // JSON
}

interface Wanted {
  readonly kind?: string | undefined;
  readonly after?: number | undefined; // id
  readonly limit: number;
}

/** One run after the other: their ids, both included. */
export interface Stretch {
  readonly first: number;
  readonly last: number;
}

/**
 * A dataset that came and went, or went and came, within these runs: its last coming or going is left, and not even that
 * where it is there with the status that it had, or is not there as before.
 */
function isLeft({ first, last }: Stretch) {
  if (first === last) return sql<SqlBool>`true`;
  const presence = sql`FROM tracked_change AS c JOIN tracker_run AS r ON r.id = c.run_id
    WHERE c.accession = tracked_change.accession AND c.kind IN ('gone', 'appeared')
      AND r.state = 'done' AND c.run_id BETWEEN ${first} AND ${last}`;
  return sql<SqlBool>`(tracked_change.kind NOT IN ('gone', 'appeared') OR (
    tracked_change.id = (SELECT max(c.id) ${presence})
    AND (SELECT c.kind = tracked_change.kind OR (
        tracked_change.kind = 'appeared' AND c.content ->> 'status' <> tracked_change.content ->> 'status'
      ) ${presence} ORDER BY c.id LIMIT 1)))`;
}

/** What these runs found, each in the order of the accessions. */
export function changesOfRuns(
  db: Database,
  runs: Stretch,
  wanted: Wanted,
): Promise<readonly KeptChange[]> {
  return list(db, { ...wanted, runs });
}

/** How many of each kind these runs found. */
export async function countChanges(
  db: Database,
  { first, last }: Stretch,
): Promise<Readonly<Record<string, number>>> {
  const rows = await db
    .selectFrom('tracked_change')
    .innerJoin('tracker_run', 'tracker_run.id', 'run_id')
    .where('tracker_run.state', '=', 'done')
    .where('run_id', '>=', first)
    .where('run_id', '<=', last)
    .where(isLeft({ first, last }))
    .select(({ fn }) => ['kind', fn.countAll<number>().as('changes')])
    .groupBy('kind')
    .execute();
  return Object.fromEntries(rows.map(({ kind, changes }) => [kind, changes]));
}

/** All that ever happened to a dataset, oldest first. */
export function changesOfDataset(
  db: Database,
  accession: string,
  wanted: Wanted,
): Promise<readonly KeptChange[]> {
  return list(db, { ...wanted, accession });
}

async function list(
  db: Database,
  wanted: Wanted & { readonly runs?: Stretch; readonly accession?: string },
): Promise<readonly KeptChange[]> {
  const { runs, accession, kind, after, limit } = wanted;
  let query = db
    .selectFrom('tracked_change')
    .innerJoin('tracker_run', 'tracker_run.id', 'run_id')
    .select(['tracked_change.id', 'run_id', 'started_at', 'kind', 'content'])
    .where('tracker_run.state', '=', 'done');
  if (runs !== undefined)
    query = query
      .where('run_id', '>=', runs.first)
      .where('run_id', '<=', runs.last)
      .where(isLeft(runs));
  if (accession !== undefined) query = query.where('accession', '=', accession);
  if (kind !== undefined) query = query.where('kind', '=', kind);
  if (after !== undefined) query = query.where('tracked_change.id', '>', after);
  const rows = await query.orderBy('tracked_change.id').limit(limit).execute();
  return rows.map(({ id, run_id: run, started_at, kind, content }) => ({
    id,
    run,
    at: new Date(started_at),
    kind,
    content,
  }));
}
