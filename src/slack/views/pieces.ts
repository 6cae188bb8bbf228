import type { RichTextBlock, RichTextElement } from '@slack/types';
import { capitalised, DAY_AND_TIME, escaped, moment, person, plain, utc } from './text.ts';

/** A run of words with people and times in it, for the two markups that Slack has. */
export type Piece =
  | string
  | { readonly person: string } // a user id, or the name of a watched system
  | Moment;

interface Moment {
  readonly at: Date | string;
  readonly lead?: string; // words before it: `since`
  readonly format?: string; // Slack's; with its day unless told
}

export function inMrkdwn(pieces: readonly Piece[]): string {
  return pieces
    .map((piece, index) => {
      const gap = gapBefore(piece, index);
      if (typeof piece === 'string') return gap + escaped(piece, 400);
      if ('person' in piece) return gap + person(piece.person);
      return gap + moment(piece.at, piece.lead, piece.format);
    })
    .join('');
}

export function inRichText(pieces: readonly Piece[]): RichTextBlock {
  const elements = pieces.flatMap((piece, index): RichTextElement[] => {
    const gap = gapBefore(piece, index);
    return [...(gap === '' ? [] : [{ type: 'text', text: gap } as const]), elementOf(piece)];
  });
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements }] };
}

/** Where they stand on a line of their own. */
export function capitalisedPieces([first, ...rest]: readonly Piece[]): readonly Piece[] {
  if (first === undefined) return [];
  return [typeof first === 'string' ? capitalised(first) : first, ...rest];
}

/** A space, but not before a comma or a semicolon. */
function gapBefore(piece: Piece, index: number): string {
  const start = typeof piece === 'string' ? piece : 'at' in piece ? piece.lead : undefined;
  return index === 0 || /^[,;]/.test(start ?? '') ? '' : ' ';
}

function elementOf(piece: Piece): RichTextElement {
  if (typeof piece === 'string') return { type: 'text', text: plain(piece, 400) };
  if ('at' in piece) {
    const lead = piece.lead === undefined ? '' : `${piece.lead} `;
    return {
      type: 'date',
      timestamp: Math.floor(new Date(piece.at).getTime() / 1000),
      format: lead + (piece.format ?? DAY_AND_TIME),
      fallback: lead + utc(piece.at),
    };
  }
  return /^[UW][A-Z0-9]{2,}$/.test(piece.person)
    ? { type: 'user', user_id: piece.person }
    : { type: 'text', text: plain(piece.person, 40) };
}
