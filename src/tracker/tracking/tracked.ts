import type { Correction } from '../../storage/tracker/corrections.ts';
import type { Run } from '../../storage/tracker/runs.ts';
import type { Dataset } from '../dataset/dataset.ts';

/** A run, and the time that somebody asks for: by then something may have been decided that holds over it. */
export interface AskedRun extends Run {
  readonly then?: Date | undefined; // now
}

export interface Tracked {
  readonly dataset: Dataset; // as the crawl found it
  readonly since: Date; // with this status: when it was first seen, or accepted where people say so
  /** What people found to be so instead, by title of the sheet’s column. */
  readonly corrected?: ReadonlyMap<string, Correction> | undefined;
}

/** A dataset that is in no place any more. */
export interface Gone {
  readonly dataset: Dataset; // as it was seen last
  readonly to: Date; // since when it is nowhere
}
