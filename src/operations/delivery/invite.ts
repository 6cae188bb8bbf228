import type { Errand } from '../../domain/errand.ts';
import type { Database } from '../../storage/database.ts';
import { enqueue } from '../../storage/outbox.ts';
import type { Chat, Clock, ExportNews, People } from '../ports.ts';
import type { Attempt, Posting } from './posting.ts';

/** Sends whoever an export is shared with the link to it, by direct message. */
export type Invite = (
  attempt: Attempt,
  errand: Extract<Errand, { kind: 'share' }>,
) => Promise<void>;

export function createInvite(needs: {
  readonly db: Database;
  readonly clock: Pick<Clock, 'now'>;
  readonly chat: Pick<Chat, 'direct'>;
  readonly people: Pick<People, 'membersOf'>;
  readonly exportNews: Pick<ExportNews, 'invitation'>;
  readonly posting: Pick<Posting, 'once'>;
}): Invite {
  const { db, people } = needs;

  return async (attempt, { shareId, person }) => {
    const invitation = await needs.exportNews.invitation(shareId);
    if (invitation === undefined) return; // it was revoked meanwhile, or its time is over
    const { to, by } = invitation;
    if (person === undefined && to.kind === 'group') {
      const members = await people.membersOf(to.slackGroup);
      return each(
        shareId,
        members.filter((member) => member !== by),
      );
    }
    const reader = person ?? (to.kind === 'person' ? to.slackUser : undefined);
    if (reader === undefined) return;
    const place = { channel: await needs.chat.direct(reader) };
    await needs.posting.once(attempt, place, { kind: 'invitation', invitation });
  };

  /** An errand for each, so that one who can’t be reached keeps nobody else from it. */
  async function each(shareId: string, members: readonly string[]): Promise<void> {
    const now = needs.clock.now();
    await db.transaction().execute(async (trx) => {
      for (const person of members) {
        await enqueue(trx, {
          key: `share:${shareId}:${person}`,
          lane: `share ${shareId} ${person}`,
          errand: { kind: 'share', shareId, person },
          now,
        });
      }
    });
  }
}
