import { type Selectable, type SqlBool, sql } from 'kysely';
import { z } from 'zod';
import type { Database } from '../database.ts';
import type { WorkTable } from './tables.ts';

export const MOST_ATTEMPTS = 3;

/** A step of a job, held by whoever has its lease. */
export interface Work {
  readonly id: number;
  readonly jobId: number;
  readonly partyId: number;
  readonly kind: 'convert' | 'package';
  readonly files: readonly number[]; // export files
  readonly priority: number;
  readonly attempts: number; // this one included
  readonly token: number;
}

const numbers = z.array(z.number());
/** Spelt as the index `work_open` spells it. */
const isOpen = sql<SqlBool>`state IN ('waiting', 'leased')`;

export async function addWork(
  db: Database,
  steps: readonly (Pick<Work, 'jobId' | 'partyId' | 'kind' | 'files' | 'priority'> & {
    readonly attempts?: number;
    readonly notBefore?: Date;
  })[],
): Promise<void> {
  for (const step of steps) {
    await db
      .insertInto('work')
      .values({
        job_id: step.jobId,
        party_id: step.partyId,
        kind: step.kind,
        files: JSON.stringify(step.files),
        priority: step.priority,
        attempts: step.attempts ?? 0,
        not_before: step.notBefore?.getTime() ?? 0,
        lease_until: null,
        leased_at: null,
        fault: null,
      })
      .execute();
  }
}

/**
 * The next step, leased: the most urgent; among equals that of whoever has the fewest under way, then of whoever was
 * served longest ago, so that a thousand files of one person hold nobody else up.
 */
export async function lease(db: Database, now: Date, until: Date): Promise<Work | undefined> {
  const { rows } = await sql<Selectable<WorkTable>>`
    UPDATE work SET state = 'leased', attempts = attempts + 1, lease_token = lease_token + 1,
      lease_until = ${until.getTime()}, leased_at = ${now.getTime()}
    WHERE id = (
      SELECT id FROM work WHERE state = 'waiting' AND not_before <= ${now.getTime()}
        AND attempts < ${MOST_ATTEMPTS}
      ORDER BY priority DESC,
        (SELECT count(*) FROM work o WHERE o.party_id = work.party_id AND o.state = 'leased'),
        (SELECT max(o.leased_at) FROM work o WHERE o.party_id = work.party_id),
        id
      LIMIT 1)
    RETURNING *`.execute(db);
  const [row] = rows;
  return row && fromRow(row);
}

/** False when the lease is somebody else’s by now: whoever asked has to stop. */
export async function renewLease(db: Database, work: Work, until: Date): Promise<boolean> {
  const renewed = await held(db, work).set({ lease_until: until.getTime() }).executeTakeFirst();
  return renewed.numUpdatedRows > 0n;
}

/** False when the lease is somebody else’s by now: then nothing of what was done counts. */
export async function finishWork(db: Database, work: Work): Promise<boolean> {
  const done = await held(db, work).set({ state: 'done', lease_until: null }).executeTakeFirst();
  return done.numUpdatedRows > 0n;
}

/** Another try, later. */
export async function retryWork(
  db: Database,
  work: Work,
  again: { readonly fault: string; readonly notBefore: Date },
): Promise<boolean> {
  const returned = await held(db, work)
    .set({
      state: 'waiting',
      lease_until: null,
      fault: again.fault,
      not_before: again.notBefore.getTime(),
    })
    .executeTakeFirst();
  return returned.numUpdatedRows > 0n;
}

/** Given back untried, since the bot stops or a store is down: no attempt is counted. */
export async function returnWork(db: Database, work: Work, notBefore = new Date(0)): Promise<void> {
  await held(db, work)
    .set({
      state: 'waiting',
      lease_until: null,
      attempts: work.attempts - 1,
      not_before: notBefore.getTime(),
    })
    .execute();
}

/** It is tried no more. */
export async function quarantine(db: Database, work: Work, fault: string): Promise<boolean> {
  const kept = await held(db, work)
    .set({ state: 'quarantined', lease_until: null, fault })
    .executeTakeFirst();
  return kept.numUpdatedRows > 0n;
}

/** Leases that have run out, or at a start all of them: no process of ours lives any more that could hold one. */
export async function listLost(db: Database, now?: Date): Promise<readonly Work[]> {
  let query = db.selectFrom('work').selectAll().where('state', '=', 'leased');
  if (now !== undefined) query = query.where('lease_until', '<', now.getTime());
  return (await query.execute()).map(fromRow);
}

/** Nothing more is done for this job. */
export async function dropWork(db: Database, jobId: number): Promise<void> {
  await db
    .updateTable('work')
    .set({ state: 'done', lease_until: null })
    .where('job_id', '=', jobId)
    .where(isOpen)
    .execute();
}

export async function countOpenWork(db: Database, jobId: number): Promise<number> {
  const { n } = await db
    .selectFrom('work')
    .select(({ fn }) => fn.countAll<number>().as('n'))
    .where('job_id', '=', jobId)
    .where(isOpen)
    .executeTakeFirstOrThrow();
  return n;
}

/** Once a job’s files are gone nobody asks for its steps. */
export async function forgetWork(db: Database, jobId: number): Promise<void> {
  await db.deleteFrom('work').where('job_id', '=', jobId).execute();
}

const held = (db: Database, { id, token }: Work) =>
  db
    .updateTable('work')
    .where('id', '=', id)
    .where('state', '=', 'leased')
    .where('lease_token', '=', token);

function fromRow(row: Selectable<WorkTable>): Work {
  return {
    id: row.id,
    jobId: row.job_id,
    partyId: row.party_id,
    kind: row.kind,
    files: numbers.parse(JSON.parse(row.files)),
    priority: row.priority,
    attempts: row.attempts,
    token: row.lease_token,
  };
}
