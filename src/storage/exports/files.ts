import { z } from 'zod';
import type { DataFile } from '../../domain/data-export/file.ts';
import type { Database } from '../database.ts';

/** What may be seen: one’s own files, and with a role those of projects. */
export interface Sight {
  readonly party: string;
  readonly projects: boolean;
}

export interface FileFilter {
  readonly projectId?: number | undefined;
  readonly projectUuid?: string | undefined;
  readonly name?: string | undefined; // a part of it
  readonly uploader?: string | undefined;
}

export type NewFile = Pick<DataFile, 'name' | 'bytes' | 'sha256' | 'area' | 'key' | 'etag'> & {
  readonly projectId?: number | undefined;
  readonly uploaderId: number;
  readonly uploadedAt: Date;
};

const noted = z.record(z.string(), z.unknown());
/** Rows of one statement: SQLite binds at most 32,766 values. */
const IDS_AT_ONCE = 10_000;

/** Its number; undefined when exactly this is registered already. */
export async function insertFile(db: Database, file: NewFile): Promise<number | undefined> {
  const made = await db
    .insertInto('file')
    .values({
      name: file.name,
      bytes: file.bytes,
      sha256: file.sha256 ?? null,
      area: file.area,
      key: file.key,
      etag: file.etag,
      project_id: file.projectId ?? null,
      uploader_id: file.uploaderId,
      uploaded_at: file.uploadedAt.getTime(),
    })
    .onConflict((conflict) => conflict.columns(['area', 'key', 'etag']).doNothing())
    .returning('id')
    .executeTakeFirst();
  return made?.id;
}

export async function findFile(db: Database, id: number, sight: Sight) {
  const [row] = await visible(db, sight).where('file.id', '=', id).execute();
  return row && fromRow(row);
}

/** In the order of their numbers; those that may not be seen, or are not there, are left out. */
export async function findFiles(
  db: Database,
  ids: readonly number[],
  sight?: Sight,
): Promise<readonly DataFile[]> {
  const found: DataFile[] = [];
  for (let from = 0; from < ids.length; from += IDS_AT_ONCE) {
    const some = ids.slice(from, from + IDS_AT_ONCE);
    const query = sight === undefined ? known(db) : visible(db, sight);
    const rows = await query.where('file.id', 'in', some).orderBy('file.id').execute();
    found.push(...rows.map(fromRow));
  }
  return found;
}

/** All files of these projects. */
export async function filesOfProjects(
  db: Database,
  projectIds: readonly number[],
  sight: Sight,
): Promise<readonly DataFile[]> {
  if (projectIds.length === 0) return [];
  const rows = await visible(db, sight)
    .where('file.project_id', 'in', [...projectIds])
    .orderBy('file.id')
    .execute();
  return rows.map(fromRow);
}

/** Those of these projects in which no file may be seen; however many there are, they are not read. */
export async function emptyProjects(
  db: Database,
  projectIds: readonly number[],
  sight: Sight,
): Promise<readonly number[]> {
  const empty: number[] = [];
  for (const id of projectIds) {
    const any = visible(db, sight).where('file.project_id', '=', id).limit(1);
    if ((await any.executeTakeFirst()) === undefined) empty.push(id);
  }
  return empty;
}

/** A project with files that may be seen. */
export interface FiledProject {
  readonly id: number;
  readonly uuid: string;
  readonly files: number;
  readonly bytes: number;
}

/** Whoever’s files come newest first. */
export async function listProjects(db: Database, sight: Sight): Promise<readonly FiledProject[]> {
  const rows = await visible(db, sight)
    .clearSelect()
    .where('file.project_id', 'is not', null)
    .select(['project.id', 'project.uuid'])
    .select(({ fn }) => [
      fn.countAll<number>().as('files'),
      fn.sum<number>('file.bytes').as('bytes'),
    ])
    .groupBy(['project.id', 'project.uuid'])
    .orderBy(({ fn }) => fn.max('file.id'), 'desc')
    .execute();
  return rows.flatMap(({ id, uuid, ...sums }) =>
    id === null || uuid === null ? [] : [{ id, uuid, ...sums }],
  );
}

/** Newest first. */
export async function listFiles(
  db: Database,
  sight: Sight,
  wanted: FileFilter & { readonly limit: number; readonly offset: number },
): Promise<readonly DataFile[]> {
  let query = visible(db, sight);
  if (wanted.projectId !== undefined) query = query.where('project.id', '=', wanted.projectId);
  if (wanted.projectUuid !== undefined)
    query = query.where('project.uuid', '=', wanted.projectUuid);
  if (wanted.uploader !== undefined) query = query.where('party.name', '=', wanted.uploader);
  const { name } = wanted;
  if (name !== undefined) {
    query = query.where(({ eb, fn, val }) =>
      eb(fn<number>('instr', [fn('lower', ['file.name']), val(name.toLowerCase())]), '>', 0),
    );
  }
  const rows = await query
    .orderBy('file.id', 'desc')
    .limit(wanted.limit)
    .offset(wanted.offset)
    .execute();
  return rows.map(fromRow);
}

export async function saveMetadata(
  db: Database,
  id: number,
  metadata: Readonly<Record<string, unknown>>,
): Promise<void> {
  await db
    .updateTable('file')
    .set({ metadata: JSON.stringify(metadata) })
    .where('id', '=', id)
    .execute();
}

/** Of a file that was found, once it has been read. */
export async function saveChecksum(db: Database, id: number, sha256: string): Promise<void> {
  await db.updateTable('file').set({ sha256 }).where('id', '=', id).execute();
}

const known = (db: Database) =>
  db
    .selectFrom('file')
    .innerJoin('party', 'party.id', 'file.uploader_id')
    .leftJoin('project', 'project.id', 'file.project_id')
    .selectAll('file')
    .select(['party.name as uploader', 'project.uuid as project_uuid']);

function visible(db: Database, { party, projects }: Sight) {
  const query = known(db);
  return query.where((where) =>
    where.or([
      where('party.name', '=', party),
      ...(projects ? [where('file.project_id', 'is not', null)] : []),
    ]),
  );
}

type Row = Awaited<ReturnType<ReturnType<typeof known>['execute']>>[number];

function fromRow(row: Row): DataFile {
  return {
    id: row.id,
    name: row.name,
    bytes: row.bytes,
    area: row.area,
    key: row.key,
    etag: row.etag,
    uploader: row.uploader,
    uploadedAt: new Date(row.uploaded_at),
    metadata: noted.parse(JSON.parse(row.metadata)),
    ...(row.sha256 === null ? {} : { sha256: row.sha256 }),
    ...(row.project_id === null || row.project_uuid === null
      ? {}
      : { project: { id: row.project_id, uuid: row.project_uuid } }),
  };
}
