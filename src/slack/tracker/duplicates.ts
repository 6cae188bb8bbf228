import type { Tracking } from '../../tracker/tracking/tracking.ts';
import type { Rendered } from '../views/blocks.ts';
import { decidedView, duplicateView, pairsOf } from '../views/tracker/duplicates.ts';
import { datasetUsage } from '../views/tracker/help.ts';

/** `duplicates [page 2 | decided]`: what may be there twice, or what was found to be two. */
export async function answerDuplicates(
  { twins }: Pick<Tracking, 'twins'>,
  [word, number, tooMany]: readonly string[],
): Promise<Rendered> {
  const isDecided = word === 'decided' && number === undefined;
  const isPage = word === 'page' && /^[1-9]\d{0,5}$/.test(number ?? '') && tooMany === undefined;
  if (word !== undefined && !isDecided && !isPage) return datasetUsage('duplicates');
  const { open, ours, decided } = await twins.list();
  return isDecided
    ? decidedView(decided)
    : duplicateView(pairsOf(open, ours), isPage ? Number(number) : 1, decided.length);
}
