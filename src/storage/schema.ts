import type { Generated } from 'kysely';
import type { Leftover } from '../domain/cycle/clean-up.ts';
import type { ArchivingTables } from './archiving/tables.ts';
import type { BucketInForceTables } from './buckets/in-force-tables.ts';
import type { BucketRequestTables } from './buckets/request-tables.ts';
import type { BucketTables } from './buckets/tables.ts';
import type { BucketUpkeepTables } from './buckets/upkeep-tables.ts';
import type { ExportTables } from './exports/tables.ts';
import type { TrackerTables } from './tracker/tables.ts';

/** The tables as `migrations/` makes them. Times are milliseconds since 1970, except the journal's ISO. */
export interface Schema
  extends ExportTables,
    ArchivingTables,
    BucketTables,
    BucketInForceTables,
    BucketRequestTables,
    BucketUpkeepTables,
    TrackerTables {
  cycle: CycleTable;
  preview: PreviewTable;
  inbox: InboxTable;
  journal: JournalTable;
  outbox: OutboxTable;
  message: MessageTable;
  watch: WatchTable;
  leftover: LeftoverTable;
  api_key: KeyTable;
  answer: AnswerTable;
}

export interface CycleTable {
  id: string;
  runbook: string;
  project_uuid: string;
  short_name: string;
  number: number;
  state: string;
  turn: number;
  submitter: string;
  channel: string;
  dataset: string;
  memory: string;
  opened_at: number;
  since: number;
  closed_at: number | null;
  due_at: number | null;
}

export interface PreviewTable {
  id: string;
  person: string;
  channel: string;
  content: string;
  expires_at: number;
}

export interface InboxTable {
  key: string;
  received_at: number;
  cycle_id: string | null;
}

export interface JournalTable {
  seq: Generated<number>;
  at: string;
  project_uuid: string | null;
  cycle_id: string | null;
  cycle_number: number | null;
  step: number | null;
  event: string;
  from_state: string | null;
  to_state: string | null;
  actor: string;
  detail: string;
  previous: string;
  hash: string;
}

export interface OutboxTable {
  id: Generated<number>;
  key: string;
  lane: string;
  effect: string;
  status: Generated<'waiting' | 'sending' | 'done' | 'given up'>;
  version: Generated<number>;
  attempts: Generated<number>;
  not_before: Generated<number>;
  created_at: number;
  first_sent: number | null;
  fault: string | null;
}

export interface MessageTable {
  key: string;
  channel: string;
  ts: string;
}

export interface LeftoverTable {
  cycle_id: string;
  clean_up: number;
  kind: Leftover['kind'];
  key: string;
  version: string;
  bytes: number;
  checksum: string;
}

export interface WatchTable {
  cycle_id: string;
  next_at: number;
  pause: number;
  seen_at: number | null;
}

export interface KeyTable {
  id: string;
  name: string;
  hash: string;
  scopes: string;
  roles: string;
  created_by: string;
  created_at: number;
  expires_at: number;
  last_used_at: number | null;
  revoked_at: number | null;
}

export interface AnswerTable {
  party: string;
  key: string;
  request: string;
  status: number | null;
  body: string | null;
  received_at: number;
}
