import { sql } from 'kysely';
import type { Database } from '../database.ts';
import type { Way } from './tables.ts';

/** One object that went on to its target. */
export interface Transferred {
  readonly id: number;
  readonly key: string;
  readonly bytes: number;
  readonly checksum: string; // `etag …`, or `sha256 …`
  readonly target: string;
  readonly way: Way;
  readonly landedAt: Date;
  readonly endedAt: Date;
  readonly took: number; // milliseconds, of the last attempt
  readonly kept: boolean; // in the hub
}

/** The newest first; `before` is the id of the last one seen. */
export async function listTransferred(
  db: Database,
  dataset: string,
  { most, before }: { readonly most: number; readonly before?: number },
): Promise<readonly Transferred[]> {
  const { rows } = await sql<Omit<Transferred, 'landedAt' | 'endedAt' | 'kept'> & Times>`
    SELECT id, key, bytes, checksum, target, way, ended_at - leased_at AS took,
      landed_at AS landed, ended_at AS ended, removed_at AS removed
    FROM transfer
    WHERE dataset = ${dataset} AND state = 'done'
      ${before === undefined ? sql`` : sql`AND (ended_at, id) < (SELECT ended_at, id FROM transfer WHERE id = ${before})`}
    ORDER BY ended_at DESC, id DESC LIMIT ${most}`.execute(db);
  return rows.map(({ landed, ended, removed, ...row }) => ({
    ...row,
    landedAt: new Date(landed),
    endedAt: new Date(ended),
    kept: removed === null,
  }));
}

interface Times {
  readonly landed: number;
  readonly ended: number;
  readonly removed: number | null;
}

/** Where a dataset stands. */
export interface Traffic {
  readonly dataset: string;
  readonly transferred: { readonly objects: number; readonly bytes: number };
  readonly waiting: { readonly objects: number; readonly bytes: number }; // also those under way
  readonly quarantined: { readonly objects: number; readonly bytes: number };
  readonly last: Date | undefined; // that something was transferred
}

/** Of all datasets that ever had something in the hub; what was transferred counts from `since` on. */
export async function listTraffic(db: Database, since = new Date(0)): Promise<readonly Traffic[]> {
  const { rows } = await sql<Sums>`
    SELECT dataset, max(CASE WHEN state = 'done' THEN ended_at END) AS last,
      ${sums(sql`state = 'done' AND ended_at >= ${since.getTime()}`, 'transferred')},
      ${sums(sql`state IN ('waiting', 'leased')`, 'waiting')},
      ${sums(sql`state = 'quarantined'`, 'quarantined')}
    FROM transfer GROUP BY dataset ORDER BY dataset`.execute(db);
  return rows.map((row) => ({
    dataset: row.dataset,
    transferred: { objects: row.transferred_objects, bytes: row.transferred_bytes },
    waiting: { objects: row.waiting_objects, bytes: row.waiting_bytes },
    quarantined: { objects: row.quarantined_objects, bytes: row.quarantined_bytes },
    last: row.last === null ? undefined : new Date(row.last),
  }));
}

type Kind = 'transferred' | 'waiting' | 'quarantined';
type Sums = { readonly [K in `${Kind}_${'objects' | 'bytes'}`]: number } & {
  readonly dataset: string;
  readonly last: number | null;
};

const sums = (where: ReturnType<typeof sql>, kind: Kind) => sql`
  coalesce(sum(CASE WHEN ${where} THEN 1 END), 0) AS ${sql.ref(`${kind}_objects`)},
  coalesce(sum(CASE WHEN ${where} THEN bytes END), 0) AS ${sql.ref(`${kind}_bytes`)}`;
