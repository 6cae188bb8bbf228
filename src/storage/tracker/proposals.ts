import { type ExpressionBuilder, type Selectable, sql } from 'kysely';
import type { ProposedCell } from '../../domain/proposed-cell.ts';
import type { Database } from '../database.ts';
import { appendJournal } from '../journal.ts';
import type { Schema } from '../schema.ts';
import type { SheetOf } from './google.ts';
import type { SheetProposalTable } from './tables.ts';

/** What somebody wrote into a cell of ours, and what became of it. */
export interface Proposal extends ProposedCell {
  readonly id: number;
  readonly spreadsheet: string;
  readonly state: SheetProposalTable['state'];
  readonly endedAt: Date | undefined;
  readonly person: string | undefined; // who decided it
  readonly reason: string | undefined;
}

interface CellOf extends SheetOf {
  readonly accession: string;
  readonly title: string;
}

export async function openProposals(
  db: Database,
  { spreadsheet, sheet }: SheetOf,
): Promise<readonly Proposal[]> {
  const rows = await db
    .selectFrom('sheet_proposal')
    .selectAll()
    .where('spreadsheet', '=', spreadsheet)
    .where('sheet', '=', sheet)
    .where('state', '=', sql.lit('open'))
    .execute();
  return rows.map(fromRow);
}

/** What was found of a sheet: proposals that are none any more first, since a cell has one at a time. */
export async function saveProposals(
  db: Database,
  at: Date,
  found: {
    readonly ended: readonly (CellOf & { readonly state: 'withdrawn' | 'agreed' })[];
    readonly proposed: readonly (CellOf & Pick<Proposal, 'was' | 'proposed'>)[];
  },
): Promise<void> {
  if (found.ended.length + found.proposed.length === 0) return;
  await db.transaction().execute(async (transaction) => {
    for (const { state, spreadsheet, sheet, accession, title } of found.ended)
      await transaction
        .updateTable('sheet_proposal')
        .set({ state, ended_at: at.getTime() })
        .where('spreadsheet', '=', spreadsheet)
        .where('sheet', '=', sheet)
        .where('accession', '=', accession)
        .where('title', '=', title)
        .where('state', '=', 'open')
        .execute();
    for (const { spreadsheet, sheet, accession, title, was, proposed } of found.proposed)
      await transaction
        .insertInto('sheet_proposal')
        .values({
          ...{ spreadsheet, sheet, accession, title, was, proposed },
          seen_at: at.getTime(),
          state: 'open',
        })
        .execute();
  });
}

/** Newest first. */
export async function listProposals(
  db: Database,
  wanted: {
    readonly state?: Proposal['state'] | undefined;
    readonly before?: number | undefined; // id
    readonly limit: number;
  },
): Promise<readonly Proposal[]> {
  let query = db.selectFrom('sheet_proposal').selectAll();
  if (wanted.state !== undefined) query = query.where('state', '=', wanted.state);
  if (wanted.before !== undefined) query = query.where('id', '<', wanted.before);
  const rows = await query.orderBy('id', 'desc').limit(wanted.limit).execute();
  return rows.map(fromRow);
}

/** Undefined where it is not open any more. What was proposed is known to stand there from now on. */
export async function decideProposal(
  db: Database,
  id: number,
  decision: {
    readonly state: 'accepted' | 'refused';
    readonly person: string;
    readonly reason: string | undefined;
    readonly at: Date;
  },
): Promise<Proposal | undefined> {
  const { state, person, reason, at } = decision;
  return db.transaction().execute(async (transaction) => {
    const row = await transaction
      .updateTable('sheet_proposal')
      .set({ state, person, reason: reason ?? null, ended_at: at.getTime() })
      .where('id', '=', id)
      .where('state', '=', 'open')
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) return undefined;
    const { spreadsheet, sheet, accession, title, was, proposed } = row;
    if (state === 'accepted') await settleCorrection(transaction, { accession, title, at }, id);
    await transaction
      .updateTable('google_row')
      .set({
        written: sql<string>`json_patch(written, json_object(${title}, ${proposed}))`,
      })
      .where('spreadsheet', '=', spreadsheet)
      .where('sheet', '=', sheet)
      .where('accession', '=', accession)
      .execute();
    await transaction
      .updateTable('google_spreadsheet')
      .set({ stale: sql<number>`stale + 1` })
      .where('id', '=', spreadsheet)
      .execute();
    const detail = { proposal: id, sheet, accession, title, was, proposed, reason };
    await appendJournal(transaction, { at, event: `proposal ${state}`, actor: person, detail });
    return fromRow(row);
  });
}

/** By accession, and then by title of the column. */
export type Corrections = ReadonlyMap<string, ReadonlyMap<string, string>>;

/** What was accepted and holds over the crawl, or held then. */
export async function listCorrections(db: Database, then?: Date): Promise<Corrections> {
  const found = new Map<string, Map<string, string>>();
  const rows = await db
    .selectFrom('sheet_proposal')
    .select(['accession', 'title', 'proposed'])
    .where('state', '=', sql.lit('accepted'))
    .where(heldThen(then))
    .orderBy('id')
    .execute();
  for (const { accession, title, proposed } of rows)
    found.set(accession, (found.get(accession) ?? new Map()).set(title, proposed));
  return found;
}

/** Of what was accepted: whether it holds, or held then. */
export const heldThen =
  (then: Date | undefined) =>
  ({ eb, and, or }: ExpressionBuilder<Schema, 'sheet_proposal'>) =>
    then === undefined
      ? eb('settled_at', 'is', null)
      : and([
          eb('ended_at', '<=', then.getTime()),
          or([eb('settled_at', 'is', null), eb('settled_at', '>', then.getTime())]),
        ]);

/**
 * What was accepted for a cell holds no longer: the crawl says the same, or another proposal takes its place. `by`: that
 * one; ids begin at 1.
 */
export async function settleCorrection(
  db: Database,
  { accession, title, at }: Pick<CellOf, 'accession' | 'title'> & { readonly at: Date },
  by = 0,
): Promise<void> {
  await db
    .updateTable('sheet_proposal')
    .set({ settled_at: at.getTime() })
    .where('accession', '=', accession)
    .where('title', '=', title)
    .where('state', '=', sql.lit('accepted'))
    .where('settled_at', 'is', null)
    .where('id', '<>', by)
    .execute();
}

export function fromRow(row: Selectable<SheetProposalTable>): Proposal {
  const { id, spreadsheet, sheet, accession, title, was, proposed, state } = row;
  return {
    ...{ id, spreadsheet, sheet, accession, title, was, proposed, state },
    seenAt: new Date(row.seen_at),
    endedAt: row.ended_at === null ? undefined : new Date(row.ended_at),
    person: row.person ?? undefined,
    reason: row.reason ?? undefined,
  };
}
