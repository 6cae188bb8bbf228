import { nearestNames } from '../../../domain/nearest-names.ts';
import { buttonValue } from '../../interaction/button-value.ts';
import { button } from '../blocks.ts';
import { BUCKET, type BucketSubcommand } from './help.ts';

const MOST_MEANT = 3; // names that are near to what was typed

/** The same command for each dataset whose name is near to what was typed: it only looks. */
export function meantButtons(
  sub: Extract<BucketSubcommand, 'show' | 'change' | 'transfers'>,
  name: string,
  names: readonly string[],
) {
  const near = nearestNames(name, names).slice(0, MOST_MEANT);
  return near.map((one, at) => meantButton(`${sub} ${one}`, at));
}

export function meantButton(words: string, at = 0) {
  const label = `${BUCKET.command} ${words}`;
  return button({ label, id: `bucket-word:meant-${at}`, value: buttonValue({ s: words }) });
}
