import { highestOf, rankOf, type Stages } from '../state/stage.ts';
import type { FileKind } from './metadata-file.ts';

/** A file of metadata, and where it lies. */
export interface Placed {
  readonly file: {
    readonly kind: FileKind;
    readonly path: string;
    readonly modified: number; // milliseconds since 1970
  };
  readonly source: { readonly stages: Stages };
}

/** Of each kind the file that counts for a dataset. */
export type LatestFiles<P> = Readonly<Partial<Record<FileKind, P>>>;

/** Of each kind the file in the place of the highest rank; of equals the newest, and then the first by name. */
export function latestFiles<P extends Placed>(files: Iterable<P>): LatestFiles<P> {
  const latest: Partial<Record<FileKind, P>> = {};
  for (const placed of files) {
    const best = latest[placed.file.kind];
    if (best === undefined || outranks(placed, best)) latest[placed.file.kind] = placed;
  }
  return latest;
}

function outranks(one: Placed, other: Placed): boolean {
  const further =
    rankOf(highestOf(one.source.stages)) - rankOf(highestOf(other.source.stages)) ||
    one.file.modified - other.file.modified;
  return further > 0 || (further === 0 && one.file.path < other.file.path);
}
