import { expressionBuilder, type SqlBool, sql } from 'kysely';
import type { Database } from '../database.ts';
import type { Schema } from '../schema.ts';
import { heldThen, isCountedAs, STATUS } from './corrections.ts';
import { fromRow, heldAt, type Version } from './versions.ts';

/** Which datasets a board shows. */
export interface BoardFilter {
  readonly reach?: number | undefined; // the rank of the state by which it is counted
  readonly tech?: string | undefined;
  readonly curator?: string | undefined;
  readonly isExternal?: boolean | undefined;
  /** With the same status since then or longer. */
  readonly unmovedSince?: Date | undefined;
}

export const BOARD_ORDERS = ['accession', 'state', 'since', 'modified'] as const;
export type BoardOrder = (typeof BOARD_ORDERS)[number];

export interface BoardPage {
  readonly order: BoardOrder;
  readonly descending: boolean;
  readonly limit: number;
  readonly offset: number;
}

export interface Board {
  readonly total: number; // on all pages
  readonly versions: readonly Version[];
}

/** How datasets stood when this run was done. */
export async function readBoard(
  db: Database,
  { id, then }: { readonly id: number; readonly then?: Date | undefined },
  filter: BoardFilter,
  { order, descending, limit, offset }: BoardPage,
): Promise<Board> {
  // What people accepted as a status is little: it is found once, and not for each dataset.
  let held = db
    .selectFrom('tracked_version')
    .where(heldAt(id))
    .leftJoin(
      ({ selectFrom }) =>
        selectFrom('sheet_proposal')
          .select(['accession as whose', 'reach as counts_as', 'ended_at as accepted_at'])
          .where('title', '=', STATUS)
          .where('state', '=', sql.lit('accepted'))
          .where('reach', 'is not', null)
          .where(heldThen(then))
          .as('accepted'),
      (join) => join.onRef('whose', '=', 'tracked_version.accession').on(isCountedAs('counts_as')),
    );
  const { reach, tech, curator, isExternal, unmovedSince } = filter;
  const countsAs = sql<number>`coalesce(counts_as, reach)`;
  const since = sql<number>`coalesce(accepted_at, since)`;
  if (reach !== undefined) held = held.where(countsAs, '=', reach);
  if (tech !== undefined) held = held.where(has('tech', tech, then));
  if (curator !== undefined) held = held.where(has('curators', curator, then));
  if (isExternal !== undefined) held = held.where('is_external', '=', Number(isExternal));
  if (unmovedSince !== undefined) held = held.where(since, '<=', unmovedSince.getTime());
  const { total } = await held
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const columns = {
    accession: 'accession',
    state: countsAs,
    since,
    modified: 'modified_at',
  } as const;
  const rows = await held
    .selectAll('tracked_version')
    .orderBy(columns[order], descending ? 'desc' : 'asc')
    .orderBy('accession')
    .limit(limit)
    .offset(offset)
    .execute();
  return { total, versions: rows.map(fromRow) };
}

/** What people correct is called by the sheet’s column. */
const TITLES = { tech: 'Tech Type', curators: 'Curator' } as const;

/** Letters may be large or small: people type names. A correction counts over the crawl. */
const has = (column: keyof typeof TITLES, value: string, then: Date | undefined) => {
  const accepted = expressionBuilder<Schema>()
    .selectFrom('sheet_proposal')
    .select(
      sql<SqlBool>`instr(' & ' || lower(proposed) || ' & ', ' & ' || lower(${value}) || ' & ') > 0`.as(
        'says',
      ),
    )
    .where(sql<SqlBool>`sheet_proposal.accession = tracked_version.accession`)
    .where('title', '=', TITLES[column])
    .where('sheet_proposal.state', '=', sql.lit('accepted'))
    .where(heldThen(then))
    .orderBy('sheet_proposal.id', 'desc')
    .limit(1);
  return sql<SqlBool>`coalesce((${accepted}), exists (select 1 from json_each(${sql.ref(column)}) where lower(value) = lower(${value})))`;
};
