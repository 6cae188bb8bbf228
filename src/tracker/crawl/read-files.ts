import type { Source } from '../sources/source.ts';
import { atMost } from './at-most.ts';
import type { Looking } from './list-places.ts';
import { isSame, type Memo, type Remembered } from './memo.ts';
import type { FoundFile } from './place.ts';

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
  const wanted = new Map<Source, FoundFile[]>();
  for (const { file, source, fresh } of files) {
    const before = known.get(file.path);
    if (before !== undefined) readings.set(file.path, before);
    if (!fresh || isSame(file, before)) continue;
    const mine = wanted.get(source);
    if (mine === undefined) wanted.set(source, [file]);
    else mine.push(file);
  }
  let read = 0;
  await atMost(atOnce, wanted, async ([source, mine]) => {
    for await (const batch of open(source).read(mine, signal))
      for (const one of batch)
        if (one.what === 'reading') {
          readings.set(one.path, { ...one, readAt: at.getTime() });
          read += 1;
        } else {
          const { why, path, detail } = one;
          tell({ location: source.location, path, why, detail });
        }
  });
  return { readings, read };
}
