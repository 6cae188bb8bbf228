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
    .select(({ fn }) => ['kind', fn.countAll<number>().as('changes')])
    .groupBy('kind')
    .execute();
  return Object.fromEntries(rows.map(({ kind, changes }) => [kind, changes]));
}

/** A dataset of which these runs found something, whatever became of it. */
export interface Touched {
  readonly accession: string;
  readonly firstChange: number; // id
  readonly lastChange: number; // id
  readonly run: number; // that found the last one
  readonly at: Date; // when that run began
}

/** In the order of their last changes. */
export async function touchedBy(
  db: Database,
  { first, last }: Stretch,
): Promise<readonly Touched[]> {
  const rows = await db
    .selectFrom('tracked_change')
    .innerJoin('tracker_run', 'tracker_run.id', 'run_id')
    .where('tracker_run.state', '=', 'done')
    .where('run_id', '>=', first)
    .where('run_id', '<=', last)
    .select(({ fn }) => [
      'accession',
      fn.min<number>('tracked_change.id').as('firstChange'),
      fn.max<number>('tracked_change.id').as('lastChange'),
      fn.max<number>('run_id').as('run'),
      fn.max<number>('started_at').as('at'),
    ])
    .groupBy('accession')
    .orderBy('lastChange')
    .execute();
  return rows.map(({ at, ...row }) => ({ ...row, at: new Date(at) }));
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
    query = query.where('run_id', '>=', runs.first).where('run_id', '<=', runs.last);
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
