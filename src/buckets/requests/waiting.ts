import type { FileNews } from '../../domain/bucket-file.ts';
import type { BucketRequest } from '../../domain/bucket-request.ts';
import type { MessageRef } from '../../domain/place.ts';
import { type Actor, actorName, mayAct } from '../../domain/role.ts';
import { bucketCardKey } from '../../storage/buckets/request-errands.ts';
import { listOpenRequests } from '../../storage/buckets/requests.ts';
import { findMessage } from '../../storage/messages.ts';
import type { Holding } from '../in-force/holding.ts';
import { REVIEWERS, type RequestNeeds } from './needs.ts';
import { reviewOf } from './review.ts';

/** What waits for one person, oldest first. */
export interface BucketsWaiting {
  /** Requests of others on which their word is wanted, and where the card of each stands. */
  readonly reviews: readonly {
    readonly request: BucketRequest;
    readonly card: MessageRef | undefined;
  }[];
  /** Files that were changed by hand, and that nobody has put up for review. */
  readonly files: readonly FileNews[];
  /** Their own, which were returned to be mended. */
  readonly returned: readonly BucketRequest[];
}

export interface Waiting {
  waiting(actor: Actor): Promise<BucketsWaiting>;
}

export function createWaiting(
  needs: Pick<RequestNeeds, 'db' | 'inForce' | 'log' | 'setting'>,
): Waiting {
  const { db, setting, log } = needs;

  /** Whoever has confirmed exactly what is shown now has no more to say; the other one has. */
  async function hasSaid(
    by: string,
    { decisions, wanted }: BucketRequest,
    holding: Holding | undefined,
  ): Promise<boolean> {
    const theirs = decisions.filter((one) => one.by === by);
    if (theirs.length === 0 || wanted.what === 'elsewhere' || holding === undefined) return false;
    const reviewed = await reviewOf(setting, holding, wanted);
    return 'review' in reviewed && theirs.some(({ hash }) => hash === reviewed.review.hash);
  }

  function changedByHand(
    open: readonly BucketRequest[],
    news: readonly FileNews[],
  ): readonly FileNews[] {
    const putUp = new Set(open.map(({ wanted }) => wanted.name));
    return news.filter(
      ({ why, path }) =>
        (why === 'by hand' || why === 'taken out') &&
        !putUp.has(/([^/]+)\.yaml$/.exec(path)?.[1] ?? ''),
    );
  }

  return {
    async waiting(actor) {
      const open = await listOpenRequests(db);
      const by = actorName(actor);
      const returned = open.filter((one) => one.by === by && one.status === 'returned');
      if (!mayAct(actor, REVIEWERS)) return { reviews: [], files: [], returned };
      const holding = await needs.inForce().catch((error: unknown) => {
        log.warn('bucket folder not read', { error: String(error) }); // requests wait all the same
        return undefined;
      });
      const reviews: BucketsWaiting['reviews'][number][] = [];
      for (const request of open)
        if (
          request.status === 'to be reviewed' &&
          request.by !== by &&
          !(await hasSaid(by, request, holding))
        )
          reviews.push({ request, card: await findMessage(db, bucketCardKey(request.id)) });
      return { reviews, files: changedByHand(open, holding?.news ?? []), returned };
    },
  };
}
