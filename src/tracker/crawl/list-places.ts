import type { Source } from '../sources/source.ts';
import { atMost } from './at-most.ts';
import type { Known, Listing } from './memo.ts';
import type { Place } from './place.ts';
import { isClosed, stillHeld } from './still-held.ts';
import type { Trouble } from './trouble.ts';

export interface ListedPlace {
  readonly source: Source;
  readonly listing: Listing | undefined; // none: it could never be read to its end
  readonly fresh: boolean; // otherwise it is what the place held in an earlier crawl
}

export interface Looking {
  readonly open: (source: Source) => Place;
  readonly signal: AbortSignal;
  readonly atOnce: number; // places
  readonly tell: (trouble: Trouble) => void;
}

/**
 * What each place holds, in the order of the sources. One that cannot be read stops no other. `then`: what is to be done
 * with a place, while others are still listed.
 */
export async function listPlaces<T>(
  sources: readonly Source[],
  at: Date,
  known: Pick<Known, 'listing'>,
  looking: Looking,
  then: (place: ListedPlace) => Promise<T>,
): Promise<readonly T[]> {
  const places = new Map<Source, T>();
  await atMost(looking.atOnce, sources, async (source) => {
    const before = () => known.listing(source.location);
    const now = await listPlace(source, at, before, looking);
    const listing = now ?? (await before());
    places.set(source, await then({ source, listing, fresh: now !== undefined }));
  });
  return sources.flatMap((source) => places.get(source) ?? []);
}

/** That all of so many go between two crawls is less likely than a mount that is missing, or a list that came empty. */
const MANY = 5;

async function listPlace(
  source: Source,
  at: Date,
  before: () => Promise<Listing | undefined>,
  { open, signal, tell }: Looking,
): Promise<Listing | undefined> {
  const { location } = source;
  const held = new Map<string, string>();
  const add = (accession: string, text: string): void => {
    const others = held.get(accession);
    held.set(accession, others === undefined ? text : `${others},${text}`);
  };
  const closed = new Set<string>();
  let whole = true;
  for await (const batch of open(source).list(signal))
    for (const found of batch)
      if (found.what === 'held') add(found.accession, found.text);
      else {
        const { why, path, detail } = found;
        tell({ location, path, why, detail });
        if (path === undefined) whole = false;
        else if (isClosed(why)) closed.add(path);
      }
  if (!whole) return undefined;
  const last = closed.size > 0 || held.size === 0 ? await before() : undefined;
  if (last !== undefined && held.size === 0 && last.held.size >= MANY) {
    tell({ location, why: 'emptied', detail: String(last.held.size) });
    return undefined;
  }
  if (last !== undefined && closed.size > 0)
    for (const [accession, holding] of stillHeld(last, closed))
      add(accession, JSON.stringify(holding));
  return { at: at.toISOString(), held };
}
