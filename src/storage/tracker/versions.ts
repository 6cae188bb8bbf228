import type { ExpressionBuilder, Selectable } from 'kysely';
import { z } from 'zod';
import type { Database } from '../database.ts';
import type { Schema } from '../schema.ts';
import { among } from './among.ts';
import type { TrackedVersionTable } from './tables.ts';

/** How a dataset stood for a while. */
export interface Version {
  readonly accession: string;
  readonly status: string; // `analysing processed`
  readonly reach: number; // rank of its last stage
  readonly isExternal: boolean;
  readonly since: Date; // when it was first seen with this status
  readonly modifiedAt: Date | undefined;
  readonly tech: readonly string[];
  readonly curators: readonly string[];
  readonly content: string; // all of it, JSON
}

/** A version, and from when to when it held. */
export interface DatedVersion extends Version {
  readonly run: number; // that found it first
  readonly from: Date;
  readonly to: Date | undefined; // it still holds
}

/** What a run found of one stretch of accessions. */
export interface Batch {
  readonly ended: readonly string[]; // accessions whose version holds no longer
  readonly begun: readonly Version[];
  readonly changes: readonly NewChange[];
}
export interface NewChange {
  readonly accession: string;
  readonly kind: string;
  readonly content: string; // JSON
}

/** It counts once the run is done. Within a transaction, for half of it says nothing. */
export async function saveBatch(
  transaction: Database,
  runId: number,
  { ended, begun, changes }: Batch,
): Promise<void> {
  if (ended.length > 0)
    await transaction
      .updateTable('tracked_version')
      .set({ to_run: runId })
      .where('accession', 'in', among(ended))
      .where('to_run', 'is', null)
      .execute();
  if (begun.length > 0)
    await transaction
      .insertInto('tracked_version')
      .values(begun.map((version) => toRow(version, runId)))
      .execute();
  if (changes.length > 0)
    await transaction
      .insertInto('tracked_change')
      .values(changes.map((change) => ({ ...change, run_id: runId })))
      .execute();
}

/** What held when a run was done: a condition on `tracked_version`. */
export const heldAt =
  (runId: number) =>
  ({ eb, and, or }: ExpressionBuilder<Schema, 'tracked_version'>) =>
    and([eb('from_run', '<=', runId), or([eb('to_run', 'is', null), eb('to_run', '>', runId)])]);

/** By accession, from the one after that. */
export async function pageVersions(
  db: Database,
  runId: number,
  { after, limit }: { readonly after: string; readonly limit: number },
): Promise<readonly Version[]> {
  const rows = await db
    .selectFrom('tracked_version')
    .selectAll()
    .where('accession', '>', after)
    .where(heldAt(runId))
    .orderBy('accession')
    .limit(limit)
    .execute();
  return rows.map(fromRow);
}

/** Of these accessions, in no particular order. */
export async function findVersions(
  db: Database,
  runId: number,
  accessions: readonly string[],
): Promise<readonly Version[]> {
  const rows = await db
    .selectFrom('tracked_version')
    .selectAll()
    .where('accession', 'in', among(accessions))
    .where(heldAt(runId))
    .execute();
  return rows.map(fromRow);
}

/** As `findVersions`, so much of them as says whether they are as they were. */
export async function findContents(
  db: Database,
  runId: number,
  accessions: readonly string[],
): Promise<readonly Pick<Version, 'accession' | 'status' | 'since' | 'content'>[]> {
  const rows = await db
    .selectFrom('tracked_version')
    .select(['accession', 'status', 'since', 'content'])
    .where('accession', 'in', among(accessions))
    .where(heldAt(runId))
    .execute();
  return rows.map(({ since, ...row }) => ({ ...row, since: new Date(since) }));
}

/** All that were there when a run was done. */
export async function listAccessions(db: Database, runId: number): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('tracked_version')
    .select('accession')
    .where(heldAt(runId))
    .execute();
  return rows.map(({ accession }) => accession);
}

export async function findVersion(
  db: Database,
  runId: number,
  accession: string,
): Promise<Version | undefined> {
  const row = await db
    .selectFrom('tracked_version')
    .selectAll()
    .where('accession', '=', accession)
    .where(heldAt(runId))
    .executeTakeFirst();
  return row && fromRow(row);
}

/** All accessions that begin so and were ever seen. */
export async function accessionsOf(db: Database, begin: string): Promise<readonly string[]> {
  const rows = await db
    .selectFrom('tracked_version')
    .select('accession')
    .distinct()
    .where('accession', '>=', begin)
    .where('accession', '<', `${begin}:`) // the letter after all digits
    .execute();
  return rows.map(({ accession }) => accession);
}

/** All that was ever known of a dataset, oldest first. */
export async function versionsOf(
  db: Database,
  accession: string,
): Promise<readonly DatedVersion[]> {
  const rows = await db
    .selectFrom('tracked_version')
    .innerJoin('tracker_run as first', 'first.id', 'from_run')
    .leftJoin('tracker_run as next', (join) =>
      join.onRef('next.id', '=', 'to_run').on('next.state', '=', 'done'),
    )
    .selectAll('tracked_version')
    .select(['first.started_at as begins', 'next.started_at as ends'])
    .where('accession', '=', accession)
    .where('first.state', '=', 'done')
    .orderBy('from_run')
    .execute();
  return rows.map((row) => ({
    ...fromRow(row),
    run: row.from_run,
    from: new Date(row.begins),
    to: row.ends === null ? undefined : new Date(row.ends),
  }));
}

function toRow({ content, ...version }: Version, runId: number) {
  const { accession, status, reach } = version;
  return {
    accession,
    from_run: runId,
    to_run: null,
    status,
    reach,
    is_external: Number(version.isExternal),
    since: version.since.getTime(),
    modified_at: version.modifiedAt?.getTime() ?? null,
    tech: JSON.stringify(version.tech),
    curators: JSON.stringify(version.curators),
    content,
  };
}

const texts = z.array(z.string());

export function fromRow(row: Selectable<TrackedVersionTable>): Version {
  const { accession, status, reach, content } = row;
  return {
    accession,
    status,
    reach,
    isExternal: row.is_external === 1,
    since: new Date(row.since),
    modifiedAt: row.modified_at === null ? undefined : new Date(row.modified_at),
    tech: texts.parse(JSON.parse(row.tech)),
    curators: texts.parse(JSON.parse(row.curators)),
    content,
  };
}
