import type { DeskMessage, Snapshot } from '../../page-contract.ts';
import { day, milliseconds } from '../time.js';

const groupingPause = 5 * 60 * 1000;

/** One message with what its neighbours decide: whether a day starts, whether its author goes on. */
export interface Row {
  readonly message: DeskMessage;
  readonly startsDay: boolean;
  readonly continues: boolean;
}

/** The messages of a channel: no replies, but those that were sent to the channel as well. */
export function inChannel(snapshot: Snapshot, channel: string): readonly DeskMessage[] {
  return snapshot.messages.filter(
    (message) => message.channel === channel && (!isReply(message) || message.broadcast),
  );
}

function isReply(message: DeskMessage): boolean {
  return message.thread_ts !== undefined && message.thread_ts !== message.ts;
}

export function repliesTo(snapshot: Snapshot, channel: string, ts: string): readonly DeskMessage[] {
  return snapshot.messages.filter(
    (message) => message.channel === channel && message.thread_ts === ts && message.ts !== ts,
  );
}

export function messageAt(snapshot: Snapshot, channel: string, ts: string) {
  return snapshot.messages.find((message) => message.channel === channel && message.ts === ts);
}

export function rows(messages: readonly DeskMessage[], zone: string): readonly Row[] {
  return messages.map((message, index) => {
    const before = messages[index - 1];
    const at = milliseconds(message.ts);
    const startsDay = !before || day(milliseconds(before.ts), zone) !== day(at, zone);
    const continues =
      before !== undefined &&
      !startsDay &&
      before.author.id === message.author.id &&
      !message.ephemeral &&
      !before.ephemeral &&
      !message.broadcast &&
      before.replyCount === 0 &&
      at - milliseconds(before.ts) < groupingPause;
    return { message, startsDay, continues };
  });
}
