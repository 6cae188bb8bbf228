import type { RichTextBlock, RichTextElement } from '@slack/types';
import { escaped, moment, person, plain, utc } from './text.ts';

/** A run of words with people and times in it, for the two markups that Slack has. */
export type Piece =
  | string
  | { readonly person: string } // a user id, or the name of a watched system
  | { readonly at: Date | string };

export function inMrkdwn(pieces: readonly Piece[]): string {
  return pieces
    .map((piece) => {
      if (typeof piece === 'string') return escaped(` ${piece}`, 400);
      return 'person' in piece ? person(piece.person) : moment(piece.at);
    })
    .join(' ');
}

export function inRichText(pieces: readonly Piece[]): RichTextBlock {
  const elements = pieces.flatMap((piece, index): RichTextElement[] => {
    const gap: RichTextElement[] = index === 0 ? [] : [{ type: 'text', text: ' ' }];
    return [...gap, elementOf(piece)];
  });
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
}

function elementOf(piece: Piece): RichTextElement {
  if (typeof piece === 'string') return { type: 'text', text: plain(piece, 400) };
  if ('at' in piece) {
    return {
      type: 'date',
      timestamp: Math.floor(new Date(piece.at).getTime() / 1000),
      format: '{date_short_pretty}, {time}',
      fallback: utc(piece.at),
    };
  }
  return /^[UW][A-Z0-9]{2,}$/.test(piece.person)
    ? { type: 'user', user_id: piece.person }
    : { type: 'text', text: plain(piece.person, 40) };
}
