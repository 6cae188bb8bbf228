import type { Source } from '../sources/source.ts';
import { atMost } from './at-most.ts';
import type { Looking } from './list-places.ts';
import { isSame, type Memo, type Remembered } from './memo.ts';
import type { FoundFile, Reading } from './place.ts';

export interface FileToRead {
  readonly file: FoundFile;
  readonly source: Source;
  readonly fresh: boolean; // it was seen in this crawl
}

/**
 * What files say: read where they are new or have changed, remembered otherwise. Where one cannot be read now, what it
 * said the last time stands.
 */
export async function readFiles(
  files: Iterable<FileToRead>,
  at: Date,
  { readings: known }: Pick<Memo, 'readings'>,
  { open, signal, atOnce, tell }: Looking,
): Promise<{ readonly readings: Memo['readings']; readonly read: number }> {
  const readings = new Map<string, Remembered>();
  const wanted = new Map<Source, Map<string, FoundFile>>(); // by path
  for (const { file, source, fresh } of files) {
    const before = known.get(file.path);
    if (before !== undefined) readings.set(file.path, before);
    if (!fresh || isSame(file, before)) continue;
    const mine = wanted.get(source);
    if (mine === undefined) wanted.set(source, new Map([[file.path, file]]));
    else mine.set(file.path, file);
  }
  let read = 0;
  await atMost(atOnce, wanted, async ([source, mine]) => {
    for await (const batch of open(source).read([...mine.values()], signal))
      for (const one of batch)
        if (one.what === 'reading') {
          const file = mine.get(one.path);
          if (file === undefined) throw new Error(`${one.path} was not asked for.`);
          readings.set(file.path, remember(file, one, at));
          read += 1;
        } else {
          const { why, path, detail } = one;
          tell({ location: source.location, path, why, detail });
        }
  });
  return { readings, read };
}

const NO_NOTES: Reading['notes'] = [];

/** There are hundreds of thousands: whatever is the same as in the listing is not kept twice. */
function remember(file: FoundFile, reading: Reading, at: Date): Remembered {
  const { bytes, modified, facts, notes } = reading;
  return {
    bytes,
    modified,
    mark: reading.mark === file.mark ? file.mark : reading.mark,
    facts: JSON.stringify(facts),
    notes: notes.length === 0 ? NO_NOTES : notes,
    readAt: at.getTime(),
  };
}
