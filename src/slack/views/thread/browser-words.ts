import type { Card } from '../../../operations/message.ts';
import { moment, person } from '../text.ts';

/** Who says that it is in the browser, where the catalogue did not tell. */
export function saidToBeThere({ cycle }: Card): string | undefined {
  const seen = cycle.memory.passed?.findLast(({ event }) => event === 'seen in the browser');
  return seen && person(seen.by);
}

/** That it stands on somebody's word alone, while that is so. */
export function onTheirWord(card: Card): string | undefined {
  const who = saidToBeThere(card);
  return who === undefined || card.unseenAt === undefined
    ? undefined
    : `The catalogue doesn’t show it yet (${moment(card.unseenAt, 'last look')}); it is on ${who}’s word.`;
}
