/** A person looks at a channel: what called them there is read. */
import type { Office } from '../office.ts';
import type { Answer } from '../page-contract.ts';
import type { Message } from '../workspace/messages.ts';

export interface Look {
  readonly person: string;
  readonly channel: string;
}

export function look(office: Office, { person, channel }: Look): Answer {
  const last = office.messages.in(channel).at(-1);
  const key = `${person} ${channel}`;
  if (last !== undefined && office.lastLooks.get(key) !== last.ts) {
    office.lastLooks.set(key, last.ts);
    office.changed();
  }
  return { ok: true };
}

/** Messages that call this person and came after their last look. */
export function unreadMentions(office: Office, person: string, channel: string): number {
  return office.messages.in(channel).filter((each) => unseenBy(office, each).includes(person))
    .length;
}

/** The people whom a message calls and who have not looked since it came. */
export function unseenBy(office: Office, message: Message): readonly string[] {
  if (message.ephemeralFor !== undefined) return [];
  return called(office, message).filter((person) => {
    const seen = office.lastLooks.get(`${person} ${message.channel}`) ?? 0;
    return Number(message.ts) > Number(seen) && message.author.id !== person;
  });
}

/** Every snapshot asks for every message; a message never changes, an edit is another one. */
const calledBy = new WeakMap<Message, readonly string[]>();

function called(office: Office, message: Message): readonly string[] {
  const known = calledBy.get(message);
  if (known !== undefined) return known;
  const place = office.directory.conversation(message.channel);
  const people = place === undefined ? [] : calls(office, message, place);
  calledBy.set(message, people);
  return people;
}

function calls(
  { directory }: Office,
  { text, blocks }: Message,
  place: NonNullable<ReturnType<Office['directory']['conversation']>>,
): readonly string[] {
  if (place.kind === 'direct') return place.memberIds;
  // A mention counts wherever it is shown: in the text, or anywhere in the blocks.
  const shown = blocks.length === 0 ? text : JSON.stringify(blocks);
  const named = directory.mentioned(shown, place);
  return place.memberIds.filter(
    (person) => named.has(person) || shown.includes(`"user_id":"${person}"`),
  );
}
