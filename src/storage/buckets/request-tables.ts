import type { Generated } from 'kysely';
import type { BucketDecision, BucketStatus } from '../../domain/bucket-request.ts';

/** The tables of requests for buckets, as migrations 12, 18 and 19 make them. */
export interface BucketRequestTables {
  bucket_request: BucketRequestTable;
  bucket_decision: BucketDecisionTable;
}

export interface BucketRequestTable {
  id: Generated<number>;
  request_key: string;
  kind: 'push' | 'pull' | null;
  name: string;
  wanted: string;
  party: string;
  channel: string;
  status: BucketStatus;
  round: number;
  due_at: number | null;
  fingerprint: string | null;
  proposal: string | null;
  trouble: string | null;
  at_once: number;
  withdrawn_by: string | null;
  created_at: number;
  changed_at: number;
}

export interface BucketDecisionTable {
  request_id: number;
  round: number;
  party: string;
  verdict: BucketDecision['verdict'];
  hash: string;
  reason: string | null;
  at: number;
}
