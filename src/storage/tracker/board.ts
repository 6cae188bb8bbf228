import { type SqlBool, sql } from 'kysely';
import type { Database } from '../database.ts';
import { fromRow, heldAt, type Version } from './versions.ts';

/** Which datasets a board shows. */
export interface BoardFilter {
  readonly stage?: string | undefined; // any of its status
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
  runId: number,
  filter: BoardFilter,
  { order, descending, limit, offset }: BoardPage,
): Promise<Board> {
  let held = db.selectFrom('tracked_version').where(heldAt(runId));
  const { stage, tech, curator, isExternal, unmovedSince } = filter;
  if (stage !== undefined)
    held = held.where(sql<SqlBool>`instr(' ' || status || ' ', ${` ${stage} `}) > 0`);
  if (tech !== undefined) held = held.where(has('tech', tech));
  if (curator !== undefined) held = held.where(has('curators', curator));
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

/** Letters may be large or small: people type names. */
const has = (column: 'tech' | 'curators', value: string) =>
  sql<SqlBool>`exists (select 1 from json_each(${sql.ref(column)}) where lower(value) = lower(${value}))`;
