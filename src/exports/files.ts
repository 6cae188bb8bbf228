import { type DataFile, type Lineage, seesProjects } from '../domain/data-export/file.ts';
import { type Actor, actorName } from '../domain/role.ts';
import { seen } from '../domain/unseen.ts';
import type { ObjectStore, Written } from '../objects/object-store.ts';
import { type Clock, OutsideError, type Random } from '../operations/ports.ts';
import type { Database } from '../storage/database.ts';
import {
  type FiledProject,
  type FileFilter,
  filesOfProjects,
  findFile,
  findFiles,
  insertFile,
  listFiles,
  listProjects,
  type Sight,
  saveMetadata,
} from '../storage/exports/files.ts';
import { insertLineage, lineageOf } from '../storage/exports/lineage.ts';
import { partyNumber, projectNumber } from '../storage/exports/parties.ts';
import { appendJournal } from '../storage/journal.ts';
import type { UploadNotes } from './upload-notes.ts';

/** Where files lie: our own store, where uploads go, and those in which datasets are found. */
export interface FileArea {
  readonly name: string;
  readonly store: ObjectStore;
  /** What belongs to a project begins so, and ends in a slash. */
  readonly prefixOf: (projectUuid: string) => string;
}

/** The area that uploads go to is the first. */
export type FileAreas = readonly [FileArea, ...FileArea[]];

/** Where an upload lies in it. */
export const uploadKey = (id: string): string => `files/${id}`;

export type NewLineage = Omit<Lineage, 'id' | 'recordedBy' | 'executedAt'> & {
  readonly executedAt?: Date | undefined;
};

/** Files that can be exported. A file that somebody may not see is as one that is not there: undefined. */
export interface Files {
  /** Takes the content to its end, whatever its size. */
  upload(file: {
    readonly name: string;
    readonly project?: string | undefined;
    readonly content: AsyncIterable<Uint8Array>;
    readonly actor: Actor;
  }): Promise<DataFile>;
  /** Registers what lies in a project’s storage areas and is not registered yet. */
  scan(projectUuid: string, actor: Actor): Promise<{ found: number; registered: number }>;
  find(id: number, actor: Actor): Promise<DataFile | undefined>;
  list(
    actor: Actor,
    wanted: FileFilter & { readonly limit: number; readonly offset: number },
  ): Promise<readonly DataFile[]>;
  /** Projects with files that may be seen, those with the newest first. */
  projects(actor: Actor): Promise<readonly FiledProject[]>;
  /** What an export of these would be made of: files in the order given, then those of whole datasets. */
  choose(actor: Actor, wanted: Choice): Promise<readonly DataFile[]>;
  /** In place of what was noted before. */
  describe(
    id: number,
    actor: Actor,
    metadata: Readonly<Record<string, unknown>>,
  ): Promise<DataFile | undefined>;
  lineage(id: number, actor: Actor): Promise<readonly Lineage[] | undefined>;
  /** Undefined where one of its files may not be seen. */
  record(actor: Actor, lineage: NewLineage): Promise<Lineage | undefined>;
}

export interface Choice {
  readonly fileIds: readonly number[];
  readonly datasetIds: readonly number[];
}

export function sightOf(actor: Actor): Sight {
  return { party: actorName(actor), projects: seesProjects(actor) };
}

export function createFiles(needs: {
  readonly db: Database;
  readonly clock: Pick<Clock, 'now'>;
  readonly random: Pick<Random, 'id'>;
  readonly areas: FileAreas;
  readonly uploads: UploadNotes;
}): Files {
  const { db, clock, areas, uploads } = needs;
  const [own] = areas;

  async function find(id: number, actor: Actor): Promise<DataFile | undefined> {
    return findFile(db, id, sightOf(actor));
  }

  async function stored(uploadId: string, content: AsyncIterable<Uint8Array>): Promise<Written> {
    await uploads.begin(uploadId);
    try {
      const written = await own.store.add(uploadKey(uploadId), content);
      if (written !== 'already there') return written;
      throw new Error(`Chance gave ${uploadId} a second time.`);
    } catch (error) {
      await uploads.end(uploadId); // nothing of it is there
      throw error;
    }
  }

  return {
    find,
    list: (actor, wanted) => listFiles(db, sightOf(actor), wanted),
    projects: (actor) => listProjects(db, sightOf(actor)),
    choose: (actor, wanted) => chooseFiles(db, actor, wanted),

    async upload({ name: given, project, content, actor }) {
      const name = nameOf(given);
      const uploadId = needs.random.id();
      const key = uploadKey(uploadId);
      const written = await stored(uploadId, content);
      const id = await db.transaction().execute(async (trx) => {
        const file = {
          ...written,
          name,
          key,
          area: own.name,
          uploaderId: await partyNumber(trx, actorName(actor)),
          projectId: project === undefined ? undefined : await projectNumber(trx, project),
          uploadedAt: clock.now(),
        };
        const made = await insertFile(trx, file);
        if (made === undefined) throw new Error(`${key} is registered already.`);
        const { bytes, sha256 } = written;
        await appendJournal(trx, {
          at: clock.now(),
          event: 'file registered',
          actor: actorName(actor),
          detail: { id: made, name, bytes, sha256, project },
        });
        return made;
      });
      await uploads.end(uploadId);
      const file = await find(id, actor);
      if (file === undefined) throw new Error(`File ${id} can’t be seen by whoever uploaded it.`);
      return file;
    },

    async scan(projectUuid, actor) {
      let found = 0;
      let registered = 0;
      for (const area of areas) {
        const prefix = area.prefixOf(projectUuid);
        for await (const page of area.store.list(prefix).pages()) {
          found += page.length;
          registered += await db.transaction().execute(async (trx) => {
            const uploaderId = await partyNumber(trx, actorName(actor));
            const projectId = await projectNumber(trx, projectUuid);
            let added = 0;
            for (const { key, bytes, etag } of page) {
              const name = nameOf(key.slice(key.lastIndexOf('/') + 1));
              const file = { name, bytes, key, etag, area: area.name, uploaderId, projectId };
              const made = await insertFile(trx, { ...file, uploadedAt: clock.now() });
              if (made !== undefined) added += 1;
            }
            return added;
          });
        }
      }
      await db.transaction().execute((trx) =>
        appendJournal(trx, {
          at: clock.now(),
          event: 'files scanned',
          actor: actorName(actor),
          detail: { project: projectUuid, found, registered },
        }),
      );
      return { found, registered };
    },

    async describe(id, actor, metadata) {
      if ((await find(id, actor)) === undefined) return undefined;
      await saveMetadata(db, id, metadata);
      return find(id, actor);
    },

    async lineage(id, actor) {
      return (await find(id, actor)) === undefined ? undefined : lineageOf(db, [id]);
    },

    async record(actor, lineage) {
      const named = [lineage.sourceFileId, lineage.outputFileId].filter((id) => id !== undefined);
      const ids = [...new Set(named)];
      const seen = await findFiles(db, ids, sightOf(actor));
      if (seen.length < ids.length) return undefined;
      const record = { ...lineage, executedAt: lineage.executedAt ?? clock.now() };
      return db.transaction().execute(async (trx) => {
        const recordedBy = await partyNumber(trx, actorName(actor));
        const id = await insertLineage(trx, { ...record, recordedBy });
        return { ...record, id, recordedBy: actorName(actor) };
      });
    },
  };
}

/** Nobody can be asked to rename what was found, or what came by way of Slack. */
const nameOf = (found: string): string => seen(found).slice(-255);

export async function chooseFiles(
  db: Database,
  actor: Actor,
  { fileIds, datasetIds }: Choice,
): Promise<readonly DataFile[]> {
  const ids = [...new Set(fileIds)];
  const named = await findFiles(db, ids, sightOf(actor));
  const whole = await filesOfProjects(db, datasetIds, sightOf(actor));
  const byId = new Map([...named, ...whole].map((file) => [file.id, file]));
  const asked = ids.filter((id) => byId.has(id));
  return [...new Set([...asked, ...byId.keys()])].flatMap((id) => byId.get(id) ?? []);
}

/** The store that a file lies in. @throws {OutsideError} `gone` when it is not configured any more. */
export function storeOf(areas: FileAreas, file: DataFile): ObjectStore {
  const area = areas.find(({ name }) => name === file.area);
  if (area !== undefined) return area.store;
  throw new OutsideError(
    'The store of files',
    'gone',
    `Its area “${file.area}” is not configured.`,
  );
}
