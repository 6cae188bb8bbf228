import { type SqlBool, sql } from 'kysely';
import type { Database } from '../database.ts';
import { fromRow, heldAt, type Version } from './versions.ts';

/** How many datasets stand so, and since when: those of one rank that one crawl was the first to see so. */
export interface CensusRow {
  readonly reach: number;
  readonly isExternal: boolean;
  readonly since: Date; // when they were first seen so
  readonly datasets: number;
}

/** All datasets as they stood when this run was done, counted. */
export async function takeCensus(db: Database, runId: number): Promise<readonly CensusRow[]> {
  const rows = await db
    .selectFrom('tracked_version')
    .where(heldAt(runId))
    .select(['reach', 'is_external', 'since'])
    .select(({ fn }) => fn.countAll<number>().as('datasets'))
    .groupBy(['reach', 'is_external', 'since'])
    .execute();
  return rows.map(({ reach, is_external, since, datasets }) => ({
    reach,
    isExternal: is_external === 1,
    since: new Date(since),
    datasets,
  }));
}

/** Datasets that mention one of these names, in whatever field: few, to be looked at. */
export async function mentioning(
  db: Database,
  runId: number,
  names: readonly string[],
): Promise<readonly Version[]> {
  if (names.length === 0) return [];
  const rows = await db
    .selectFrom('tracked_version')
    .selectAll()
    .where(heldAt(runId))
    .where(({ or }) =>
      or(
        names.map(
          (name) => sql<SqlBool>`instr(upper(content), ${JSON.stringify(name.toUpperCase())}) > 0`,
        ),
      ),
    )
    .orderBy('accession')
    .limit(MOST_MENTIONS)
    .execute();
  return rows.map(fromRow);
}

const MOST_MENTIONS = 200;
