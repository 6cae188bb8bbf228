import type { BucketRequest } from '../../domain/bucket-request.ts';
import {
  askForBucketCard,
  askToTell,
  askToTellOfEnd,
} from '../../storage/buckets/request-errands.ts';
import { changeRequest } from '../../storage/buckets/requests.ts';
import type { Database } from '../../storage/database.ts';
import { appendJournal } from '../../storage/journal.ts';

/** Nothing comes of it any more: its card says so, and whoever asked is told, unless it was them. */
export async function giveUp(
  db: Database,
  request: BucketRequest,
  by: string, // as the journal names them
  now: Date,
): Promise<void> {
  const change = { status: 'withdrawn', dueAt: null, withdrawnBy: by } as const;
  if (!(await changeRequest(db, request, [request.status], change, now))) return;
  const detail = { request: request.id, round: request.round };
  await appendJournal(db, { at: now, event: 'bucket withdrawn', actor: by, detail });
  await askForBucketCard(db, request.id, now);
  if (request.dueAt !== undefined) await askToTellOfEnd(db, request, now);
  if (by !== request.by) await askToTell(db, request, 'withdrawn', now);
}
