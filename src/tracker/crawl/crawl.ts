import type { Source } from '../sources/source.ts';
import type { ListedPlace, Looking } from './list-places.ts';
import { isSame, type Known } from './memo.ts';
import { oneAhead } from './one-ahead.ts';
import { type Readings, readFiles } from './read-files.ts';
import { datasetSeen, type FileInPlace, type SeenDataset } from './seen.ts';

/** What is seen of some datasets. */
export interface Stretch {
  readonly accessions: readonly string[]; // that were asked for, also where no place has them
  readonly seen: readonly SeenDataset[];
  readonly readings: Readings;
  /** By location the datasets that the next crawl looks at again, as if something had changed. */
  readonly again: ReadonlyMap<string, readonly string[]>;
}

/** So many datasets are looked at together, and written down at once: fewer, and the disk is waited for more often. */
const STRETCH = 200;

/** Looks at datasets in the order in which they are named; what is new or has changed of their files is read. */
export async function* lookAt(
  accessions: readonly string[],
  places: readonly ListedPlace[],
  at: Date,
  known: Known,
  looking: Looking,
): AsyncGenerator<Stretch> {
  const givenUp = new Set<Source>();
  yield* oneAhead(stretchesOf(accessions), async (some) => {
    const seen = some.flatMap((accession) => datasetSeen(places, accession) ?? []);
    const files = seen.flatMap(({ latest }) => Object.values(latest));
    const readings = await readFiles(files, at, known, { ...looking, givenUp });
    for (const { file, source } of files)
      for (const why of readings.all.get(file.path)?.notes ?? [])
        looking.tell({ location: source.location, path: file.path, why });
    return { accessions: some, seen, readings, again: againIn(seen, readings) };
  });
}

function* stretchesOf(accessions: readonly string[]): Generator<readonly string[]> {
  for (let at = 0; at < accessions.length; at += STRETCH) yield accessions.slice(at, at + STRETCH);
}

/** Where a file could not be read, may look as it was though it is not, or has something about it to be told. */
function againIn(seen: readonly SeenDataset[], readings: Readings) {
  const again = new Map<string, string[]>();
  const isOdd = ({ file }: FileInPlace): boolean => {
    const reading = readings.all.get(file.path);
    return !isSame(file, reading) || (reading?.notes.length ?? 0) > 0;
  };
  for (const { accession, latest } of seen)
    for (const one of Object.values(latest).filter(isOdd)) {
      const mine = again.get(one.source.location);
      if (mine === undefined) again.set(one.source.location, [accession]);
      else mine.push(accession);
    }
  return again;
}
