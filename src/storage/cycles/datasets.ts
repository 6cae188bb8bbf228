import { type SqlBool, sql } from 'kysely';
import type { Cycle } from '../../domain/cycle/cycle.ts';
import type { Database } from '../database.ts';
import { alertIsOpen, fromRow } from './cycles.ts';

/** Where a page ends: the next one begins behind it, whatever was opened meanwhile. */
export interface Place {
  readonly openedAt: number; // epoch milliseconds
  readonly id: string;
}

export interface DatasetFilter {
  readonly state?: string | undefined;
  readonly late?: boolean | undefined;
  /** Any of these: UUID, short name, or an accession that the archives gave. */
  readonly called?: readonly string[] | undefined;
}

/** The newest cycle of each dataset, the one that was opened last first. */
export async function pageDatasets(
  db: Database,
  wanted: DatasetFilter & {
    readonly limit: number;
    readonly after?: Place | undefined;
  },
): Promise<readonly Cycle[]> {
  const { state, late, called, after } = wanted;
  let query = db
    .selectFrom('cycle')
    .selectAll()
    .where(({ not, exists, selectFrom }) =>
      not(
        exists(
          selectFrom('cycle as later')
            .select('later.id')
            .whereRef('later.runbook', '=', 'cycle.runbook')
            .whereRef('later.project_uuid', '=', 'cycle.project_uuid')
            .whereRef('later.number', '>', 'cycle.number'),
        ),
      ),
    );
  if (state !== undefined) query = query.where('state', '=', state);
  if (late === true) query = query.where(alertIsOpen);
  if (late === false) query = query.where(({ not }) => not(alertIsOpen));
  if (called !== undefined) {
    const names = called.map((name) => name.toLowerCase());
    query = query.where((where) =>
      where.or([
        where('project_uuid', 'in', names),
        where(where.fn('lower', ['short_name']), 'in', names),
        hasAccession(names),
      ]),
    );
  }
  if (after !== undefined) {
    query = query.where(sql<SqlBool>`(opened_at, id) < (${after.openedAt}, ${after.id})`);
  }
  const rows = await query
    .orderBy('opened_at', 'desc')
    .orderBy('id', 'desc')
    .limit(wanted.limit)
    .execute();
  return rows.map(fromRow);
}

const hasAccession = (names: readonly string[]) =>
  sql<SqlBool>`exists (select 1 from json_each(memory, '$.archive.accessions.first')
    where lower(value ->> '$.accession') in (${sql.join(names)}))`;

/** How many cycles are open in each state, and how many of all have an open alert. */
export async function countOpen(db: Database): Promise<{
  readonly states: readonly { runbook: string; state: string; count: number }[];
  readonly alerts: number;
}> {
  const states = await db
    .selectFrom('cycle')
    .select(['runbook', 'state', ({ fn }) => fn.countAll<number>().as('count')])
    .where('closed_at', 'is', null)
    .groupBy(['runbook', 'state'])
    .execute();
  const { count } = await db
    .selectFrom('cycle')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('closed_at', 'is', null)
    .where(alertIsOpen)
    .executeTakeFirstOrThrow();
  return { states, alerts: count };
}
