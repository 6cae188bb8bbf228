import type { Source } from '../sources/source.ts';
import { atMost } from './at-most.ts';
import type { Looking } from './list-places.ts';
import { isSame, type Known, type Remembered } from './memo.ts';
import type { FoundFile, Reading } from './place.ts';
import type { FileInPlace } from './seen.ts';

export interface Readings {
  /** What the files say, by path; of one that could never be read nothing. */
  readonly all: ReadonlyMap<string, Remembered>;
  /** Those of them that were read just now. */
  readonly fresh: ReadonlyMap<string, Remembered>;
}

/**
 * What files say: read where they are new or have changed, remembered otherwise. Where one cannot be read now, what it
 * said the last time stands. `givenUp`: places that did not answer are added, and not asked again.
 */
export async function readFiles(
  files: readonly FileInPlace[],
  at: Date,
  known: Pick<Known, 'readings'>,
  { open, signal, atOnce, tell, givenUp }: Looking & { readonly givenUp: Set<Source> },
): Promise<Readings> {
  const before = await known.readings(files.map(({ file }) => file.path));
  const wanted = new Map<Source, Map<string, FoundFile>>(); // by path
  for (const { file, source, fresh } of files) {
    if (!fresh || isSame(file, before.get(file.path)) || givenUp.has(source)) continue;
    const mine = wanted.get(source);
    if (mine === undefined) wanted.set(source, new Map([[file.path, file]]));
    else mine.set(file.path, file);
  }
  const fresh = new Map<string, Remembered>();
  await atMost(atOnce, wanted, async ([source, mine]) => {
    for await (const batch of open(source).read([...mine.values()], signal))
      for (const one of batch)
        if (one.what === 'reading') {
          if (!mine.has(one.path)) throw new Error(`${one.path} was not asked for.`);
          fresh.set(one.path, remember(one, at));
        } else {
          const { why, path, detail } = one;
          tell({ location: source.location, path, why, detail });
          if (path === undefined) givenUp.add(source);
        }
  });
  return { all: new Map([...before, ...fresh]), fresh };
}

function remember({ what: _, path: __, ...said }: Reading, at: Date): Remembered {
  return { ...said, readAt: at.getTime() };
}
