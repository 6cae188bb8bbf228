import { dirname } from 'node:path';
import { z } from 'zod';
import type { Listing } from './memo.ts';
import { type Holding, holding, type Obstacle } from './place.ts';

/** These say nothing of what lies behind them: a folder that is closed is no empty folder. */
export const isClosed = (why: Obstacle): boolean =>
  why === 'denied' || why === 'silent' || why === 'broken';

const holdings = z.array(holding);
const holdingsIn = (text: string): readonly Holding[] => holdings.parse(JSON.parse(`[${text}]`));

/** Whether a dataset itself is there, not files of it alone. `text`: what a listing says of it. */
export const holdsDataset = (text: string | undefined): boolean =>
  text !== undefined && holdingsIn(text).some(({ isDataset }) => isDataset);

/** What a listing says of a dataset that is known to be there no more, though the place cannot be looked at. */
export const HELD_NO_MORE = JSON.stringify({
  isDataset: false,
  curators: [],
  files: [],
} satisfies Holding);

/** By accession, what a place held the last time of what could not be looked at now. `closed`: folders and files. */
export function* stillHeld(
  before: Listing,
  closed: ReadonlySet<string>,
): Generator<readonly [accession: string, holding: Holding]> {
  for (const [accession, text] of before.held)
    for (const one of holdingsIn(text)) {
      const files = one.files.filter(({ path }) => closed.has(path) || closed.has(dirname(path)));
      if (files.length > 0) yield [accession, { ...one, files }];
    }
}
