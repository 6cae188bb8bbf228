import { rm } from 'node:fs/promises';
import { setImmediate as turn } from 'node:timers/promises';
import {
  type ExportFile,
  type ExportJob,
  type ExportStatus,
  type Figures,
  isOpen,
} from '../domain/data-export/job.ts';
import { days } from '../domain/duration.ts';
import { type Actor, actorName } from '../domain/role.ts';
import type { ObjectStore } from '../objects/object-store.ts';
import type { Clock, Random } from '../operations/ports.ts';
import type { Database } from '../storage/database.ts';
import { askForExportCard, type ExportPlace, saveExportPlace } from '../storage/exports/cards.ts';
import { figuresOf } from '../storage/exports/figures.ts';
import { emptyProjects, findFiles } from '../storage/exports/files.ts';
import { filesOfJob } from '../storage/exports/job-files.ts';
import {
  findJob,
  findJobAskedFor,
  findOwnJob,
  listExpired,
  listJobs,
  listUnended,
  markDeleted,
  markRemoved,
  revokeLinks,
} from '../storage/exports/jobs.ts';
import { partyNumber } from '../storage/exports/parties.ts';
import {
  exportStatistics,
  type Statistics,
  type StorageUsed,
  storageUsed,
} from '../storage/exports/statistics.ts';
import { dropWork, forgetWork } from '../storage/exports/work.ts';
import { appendJournal } from '../storage/journal.ts';
import { chooseFiles, sightOf } from './files.ts';
import type { Notifications, Objections } from './notifications/notifications.ts';
import { recordExport } from './record.ts';
import type { ExportRequest } from './request.ts';
import { endEarly } from './run/end.ts';
import { jobFolder, outputPrefix } from './run/folders.ts';

/** Nothing is worked on longer; what is left of it then will not end by itself. */
const LONGEST_LIFE = days(7);

export type NotCreated =
  /** These are not there, or not for this party to see. */
  | { readonly ok: false; readonly why: 'unknown files'; readonly ids: readonly number[] }
  | { readonly ok: false; readonly why: 'empty datasets'; readonly ids: readonly number[] }
  /** Nobody can be told there. */
  | { readonly ok: false; readonly why: 'unusable targets'; readonly objections: Objections };
export type Created = { readonly ok: true; readonly job: ExportJob } | NotCreated;

export type { Statistics };

export interface Storage {
  readonly own: StorageUsed;
  readonly all: number;
  readonly quota: number | undefined;
}

export type Which = { readonly id: number } | { readonly key: string };

/** Exports as whoever asked for them sees them; another’s are as none: undefined. */
export interface ExportJobs {
  /**
   * One that was asked for under this key before is answered as it is. `place`: where it is to be shown. `tell`: which of
   * the party’s own targets are told of it, by their ids; unless it is there, all are.
   */
  create(
    request: ExportRequest,
    actor: Actor,
    more?: {
      readonly requestKey?: string;
      readonly place?: ExportPlace;
      readonly tell?: readonly string[];
    },
  ): Promise<Created>;
  /** Why `create` would make none. */
  refusal(request: ExportRequest, actor: Actor): Promise<NotCreated | undefined>;
  find(which: Which, actor: Actor): Promise<ExportJob | undefined>;
  files(job: ExportJob): Promise<readonly ExportFile[]>;
  /** How far it has come, as its workers last reported. */
  figures(job: ExportJob): Promise<Figures>;
  list(
    actor: Actor,
    wanted: {
      readonly projectId?: number | undefined;
      readonly status?: ExportStatus | undefined;
      readonly limit: number;
      readonly offset: number;
    },
  ): Promise<readonly ExportJob[]>;
  cancel(id: number, actor: Actor): Promise<'cancelled' | 'ended' | undefined>;
  /** Its files go at once; a record stays. False when there is none. */
  remove(id: number, actor: Actor): Promise<boolean>;
  /** What was given out opens nothing any more. False when there is none. */
  revokeLinks(id: number, actor: Actor): Promise<boolean>;
  statistics(actor: Actor): Promise<Statistics>;
  /** What is kept now, one’s own and everybody’s, in bytes; and how much it may be, if that is limited. */
  storage(actor: Actor): Promise<Storage>;
  /** Removes the files of exports whose time is over; answers how many those were. */
  cleanUp(by: string): Promise<number>;
}

export function createExportJobs(needs: {
  readonly db: Database;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Pick<Random, 'secret'>;
  readonly store: ObjectStore;
  readonly workFolder: string;
  /** Bytes that all exports may take together. */
  readonly quota?: number | undefined;
  /** Ends what is being done for a job, at once. */
  readonly stop: (jobId: number) => void;
  readonly wake: () => void;
  readonly notifications: Pick<Notifications, 'objections' | 'keep' | 'only'>;
  /** There is something to be told. */
  readonly news: () => void;
}): ExportJobs {
  const { db, clock, store } = needs;

  const find = (which: Which, actor: Actor) => findOwnJob(db, actorName(actor), which);

  async function journal(trx: Database, event: string, actor: string, job: ExportJob) {
    const { id, key, name } = job;
    await appendJournal(trx, { at: clock.now(), event, actor, detail: { id, key, name } });
  }

  async function end(job: ExportJob, status: 'cancelled' | 'failed', by: string, message?: string) {
    const ended = await db.transaction().execute(async (trx) => {
      const now = clock.now();
      const early = message === undefined ? { status, now } : { status, message, now };
      if (!(await endEarly(trx, job, early))) return false;
      await dropWork(trx, job.id);
      await journal(trx, `data export ${status}`, by, job);
      return true;
    });
    if (ended) needs.stop(job.id);
    needs.news();
    return ended;
  }

  /** Somebody may wait for it: of a dataset, which may have very many files, it looks for one. */
  async function refusal(request: ExportRequest, actor: Actor): Promise<NotCreated | undefined> {
    const sight = sightOf(actor);
    const there = new Set((await findFiles(db, request.file_ids, sight)).map(({ id }) => id));
    const unknown = request.file_ids.filter((id) => !there.has(id));
    if (unknown.length > 0) return { ok: false, why: 'unknown files', ids: unknown };
    const empty = await emptyProjects(db, request.dataset_ids ?? [], sight);
    if (empty.length > 0) return { ok: false, why: 'empty datasets', ids: empty };
    const objections = needs.notifications.objections(request.notify ?? []);
    if (objections.size > 0) return { ok: false, why: 'unusable targets', objections };
    return undefined;
  }

  async function removeFiles(job: ExportJob): Promise<void> {
    const lying = store.list(outputPrefix(job));
    const { failed } = await store.remove(targets(lying));
    const [fault] = failed;
    if (fault !== undefined) throw new Error(`${fault.key} could not be removed: ${fault.why}`);
    await rm(jobFolder(needs.workFolder, job.id), { recursive: true, force: true });
    await db.transaction().execute(async (trx) => {
      await markRemoved(trx, job.id, clock.now());
      await forgetWork(trx, job.id);
    });
  }

  return {
    find,
    files: (job) => filesOfJob(db, job.id),
    figures: (job) => figuresOf(db, job, clock.now()),
    list: (actor, wanted) => listJobs(db, actorName(actor), wanted),
    statistics: (actor) => exportStatistics(db, actorName(actor), clock.now()),

    async storage(actor) {
      const now = clock.now();
      const own = await storageUsed(db, now, actorName(actor));
      return { own, all: (await storageUsed(db, now)).bytes, quota: needs.quota };
    },

    refusal,

    async create(request, actor, { requestKey, place, tell } = {}) {
      const refused = await refusal(request, actor);
      if (refused !== undefined) return refused;
      const wanted = { fileIds: request.file_ids, datasetIds: request.dataset_ids ?? [] };
      const files = await chooseFiles(db, actor, wanted);
      await turn(); // of very many, that took a while: others may have their answers before they are written down
      const id = await db.transaction().execute(async (trx) => {
        const before =
          requestKey === undefined ? undefined : await findJobAskedFor(trx, requestKey);
        if (before !== undefined) return before.id;
        const made = await recordExport(trx, askedIn(request, requestKey), files, actor);
        const partyId = await partyNumber(trx, actorName(actor));
        await needs.notifications.keep(trx, { partyId, jobId: made }, request.notify ?? []);
        if (tell !== undefined) await needs.notifications.only(trx, { partyId, jobId: made }, tell);
        if (place !== undefined) await saveExportPlace(trx, made, place);
        await askForExportCard(trx, made, clock.now());
        return made;
      });
      needs.wake();
      needs.news();
      const job = await findJob(db, id);
      if (job === undefined) throw new Error(`Export ${id} was made and is not there.`);
      return { ok: true, job };
    },

    async cancel(id, actor) {
      const job = await find({ id }, actor);
      if (job === undefined) return undefined;
      return (await end(job, 'cancelled', actorName(actor))) ? 'cancelled' : 'ended';
    },

    async remove(id, actor) {
      const job = await find({ id }, actor);
      if (job === undefined) return false;
      if (isOpen(job.status)) await end(job, 'cancelled', actorName(actor));
      await db.transaction().execute(async (trx) => {
        await markDeleted(trx, id, clock.now());
        await revokeLinks(trx, id);
        await askForExportCard(trx, id, clock.now());
        await journal(trx, 'data export deleted', actorName(actor), job);
      });
      needs.news();
      if (job.removedAt === undefined) await removeFiles(job);
      return true;
    },

    async revokeLinks(id, actor) {
      const job = await find({ id }, actor);
      if (job === undefined) return false;
      await db.transaction().execute(async (trx) => {
        await revokeLinks(trx, id);
        await journal(trx, 'download links revoked', actorName(actor), job);
      });
      return true;
    },

    async cleanUp(by) {
      const now = clock.now();
      for (const job of await listUnended(db, new Date(now.getTime() - LONGEST_LIFE))) {
        await end(job, 'failed', by, 'It did not end within a week. Start it again.');
      }
      const expired = await listExpired(db, now);
      for (const job of expired) {
        await removeFiles(job);
        await db.transaction().execute((trx) => journal(trx, 'data export expired', by, job));
      }
      return expired.length;
    },
  };

  function askedIn(request: ExportRequest, requestKey: string | undefined) {
    return {
      key: `export_${needs.random.secret()}`,
      name: request.name,
      description: request.description ?? undefined,
      projectId: request.project_id ?? undefined,
      datasetIds: request.dataset_ids ?? [],
      format: request.export_format,
      options: request.export_options ?? {},
      columns: request.columns ?? undefined,
      transform: request.transform ?? undefined,
      includeMetadata: request.include_metadata,
      includeLineage: request.include_lineage,
      compress: request.compress,
      ttlHours: request.ttl_hours,
      requestKey,
      createdAt: clock.now(),
    };
  }
}

async function* targets(objects: AsyncIterable<{ readonly key: string }>) {
  for await (const { key } of objects) yield { key };
}
