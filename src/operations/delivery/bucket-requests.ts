import type { BucketErrand } from '../../domain/errand.ts';
import { isKey, type Role } from '../../domain/role.ts';
import {
  bucketCardKey,
  endKey,
  fileCardKey,
  recertificationKey,
} from '../../storage/buckets/request-errands.ts';
import type { Database } from '../../storage/database.ts';
import { findMessage } from '../../storage/messages.ts';
import { type BucketWork, type Chat, OutsideError } from '../ports.ts';
import type { Attempt, Posting } from './posting.ts';

/** Attempts, each twice as long after the one before: a quarter of a minute. */
const WAITS_FOR_CARD = 4;

/** One errand of a request for a bucket. */
export type DeliverBuckets = (attempt: Attempt, errand: BucketErrand) => Promise<void>;

export function createDeliverBuckets(needs: {
  readonly db: Database;
  readonly chat: Chat;
  readonly posting: Posting;
  readonly bucketWork?: BucketWork | undefined;
  readonly channelOf: (role: Role) => string;
}): DeliverBuckets {
  const { db, chat, posting } = needs;

  async function linkTo(id: number): Promise<string | undefined> {
    return posting.link(await findMessage(db, bucketCardKey(id)));
  }

  async function cardIsPosted(id: number): Promise<void> {
    if ((await findMessage(db, bucketCardKey(id))) === undefined)
      throw new OutsideError('Slack', 'retry', 'The card of this request is not posted yet.');
  }

  return async (attempt, errand) => {
    const { bucketWork: work } = needs;
    if (work === undefined)
      throw new OutsideError('buckets', 'retry', 'Push and pull buckets are switched off.');
    const home = async () => ({ channel: needs.channelOf('data-engineering') });
    switch (errand.kind) {
      case 'bucket order': {
        const answer = await work.carryOut(errand.order);
        if (answer === undefined) return;
        const { actor, channel } = errand.order;
        return chat.whisper(actor.id, channel, { kind: 'bucket answer', answer });
      }
      case 'bucket concern': {
        const { dataset, concern, to } = errand;
        const place = to === undefined ? await home() : { channel: await chat.direct(to) };
        await posting.once(attempt, place, { kind: 'bucket concern', dataset, concern });
        return;
      }
      case 'draw recertification': {
        const card = await work.recertifications();
        const key = recertificationKey(errand.quarter);
        return posting.standing(attempt, key, home, { kind: 'recertification', card });
      }
      case 'draw bucket file': {
        const story = await work.fileStory(errand.newsId);
        if (story === undefined) return;
        const key = fileCardKey(errand.newsId);
        return posting.standing(attempt, key, home, { kind: 'bucket file', story });
      }
      case 'draw bucket card': {
        const card = await work.card(errand.requestId);
        if (card === undefined) return;
        const key = bucketCardKey(errand.requestId);
        return posting.standing(attempt, key, home, { kind: 'bucket card', card });
      }
      case 'propose bucket request':
        // Its commit names where it is shown, so that comes first.
        await cardIsPosted(errand.requestId);
        return work.propose(errand.requestId, errand.round, await linkTo(errand.requestId));
      case 'apply bucket request':
        // So do its commits; but what nobody has to agree to is done where no card can be posted, too.
        if (attempt.row.attempts < WAITS_FOR_CARD) await cardIsPosted(errand.requestId);
        return work.apply(errand.requestId, errand.round, await linkTo(errand.requestId));
      case 'bucket news': {
        const news = await work.news(errand.requestId, errand.about);
        // Programs ask how it stands.
        if (news === undefined || isKey(news.request.by)) return;
        const channel = await chat.direct(news.request.by);
        if (news.about === 'ends') {
          const { id, round, status } = news.request;
          const key = endKey(id, round);
          // One that was told by an older version of me stays as it is.
          if (status !== 'approved' && (await findMessage(db, key)) === undefined) return;
          const place = async () => ({ channel });
          return posting.standing(attempt, key, place, { kind: 'bucket news', news });
        }
        await posting.once(attempt, { channel }, { kind: 'bucket news', news });
      }
    }
  };
}
