/** A person looks at a channel: what called them there is read. */
import type { Office } from '../office.ts';
import type { Answer } from '../page-contract.ts';

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
  const seen = Number(office.lastLooks.get(`${person} ${channel}`) ?? 0);
  const place = office.directory.conversation(channel);
  if (place === undefined) return 0;
  return office.messages
    .in(channel)
    .filter((each) => Number(each.ts) > seen && each.author.id !== person)
    .filter((each) => each.ephemeralFor === undefined)
    .filter(
      (each) => place.kind === 'direct' || calls(office, each.text, each.blocks, person, channel),
    ).length;
}

function calls(
  office: Office,
  text: string,
  blocks: readonly unknown[],
  person: string,
  channel: string,
): boolean {
  const place = office.directory.conversation(channel);
  if (place === undefined) return false;
  // A mention counts wherever it is shown: in the text, or anywhere in the blocks.
  const shown = blocks.length === 0 ? text : JSON.stringify(blocks);
  const inRichText = shown.includes(`"user_id":"${person}"`);
  return inRichText || office.directory.mentioned(shown, place).has(person);
}
