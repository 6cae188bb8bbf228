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
  readonly project?: string | undefined; // UUID or short name
}

/** The newest cycle of each dataset, the one that was opened last first. */
export async function pageDatasets(
  db: Database,
  wanted: DatasetFilter & {
    readonly limit: number;
    readonly after?: Place | undefined;
  },
): Promise<readonly Cycle[]> {
  const { state, late, project, after } = wanted;
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
  if (project !== undefined) {
    const name = project.toLowerCase();
    query = query.where((where) =>
      where.or([
        where('project_uuid', '=', name),
        where(where.fn('lower', ['short_name']), '=', name),
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
