import type { BucketOrder } from '../../domain/bucket-order.ts';
import type { BucketNewsKind, BucketRequest } from '../../domain/bucket-request.ts';
import type { BucketErrand } from '../../domain/errand.ts';
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

export const recertificationKey = (quarter: string): string => `card:bucket-quarter:${quarter}`;

/** Asks for the card of a quarter to be drawn anew. */
export function askForRecertification(db: Database, quarter: string, now: Date): Promise<void> {
  return enqueueDrawing(db, {
    key: recertificationKey(quarter),
    errand: { kind: 'draw recertification', quarter },
    lane: `card bucket-quarter ${quarter}`,
    now,
    notBefore: now,
  });
}

export const fileCardKey = (id: number): string => `card:bucket-file:${id}`;

/** Asks for what was found of a file to be told, or for what was told to be drawn anew. */
export function askForFileCard(db: Database, newsId: number, now: Date): Promise<void> {
  return enqueueDrawing(db, {
    key: fileCardKey(newsId),
    errand: { kind: 'draw bucket file', newsId },
    lane: `card bucket-file ${newsId}`,
    now,
    notBefore: now,
  });
}

/** Asks for somebody to be told of what they have to see to: whoever that is, or where data engineering reads it. */
export function askToTellConcern(
  db: Database,
  told: Omit<Extract<BucketErrand, { kind: 'bucket concern' }>, 'kind'> & { readonly key: string },
  now: Date,
): Promise<void> {
  const { key, dataset, concern, to } = told;
  const { kind, name } = dataset;
  return enqueue(db, {
    key: `bucket-concern:${kind}:${name}:${key}:${to ?? ''}`,
    lane: `card bucket-concern ${kind} ${name} ${to ?? ''}`,
    errand: { kind: 'bucket concern', dataset, concern, ...(to === undefined ? {} : { to }) },
    now,
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

export const endKey = (id: number, round: number): string => `card:bucket-end:${id}:${round}`;

/** Asks for whoever asked to be told that their dataset ends, or for what they were told to be drawn anew. */
export function askToTellOfEnd(
  db: Database,
  { id, round }: Pick<BucketRequest, 'id' | 'round'>,
  now: Date,
): Promise<void> {
  return enqueueDrawing(db, {
    key: endKey(id, round),
    errand: { kind: 'bucket news', requestId: id, about: 'ends' },
    lane: lane(id),
    now,
    notBefore: now,
  });
}

/** Asks for whoever asked to be told, once each round. */
export function askToTell(
  db: Database,
  { id, round }: Pick<BucketRequest, 'id' | 'round'>,
  about: Exclude<BucketNewsKind, 'ends'>,
  now: Date,
): Promise<void> {
  return enqueue(db, {
    key: `bucket-news:${id}:${round}:${about}`,
    lane: lane(id),
    errand: { kind: 'bucket news', requestId: id, about },
    now,
  });
}
