import {
  canRetry,
  type ExportJob,
  isMerged,
  isOpen,
  LONGEST_TTL_HOURS,
} from '../domain/data-export/job.ts';
import { type Actor, actorName } from '../domain/role.ts';
import type { Clock, Random } from '../operations/ports.ts';
import type { Database } from '../storage/database.ts';
import { askForExportCard, findExportPlace, saveExportPlace } from '../storage/exports/cards.ts';
import { findFiles } from '../storage/exports/files.ts';
import { filesOfJob, reopenFiles } from '../storage/exports/job-files.ts';
import { findJob, findOwnJob } from '../storage/exports/jobs.ts';
import { extendJob, findRebuild, reopenJob } from '../storage/exports/renewals.ts';
import { addWork } from '../storage/exports/work.ts';
import { appendJournal } from '../storage/journal.ts';
import { sightOf } from './files.ts';
import type { Created } from './jobs.ts';
import type { Notifications } from './notifications/notifications.ts';
import { stepsOf } from './plan.ts';
import { recordExport } from './record.ts';

export type Extended =
  | { readonly ok: true; readonly job: ExportJob }
  | { readonly ok: false; readonly why: 'nothing kept' | 'not longer' };
export type Retried =
  | { readonly ok: true; readonly job: ExportJob; readonly files: number }
  | { readonly ok: false; readonly why: 'nothing failed' };
export type Rebuilt =
  | Exclude<Created, { readonly why: 'unusable targets' }>
  | { readonly ok: false; readonly why: 'not ended' };

/** An export that has ended, once more. Undefined where there is none, or it is another’s. */
export interface Renewals {
  /** Kept until so many hours after its end, at most a week. */
  extend(id: number, ttlHours: number, actor: Actor): Promise<Extended | undefined>;
  /** The files that failed are tried again, and what was made of the others is packed with them. */
  retry(id: number, actor: Actor): Promise<Retried | undefined>;
  /** The same request again, of the same files, as a new export; one that is under way is not asked for twice. */
  rebuild(id: number, actor: Actor): Promise<Rebuilt | undefined>;
}

export function createRenewals(needs: {
  readonly db: Database;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Pick<Random, 'secret'>;
  readonly notifications: Pick<Notifications, 'again'>;
  readonly wake: () => void;
  readonly news: () => void;
}): Renewals {
  const { db, clock } = needs;
  const find = (id: number, actor: Actor) => findOwnJob(db, actorName(actor), { id });
  const reread = async (id: number): Promise<ExportJob> => {
    const job = await findJob(db, id);
    if (job === undefined) throw new Error(`Export ${id} was there and is not.`);
    return job;
  };

  return {
    async extend(id, ttlHours, actor) {
      const job = await find(id, actor);
      if (job === undefined) return undefined;
      const now = clock.now();
      const hours = Math.min(ttlHours, LONGEST_TTL_HOURS);
      const extended = await db.transaction().execute(async (trx) => {
        if (!(await extendJob(trx, job, hours, now))) return false;
        await journal(trx, 'data export extended', actor, job, { ttlHours: hours });
        await askForExportCard(trx, id, now);
        return true;
      });
      needs.news();
      if (extended) return { ok: true, job: await reread(id) };
      const current = await reread(id);
      const over = (current.expiresAt?.getTime() ?? 0) <= now.getTime();
      const kept = current.output !== undefined && current.removedAt === undefined && !over;
      return { ok: false, why: kept ? 'not longer' : 'nothing kept' };
    },

    async retry(id, actor) {
      const job = await find(id, actor);
      if (job === undefined) return undefined;
      const now = clock.now();
      if (!canRetry(job, now)) return { ok: false, why: 'nothing failed' };
      const files = await db.transaction().execute(async (trx) => {
        const again = await reopenable(trx, job, now);
        if (again === undefined) return undefined;
        const due = (await filesOfJob(trx, id)).filter((one) => again.includes(one.id));
        const sizes = await sizesOf(trx, due);
        const steps = stepsOf(sizes, { together: isMerged(job) }).map((indices) => ({
          jobId: id,
          partyId: job.party.id,
          kind: 'convert' as const,
          files: indices.flatMap((index) => due[index]?.id ?? []),
          priority: 0,
        }));
        await addWork(trx, steps);
        await journal(trx, 'failed files tried again', actor, job, { files: due.length });
        await askForExportCard(trx, id, now);
        return due.length;
      });
      if (files === undefined) return { ok: false, why: 'nothing failed' };
      needs.wake();
      needs.news();
      return { ok: true, job: await reread(id), files };
    },

    async rebuild(id, actor) {
      const job = await find(id, actor);
      if (job === undefined) return undefined;
      if (isOpen(job.status)) return { ok: false, why: 'not ended' };
      const wanted = (await filesOfJob(db, id)).map(({ fileId }) => fileId);
      const files = await findFiles(db, wanted, sightOf(actor));
      const there = new Set(files.map((file) => file.id));
      const unknown = wanted.filter((one) => !there.has(one));
      if (unknown.length > 0) return { ok: false, why: 'unknown files', ids: unknown };
      const made = await db.transaction().execute(async (trx) => {
        const before = await findRebuild(trx, id);
        if (before !== undefined) return before.id;
        const { name, description, projectId, datasetIds, format, options } = job;
        const { columns, transform } = job;
        const { includeMetadata, includeLineage, compress, ttlHours } = job;
        const made = await recordExport(
          trx,
          {
            ...{ name, description, projectId, datasetIds, format, options },
            ...{ columns, transform },
            ...{ includeMetadata, includeLineage, compress, ttlHours },
            key: `export_${needs.random.secret()}`,
            rebuiltFrom: id,
            createdAt: clock.now(),
          },
          files,
          actor,
        );
        const partyId = job.party.id;
        await needs.notifications.again(trx, { partyId, jobId: made }, { jobId: id });
        const place = await findExportPlace(trx, id);
        if (place !== undefined) await saveExportPlace(trx, made, place);
        await askForExportCard(trx, made, clock.now());
        return made;
      });
      needs.wake();
      needs.news();
      return { ok: true, job: await reread(made) };
    },
  };

  async function reopenable(
    trx: Database,
    job: ExportJob,
    now: Date,
  ): Promise<readonly number[] | undefined> {
    if (!(await reopenJob(trx, job, now))) return undefined;
    return reopenFiles(trx, job.id);
  }

  async function sizesOf(trx: Database, due: readonly { readonly fileId: number }[]) {
    const files = await findFiles(
      trx,
      due.map(({ fileId }) => fileId),
    );
    const bytes = new Map(files.map((file) => [file.id, file.bytes]));
    return due.map(({ fileId }) => ({ bytes: bytes.get(fileId) ?? 0 }));
  }

  async function journal(
    trx: Database,
    event: string,
    actor: Actor,
    { id, key, name }: ExportJob,
    more: Readonly<Record<string, unknown>>,
  ): Promise<void> {
    const detail = { id, key, name, ...more };
    await appendJournal(trx, { at: clock.now(), event, actor: actorName(actor), detail });
  }
}
