import type { FileNews, FileStory } from '../../domain/bucket-file.ts';
import { readOwn } from '../cycles/cycles.ts';
import type { Database } from '../database.ts';

/** What is the matter with files of the folder, until it is otherwise. */
export async function listOpenFileNews(
  db: Database,
): Promise<readonly { readonly id: number; readonly path: string; readonly news: string }[]> {
  return db
    .selectFrom('bucket_file_news')
    .select(['id', 'path', 'news'])
    .where('over_at', 'is', null)
    .orderBy('id')
    .execute();
}

export async function addFileNews(
  db: Database,
  path: string,
  news: string, // JSON
  now: Date,
): Promise<number> {
  const { id } = await db
    .insertInto('bucket_file_news')
    .values({ path, news, found_at: now.getTime(), over_at: null })
    .returning('id')
    .executeTakeFirstOrThrow();
  return id;
}

export async function endFileNews(db: Database, id: number, now: Date): Promise<void> {
  await db
    .updateTable('bucket_file_news')
    .set({ over_at: now.getTime() })
    .where('id', '=', id)
    .execute();
}

export async function findFileNews(db: Database, id: number): Promise<FileStory | undefined> {
  const row = await db
    .selectFrom('bucket_file_news')
    .selectAll()
    .where('id', '=', id)
    .executeTakeFirst();
  if (row === undefined) return undefined;
  const later = await db
    .selectFrom('bucket_file_news')
    .select('id')
    .where('path', '=', row.path)
    .where('id', '>', id)
    .executeTakeFirst();
  const { since, ...news } = readOwn<FileNews>(row.news);
  return {
    news: since === undefined ? news : { ...news, since: new Date(since) },
    over: row.over_at === null ? undefined : new Date(row.over_at),
    isOtherwise: later !== undefined,
  };
}
