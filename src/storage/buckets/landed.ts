import { sql } from 'kysely';
import type { Database } from '../database.ts';

/** An object in the hub, exactly: a version of it, or, where the hub keeps none, its content at a moment. */
export interface Landed {
  readonly key: string;
  readonly version: string; // 'null' where the hub keeps none
  readonly etag: string;
  readonly bytes: number;
  readonly landedAt: Date;
}

/**
 * Enters what was found, in this order; what is known stays as it is. Something that ended before `lookedAt`, and was
 * there all the same, has landed anew, down to its last letter. Answers how many are new.
 */
export async function addLanded(
  db: Database,
  dataset: string,
  landed: readonly Landed[],
  { lookedAt, now }: { readonly lookedAt: Date; readonly now: Date },
): Promise<number> {
  if (landed.length === 0) return 0;
  return db.transaction().execute(async (trx) => {
    let added = 0;
    for (const { key, version, etag, bytes, landedAt } of landed) {
      const { numAffectedRows } = await sql`
        INSERT INTO transfer (dataset, key, version, etag, bytes, landed_at, found_at)
        SELECT ${dataset}, ${key}, ${version}, ${etag}, ${bytes}, ${landedAt.getTime()}, ${now.getTime()}
        WHERE NOT EXISTS (
          SELECT 1 FROM transfer WHERE key = ${key} AND version = ${version} AND etag = ${etag}
            AND landed_at = ${landedAt.getTime()}
            AND (state IN ('waiting', 'leased', 'quarantined')
              OR (state = 'done' AND removed_at IS NULL)
              OR ended_at >= ${lookedAt.getTime()}))`.execute(trx);
      added += Number(numAffectedRows ?? 0n);
    }
    return added;
  });
}
