import type { BucketOrder } from '../../domain/bucket-order.ts';
import type { BucketNewsKind, BucketRequest } from '../../domain/bucket-request.ts';
import type { Database } from '../database.ts';
import { enqueue, enqueueDrawing } from '../outbox.ts';

export const bucketCardKey = (id: number): string => `card:bucket:${id}`;
const lane = (id: number): string => `card bucket-${id}`;

/** Asks for its card to be drawn anew. */
export function askForBucketCard(db: Database, id: number, now: Date): Promise<void> {
  return enqueueDrawing(db, {
    key: bucketCardKey(id),
    errand: { kind: 'draw bucket card', requestId: id },
    lane: lane(id),
    now,
    notBefore: now,
  });
}

/** Keeps what somebody wants done, once for each key. */
export function askToCarryOut(db: Database, order: BucketOrder, now: Date): Promise<void> {
  return enqueue(db, {
    key: `bucket-order:${order.key}`,
    lane: `buckets order ${order.key}`,
    errand: { kind: 'bucket order', order },
    now,
  });
}

/** Asks for a branch of its own, where requests are branches. */
export function askToPropose(
  db: Database,
  { id, round }: Pick<BucketRequest, 'id' | 'round'>,
  now: Date,
): Promise<void> {
  return enqueue(db, {
    key: `bucket-proposal:${id}:${round}`,
    lane: `buckets ${id}`,
    errand: { kind: 'propose bucket request', requestId: id, round },
    now,
  });
}

/** Asks for it to be applied, not before `notBefore`. */
export function askToApply(
  db: Database,
  { id, round }: Pick<BucketRequest, 'id' | 'round'>,
  now: Date,
  notBefore = now,
): Promise<void> {
  return enqueueDrawing(db, {
    key: `bucket-apply:${id}:${round}`,
    lane: `buckets ${id}`,
    errand: { kind: 'apply bucket request', requestId: id, round },
    now,
    notBefore,
  });
}

/** Asks for whoever asked to be told, once each round. */
export function askToTell(
  db: Database,
  { id, round }: Pick<BucketRequest, 'id' | 'round'>,
  about: BucketNewsKind,
  now: Date,
): Promise<void> {
  return enqueue(db, {
    key: `bucket-news:${id}:${round}:${about}`,
    lane: lane(id),
    errand: { kind: 'bucket news', requestId: id, about },
    now,
  });
}
