import { type Selectable, sql } from 'kysely';
import type { ProposedCell } from '../../domain/proposed-cell.ts';
import type { Database } from '../database.ts';
import { appendJournal } from '../journal.ts';
import { settleCorrection } from './corrections.ts';
import { markStale, type SheetOf } from './google.ts';
import type { SheetProposalTable } from './tables.ts';

/** What somebody wrote into a cell of ours, and what became of it. */
export interface Proposal extends ProposedCell {
  readonly id: number;
  readonly spreadsheet: string;
  readonly state: SheetProposalTable['state'];
  readonly endedAt: Date | undefined;
  readonly person: string | undefined; // who decided it
  readonly reason: string | undefined;
  /** Of a status: the rank of the state that it names. */
  readonly reach: number | undefined;
  readonly settledAt: Date | undefined; // from then on it held no longer, though it was accepted
  readonly settledBy: string | undefined; // who took it back
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
    readonly proposed: readonly (CellOf & Pick<Proposal, 'was' | 'proposed' | 'reach'>)[];
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
    for (const { spreadsheet, sheet, accession, title, was, proposed, reach } of found.proposed)
      await transaction
        .insertInto('sheet_proposal')
        .values({
          ...{ spreadsheet, sheet, accession, title, was, proposed },
          seen_at: at.getTime(),
          state: 'open',
          reach: reach ?? null,
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

/** What waits for somebody to decide it, oldest first: how many there are, and some from the one after that. */
export async function waitingProposals(
  db: Database,
  { after, limit }: { readonly after: number; readonly limit: number },
): Promise<{ readonly count: number; readonly some: readonly Proposal[] }> {
  const open = db.selectFrom('sheet_proposal').where('state', '=', sql.lit('open'));
  const { count } = await open
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .executeTakeFirstOrThrow();
  const rows = await open.selectAll().where('id', '>', after).orderBy('id').limit(limit).execute();
  return { count, some: rows.map(fromRow) };
}

export async function findProposal(db: Database, id: number): Promise<Proposal | undefined> {
  const row = await db
    .selectFrom('sheet_proposal')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  return row && fromRow(row);
}

interface Decision {
  readonly state: 'accepted' | 'refused';
  readonly person: string;
  readonly reason: string | undefined;
  readonly at: Date;
}

/** Undefined where it is not open any more. What was proposed is known to stand there from now on. */
export async function decideProposal(
  db: Database,
  id: number,
  decision: Decision,
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

/** Somebody takes back what was accepted. Undefined where it holds no longer. */
export async function takeBackCorrection(
  db: Database,
  id: number,
  { person, reason, at }: Omit<Decision, 'state'>,
): Promise<Proposal | undefined> {
  return db.transaction().execute(async (transaction) => {
    const row = await transaction
      .updateTable('sheet_proposal')
      .set({ settled_at: at.getTime(), settled_by: person })
      .where('id', '=', id)
      .where('state', '=', 'accepted')
      .where('settled_at', 'is', null)
      .returningAll()
      .executeTakeFirst();
    if (row === undefined) return undefined;
    await markStale(transaction);
    const { sheet, accession, title, proposed } = row;
    const detail = { proposal: id, sheet, accession, title, proposed, reason };
    await appendJournal(transaction, { at, event: 'proposal taken back', actor: person, detail });
    return fromRow(row);
  });
}

/** All that was ever accepted for cells of a dataset, oldest first. */
export async function acceptedOf(db: Database, accession: string): Promise<readonly Proposal[]> {
  const rows = await db
    .selectFrom('sheet_proposal')
    .selectAll()
    .where('accession', '=', accession)
    .where('state', '=', sql.lit('accepted'))
    .orderBy('id')
    .execute();
  return rows.map(fromRow);
}

export function fromRow(row: Selectable<SheetProposalTable>): Proposal {
  const { id, spreadsheet, sheet, accession, title, was, proposed, state } = row;
  return {
    ...{ id, spreadsheet, sheet, accession, title, was, proposed, state },
    seenAt: new Date(row.seen_at),
    endedAt: row.ended_at === null ? undefined : new Date(row.ended_at),
    person: row.person ?? undefined,
    reason: row.reason ?? undefined,
    reach: row.reach ?? undefined,
    settledAt: row.settled_at === null ? undefined : new Date(row.settled_at),
    settledBy: row.settled_by ?? undefined,
  };
}
