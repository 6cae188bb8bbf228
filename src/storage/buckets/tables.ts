import type { Generated } from 'kysely';

/** The tables of the push mover, as migration 11 makes them. */
export interface BucketTables {
  transfer: TransferTable;
  aside_message: AsideMessageTable;
}

export interface TransferTable {
  id: Generated<number>;
  dataset: string;
  key: string;
  version: string;
  etag: string;
  bytes: number;
  landed_at: number;
  found_at: number;
  state: Generated<'waiting' | 'leased' | 'done' | 'gone' | 'quarantined'>;
  attempts: Generated<number>;
  lease_token: Generated<number>;
  lease_until: number | null;
  leased_at: number | null;
  not_before: Generated<number>;
  fault: string | null;
  target: string | null;
  upload_id: string | null;
  delivered: string | null;
  replaced: string | null;
  way: Way | null;
  checksum: string | null;
  verified_at: number | null;
  removed_at: number | null;
  ended_at: number | null;
  told_at: number | null;
}

/** How an object came to its target. */
export type Way = 'was there' | 'copied' | 'copied in parts' | 'streamed';

export interface AsideMessageTable {
  message_id: string;
  body: string;
  why: string;
  received_at: number;
  told_at: number | null;
}
