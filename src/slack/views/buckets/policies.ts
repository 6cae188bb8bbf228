import type { KnownBlock } from '@slack/types';
import type { BucketReview } from '../../../domain/bucket-request.ts';
import { context, type Rendered, section } from '../blocks.ts';
import { code, codeBlock, count, escaped } from '../text.ts';
import { namedTogether } from './alike.ts';
import { inFewLines } from './policy-text.ts';

const MOST_LETTERS = 5000; // of all of them on a card
const MOST_POLICY = 2600; // letters in one block
/** The rest is headings, and what quotes and lines are written as. */
const FOR_WORDS = 0.75;
const MOST_POLICIES = 12; // blocks in one message

/** On a card: as much of them as fits into so many letters. */
export function policyBlocks(
  policies: BucketReview['policies'],
  most: number,
): readonly KnownBlock[] {
  let left = Math.min(most, MOST_LETTERS);
  const all = sameOnce(policies);
  const shown = all.flatMap(({ heading, text }): KnownBlock[] => {
    const fits = Math.min(left * FOR_WORDS, MOST_POLICY);
    if (fits < 200) return [];
    const block = section(`${heading}\n${codeBlock(clipped(inFewLines(text), fits))}`);
    left -= JSON.stringify(block).length;
    return [block];
  });
  const hidden = all.length - shown.length;
  return [
    ...shown,
    ...(hidden > 0 ? [context(`${count(hidden, 'policy', 'policies')} more: *All policies*`)] : []),
  ];
}

/** All of what an approval names, where it fits; undefined where it has to be a file. */
export function policiesView({ policies }: BucketReview): Rendered | undefined {
  const all = sameOnce(policies).map(({ heading, text, paths }) => {
    const names = paths.length === 1 ? '' : `\n${paths.map((path) => code(path)).join(', ')}`;
    return `${heading}${names}\n${codeBlock(inFewLines(text))}`;
  });
  if (all.length > MOST_POLICIES || all.some((one) => one.length > MOST_POLICY)) return undefined;
  return { text: count(policies.length, 'policy', 'policies'), blocks: all.map(section) };
}

/** Policies of several people that are the same, once; whose it is stands above. */
export function sameOnce(policies: BucketReview['policies']): readonly {
  readonly heading: string;
  readonly text: string;
  readonly paths: readonly string[];
}[] {
  const shape = (path: string) => path.replace(/^(identities)\/[^/]+\//, '$1/…/');
  const same = Map.groupBy(policies, ({ path, text }) => `${shape(path)} ${text}`);
  return [...same.values()].map((some) => {
    const paths = some.map(({ path }) => path);
    const [first = ''] = paths;
    const text = some[0]?.text ?? '';
    if (paths.length === 1) return { heading: code(first), text, paths };
    const names = paths.map((path) => path.split('/')[1] ?? '');
    return {
      heading: `${code(shape(first))}, the same for ${escaped(namedTogether(names, 'user'), 300)}`,
      text,
      paths,
    };
  });
}

/** By whole lines, and how many are missing. */
function clipped(text: string, most: number): string {
  if (text.length <= most) return text;
  const lines = text.split('\n');
  let kept = 0;
  for (let letters = 0; kept < lines.length; kept += 1) {
    letters += (lines[kept]?.length ?? 0) + 1;
    if (letters > most) break;
  }
  return `${lines.slice(0, kept).join('\n')}\n… ${count(lines.length - kept, 'more line')}`;
}
