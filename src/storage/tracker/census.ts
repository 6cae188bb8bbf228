import { sql } from 'kysely';
import type { Database } from '../database.ts';
import { heldThen, isCountedAs, STATUS } from './corrections.ts';
import { heldAt } from './versions.ts';

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

/** The same where datasets count as what people accepted, now or then; these are few. */
export async function takeCorrectedCensus(
  db: Database,
  crawled: readonly CensusRow[],
  { id, then }: { readonly id: number; readonly then?: Date | undefined },
): Promise<readonly CensusRow[]> {
  const moved = await db
    .selectFrom('tracked_version')
    .innerJoin('sheet_proposal', 'sheet_proposal.accession', 'tracked_version.accession')
    .where(heldAt(id))
    .where('title', '=', STATUS)
    .where('state', '=', sql.lit('accepted'))
    .where(heldThen(then))
    .where(isCountedAs('sheet_proposal.reach'))
    .select([
      'tracked_version.reach',
      'is_external',
      'since',
      'sheet_proposal.reach as counts_as',
      'ended_at',
    ])
    .execute();
  const rows = new Map(crawled.map((row) => [keyOf(row), row]));
  const add = (row: CensusRow): void => {
    const datasets = row.datasets + (rows.get(keyOf(row))?.datasets ?? 0);
    rows.set(keyOf(row), { ...row, datasets });
  };
  for (const { reach, is_external, since, counts_as, ended_at } of moved) {
    if (counts_as === null || ended_at === null) continue;
    const isExternal = is_external === 1;
    add({ reach, isExternal, since: new Date(since), datasets: -1 });
    add({ reach: counts_as, isExternal, since: new Date(ended_at), datasets: 1 });
  }
  return [...rows.values()].filter(({ datasets }) => datasets > 0);
}

const keyOf = ({ reach, isExternal, since }: CensusRow): string =>
  `${reach} ${isExternal} ${since.getTime()}`;
