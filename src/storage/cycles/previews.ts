import type { Preview } from '../../domain/export/preview.ts';
import type { Database } from '../database.ts';
import { readOwn } from './cycles.ts';

export interface StoredPreview {
  readonly person: string;
  readonly channel: string;
  readonly preview: Preview;
}

export async function savePreview(db: Database, stored: StoredPreview): Promise<void> {
  await db
    .insertInto('preview')
    .values({
      id: stored.preview.id,
      person: stored.person,
      channel: stored.channel,
      content: JSON.stringify(stored.preview),
      expires_at: stored.preview.expiresAt.getTime(),
    })
    // A request that is answered again, after an outage, is answered with what is true then.
    .onConflict((conflict) =>
      conflict.column('id').doUpdateSet({
        content: (set) => set.ref('excluded.content'),
        expires_at: (set) => set.ref('excluded.expires_at'),
      }),
    )
    .execute();
}

/** Undefined when it has expired: what was read from ingest then may no longer be true. */
export async function findPreview(
  db: Database,
  id: string,
  now: Date,
): Promise<StoredPreview | undefined> {
  const row = await db
    .selectFrom('preview')
    .selectAll()
    .where('id', '=', id)
    .where('expires_at', '>', now.getTime())
    .executeTakeFirst();
  return (
    row && {
      person: row.person,
      channel: row.channel,
      preview: { ...readOwn<Preview>(row.content), expiresAt: new Date(row.expires_at) },
    }
  );
}
