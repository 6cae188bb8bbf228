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

/** What one run found, in the order of the accessions. */
export function changesOfRun(
  db: Database,
  runId: number,
  wanted: Wanted,
): Promise<readonly KeptChange[]> {
  return list(db, { ...wanted, runId });
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
  wanted: Wanted & { readonly runId?: number; readonly accession?: string },
): Promise<readonly KeptChange[]> {
  const { runId, accession, kind, after, limit } = wanted;
  let query = db
    .selectFrom('tracked_change')
    .innerJoin('tracker_run', 'tracker_run.id', 'run_id')
    .select(['tracked_change.id', 'run_id', 'started_at', 'kind', 'content'])
    .where('tracker_run.state', '=', 'done');
  if (runId !== undefined) query = query.where('run_id', '=', runId);
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
