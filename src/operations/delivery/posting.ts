import { createHash } from 'node:crypto';
import type { Cycle } from '../../domain/cycle/cycle.ts';
import type { Database } from '../../storage/database.ts';
import { findMessage, saveMessage } from '../../storage/messages.ts';
import { cardKey } from '../../storage/outbox.ts';
import type { OutboxRow } from '../../storage/sending.ts';
import type { Message } from '../message.ts';
import { type Chat, type MessageRef, OutsideError, type Place } from '../ports.ts';
import type { Pace } from './pace.ts';

/** An attempt at an outbox row; `repeated` when an earlier one may have got through. */
export interface Attempt {
  readonly row: OutboxRow;
  readonly repeated: boolean;
}

/** Messages that stand once in the world, however often they are tried. */
export interface Posting {
  /** Posting is not idempotent: after an interrupted try, read back before trying again. */
  once(attempt: Attempt, place: Place, message: Message): Promise<MessageRef>;
  /** A message of its own: posted once under its key, from then on edited in place. */
  standing(
    attempt: Attempt,
    key: string,
    place: () => Promise<Place>,
    message: Message,
  ): Promise<void>;
  /** False when somebody has deleted the message. */
  edit(at: MessageRef, message: Message): Promise<boolean>;
  /** @throws {OutsideError} `retry` while the card is not posted yet. */
  cardOf(cycle: Cycle): Promise<MessageRef>;
  /** Undefined when Slack does not say. */
  link(at: MessageRef | undefined): Promise<string | undefined>;
}

export function createPosting(needs: {
  readonly db: Database;
  readonly chat: Chat;
  readonly pace: Pace;
}): Posting {
  const { db, chat } = needs;

  const posting: Posting = {
    async once({ row, repeated }, place, message) {
      const key = opaque(row.key);
      const earlier =
        repeated && row.firstSent !== undefined
          ? await chat.find(key, place, row.firstSent)
          : undefined;
      if (earlier !== undefined) return earlier;
      await needs.pace(place.channel);
      return chat.post(key, place, message);
    },

    async standing(attempt, key, place, message) {
      const before = await findMessage(db, key);
      if (before !== undefined && (await posting.edit(before, message))) return;
      const posted = await posting.once(attempt, await place(), message);
      await saveMessage(db, key, posted);
      // What an interrupted try left there may show an earlier state.
      if (attempt.repeated) await chat.edit(posted, message);
    },

    async edit(at, message) {
      try {
        await chat.edit(at, message);
        return true;
      } catch (error) {
        if (error instanceof OutsideError && error.outcome === 'gone') return false;
        throw error;
      }
    },

    async cardOf(cycle) {
      const card = await findMessage(db, cardKey(cycle.id));
      if (card !== undefined) return card;
      throw new OutsideError('Slack', 'retry', `The card of cycle ${cycle.id} is not posted yet.`);
    },

    async link(at) {
      return at && chat.permalink(at).catch(() => undefined);
    },
  };
  return posting;
}

/** What goes into a message's metadata, which every member of the workspace can read. */
function opaque(key: string): string {
  return createHash('sha256').update(key).digest('hex').slice(0, 32);
}
