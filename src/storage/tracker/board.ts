import { expressionBuilder, type SqlBool, sql } from 'kysely';
import type { Database } from '../database.ts';
import type { Schema } from '../schema.ts';
import { heldThen } from './proposals.ts';
import { fromRow, heldAt, type Version } from './versions.ts';

/** Which datasets a board shows. */
export interface BoardFilter {
  readonly stage?: string | undefined; // the last of its status, by which it is counted
  readonly tech?: string | undefined;
  readonly curator?: string | undefined;
  readonly isExternal?: boolean | undefined;
  /** With the same status since then or longer. */
  readonly unmovedSince?: Date | undefined;
}

export const BOARD_ORDERS = ['accession', 'state', 'since', 'modified'] as const;
export type BoardOrder = (typeof BOARD_ORDERS)[number];

const COLUMNS = {
  accession: 'accession',
  state: 'reach',
  since: 'since',
  modified: 'modified_at',
} as const satisfies Record<BoardOrder, string>;

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
  let held = db.selectFrom('tracked_version').where(heldAt(id));
  const { stage, tech, curator, isExternal, unmovedSince } = filter;
  if (stage !== undefined) held = held.where(isLast(stage));
  if (tech !== undefined) held = held.where(has('tech', tech, then));
  if (curator !== undefined) held = held.where(has('curators', curator, then));
  if (isExternal !== undefined) held = held.where('is_external', '=', Number(isExternal));
  if (unmovedSince !== undefined) held = held.where('since', '<=', unmovedSince.getTime());
  const { total } = await held
    .select(({ fn }) => fn.countAll<number>().as('total'))
    .executeTakeFirstOrThrow();
  const rows = await held
    .selectAll()
    .orderBy(COLUMNS[order], descending ? 'desc' : 'asc')
    .orderBy('accession')
    .limit(limit)
    .offset(offset)
    .execute();
  return { total, versions: rows.map(fromRow) };
}

/** Words of a status are divided by blanks. */
const isLast = (stage: string) =>
  sql<SqlBool>`substr(' ' || status, -length(${stage}) - 1) = ${` ${stage}`}`;

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
