import { z } from 'zod';
import type { Database } from '../../../storage/database.ts';
import { type ListingPiece, readListing } from '../../../storage/tracker/crawl-memory.ts';
import type { Listing } from '../../crawl/memo.ts';

/**
 * A listing is kept in pieces, each with the datasets whose numbers end alike: one that comes or goes moves no other.
 */
const numberOf = (accession: string): number => 1 + Number(/\d{1,3}$/.exec(accession)?.[0] ?? 0);

const heldInPiece = z.record(z.string(), z.array(z.unknown()));
const NOTHING = '{}';

/** How a listing differs from the one that is kept. */
export interface Difference {
  readonly pieces: readonly number[]; // that are to be written anew
  readonly accessions: Pick<ReadonlySet<string>, 'keys'>; // of which something else is there
}

export async function differenceOf(
  db: Database,
  location: string,
  { held }: Pick<Listing, 'held'>,
): Promise<Difference> {
  const before = new Map<number, string>();
  for (const { number, content } of await readListing(db, location)) before.set(number, content);
  // Of what was never kept all is otherwise.
  if (before.size === 0)
    return { pieces: [...Map.groupBy(held.keys(), numberOf).keys()], accessions: held };
  const pieces: number[] = [];
  const accessions = new Set<string>();
  const compare = (number: number, was: string, is: string): void => {
    if (was === is) return;
    pieces.push(number);
    const [then, now] = [new Map(inPiece(was)), new Map(inPiece(is))];
    for (const [accession, text] of now)
      if (then.get(accession) !== text) accessions.add(accession);
    for (const accession of then.keys()) if (!now.has(accession)) accessions.add(accession);
  };
  for (const { number, content } of piecesOf(held)) {
    compare(number, before.get(number) ?? NOTHING, content);
    before.delete(number);
  }
  for (const [number, content] of before) compare(number, content, NOTHING);
  return { pieces, accessions };
}

/** Those of these numbers; all unless they are given. */
export function* piecesOf(
  held: Listing['held'],
  wanted?: readonly number[],
): Generator<ListingPiece> {
  const numbers = Map.groupBy(held.keys(), numberOf);
  for (const number of wanted ?? numbers.keys()) {
    const texts = (numbers.get(number) ?? [])
      .sort()
      .map((accession) => `${JSON.stringify(accession)}:[${held.get(accession)}]`);
    yield { number, content: `{${texts.join(',')}}` };
  }
}

/** What was held, by accession. */
export function* heldIn(
  pieces: Iterable<Pick<ListingPiece, 'content'>>,
): Generator<[string, string]> {
  for (const { content } of pieces) yield* inPiece(content);
}

/** Nothing where another version of us wrote it otherwise. */
function* inPiece(content: string): Generator<[string, string]> {
  const { data } = heldInPiece.safeParse(JSON.parse(content));
  for (const [accession, holdings] of Object.entries(data ?? {}))
    yield [accession, JSON.stringify(holdings).slice(1, -1)];
}
