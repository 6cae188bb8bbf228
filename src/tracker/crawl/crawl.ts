import { setImmediate as breathe } from 'node:timers/promises';
import type { Clock } from '../../operations/ports.ts';
import { type LatestFiles, latestFiles } from '../dataset/latest-files.ts';
import type { Source } from '../sources/source.ts';
import { type ListedPlace, type Looking, listPlaces } from './list-places.ts';
import type { Known, Listing, Memo } from './memo.ts';
import { type FileToRead, readFiles } from './read-files.ts';
import type { Trouble } from './trouble.ts';

/** Everything that a crawl saw. */
export interface Crawl {
  readonly at: string; // ISO, when it began
  readonly places: readonly ListedPlace[]; // in the order of the sources
  readonly latest: ReadonlyMap<string, LatestFiles<FileToRead>>; // by accession
  readonly troubles: readonly Trouble[]; // what could not be read
  readonly filesRead: number; // the others were known
  /** For the next one; what the latest files say is among it. */
  readonly memo: Memo;
}

export interface CrawlNeeds extends Pick<Looking, 'open' | 'signal'> {
  readonly clock: Pick<Clock, 'now'>;
  readonly atOnce?: number; // places
}

/**
 * Looks through all places, and reads what is new or has changed. A place that does not answer stops no other; what it
 * held the last time counts meanwhile.
 */
export async function crawl(
  sources: readonly Source[],
  known: Known,
  { clock, atOnce = 4, ...needs }: CrawlNeeds,
): Promise<Crawl> {
  const at = clock.now();
  const troubles: Trouble[] = [];
  const looking = { ...needs, atOnce, tell: (trouble: Trouble) => void troubles.push(trouble) };
  const places = await listPlaces(sources, at, known, looking);
  await breathe(); // between what takes a moment each, for whoever waits for the bot
  const latest = latestFiles(filesOf(places));
  await breathe();
  const chosen = [...latest.values()].flatMap((files) => Object.values(files));
  const { readings, read } = await readFiles(chosen, at, known, looking);
  for (const { file, source } of chosen)
    for (const why of readings.get(file.path)?.notes ?? [])
      troubles.push({ location: source.location, path: file.path, why });
  return {
    at: at.toISOString(),
    places,
    latest,
    troubles,
    filesRead: read,
    memo: {
      listings: new Map(places.flatMap(({ source, listing }) => pair(source.location, listing))),
      readings,
    },
  };
}

function* filesOf(places: readonly ListedPlace[]): Generator<FileToRead> {
  for (const { source, listing, fresh } of places)
    for (const file of listing?.files ?? []) yield { file, source, fresh };
}

const pair = (location: string, listing: Listing | undefined): [string, Listing][] =>
  listing === undefined ? [] : [[location, listing]];
