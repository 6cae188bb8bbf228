import type { Source } from '../sources/source.ts';
import { atMost } from './at-most.ts';
import type { Known, Listing } from './memo.ts';
import type { Place } from './place.ts';
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
    const now = await listPlace(source, at, looking);
    const listing = now ?? (await known.listing(source.location));
    places.set(source, await then({ source, listing, fresh: now !== undefined }));
  });
  return sources.flatMap((source) => places.get(source) ?? []);
}

async function listPlace(
  source: Source,
  at: Date,
  { open, signal, tell }: Looking,
): Promise<Listing | undefined> {
  const held = new Map<string, string>();
  let whole = true;
  for await (const batch of open(source).list(signal))
    for (const found of batch)
      if (found.what === 'held') {
        const before = held.get(found.accession);
        held.set(found.accession, before === undefined ? found.text : `${before},${found.text}`);
      } else {
        const { why, path, detail } = found;
        tell({ location: source.location, path, why, detail });
        if (path === undefined) whole = false;
      }
  return whole ? { at: at.toISOString(), held } : undefined;
}
