import type { KnownBlock } from '@slack/types';
import type { BucketReview } from '../../../domain/bucket-request.ts';
import { context, type Rendered, section } from '../blocks.ts';
import { code, codeBlock, count } from '../text.ts';
import { inFewLines } from './policy-text.ts';

const MOST_LETTERS = 5000; // on a card
const MOST_POLICY = 2600; // letters in one block
const MOST_POLICIES = 12; // blocks in one message

/** On a card: as much of them as fits. */
export function policyBlocks(policies: BucketReview['policies']): readonly KnownBlock[] {
  let left = MOST_LETTERS;
  const different = onceEach(policies);
  const shown = different.flatMap(({ path, text }): KnownBlock[] => {
    const fits = Math.min(left, MOST_POLICY);
    if (fits < 200) return [];
    const shown = clipped(inFewLines(text), fits);
    left -= shown.length;
    return [section(`${code(path)}\n${codeBlock(shown)}`)];
  });
  const hidden = different.length - shown.length;
  return [
    ...shown,
    ...(hidden > 0 ? [context(`${count(hidden, 'policy', 'policies')} more: *All policies*`)] : []),
  ];
}

/** The same for many people is shown once: `identities/alpha_user_anna/hub_exports.json and 11 alike`. */
function onceEach(policies: BucketReview['policies']): BucketReview['policies'] {
  return [...Map.groupBy(policies, ({ text }) => text)].map(([text, [first, ...others]]) => ({
    text,
    path: `${first?.path ?? ''}${others.length === 0 ? '' : ` and ${others.length} alike`}`,
  }));
}

/** By whole lines, and how many are missing. */
export function clipped(text: string, most: number): string {
  if (text.length <= most) return text;
  const lines = text.split('\n');
  let kept = 0;
  for (let letters = 0; kept < lines.length; kept += 1) {
    letters += (lines[kept]?.length ?? 0) + 1;
    if (letters > most) break;
  }
  return `${lines.slice(0, kept).join('\n')}\n… ${count(lines.length - kept, 'more line')}`;
}

/** All of them, before whoever wants to see more than the card has. */
export function policiesView({ policies }: BucketReview): Rendered {
  const different = onceEach(policies);
  const shown = different.slice(0, MOST_POLICIES);
  const more = different.length - shown.length;
  return {
    text: count(policies.length, 'policy', 'policies'),
    blocks: [
      ...shown.map(({ path, text }) =>
        section(`${code(path)}\n${codeBlock(clipped(inFewLines(text), MOST_POLICY))}`),
      ),
      ...(more > 0 ? [context(`… and ${more} more`)] : []),
    ],
  };
}
