import { type Correction, STATUS } from '../../storage/tracker/corrections.ts';
import type { Run } from '../../storage/tracker/runs.ts';
import type { Dataset } from '../dataset/dataset.ts';

/** A run, and the time that somebody asks for: by then something may have been decided that holds over it. */
export interface AskedRun extends Run {
  readonly then?: Date | undefined; // now
}

export interface Tracked {
  readonly dataset: Dataset; // as the crawl found it
  readonly since: Date; // when the crawl first saw it with this status
  /** What people found to be so instead, by title of the sheet’s column. */
  readonly corrected?: ReadonlyMap<string, Correction> | undefined;
}

/** Since when it counts as what it counts as: a state that people accepted goes before the one that the crawl found. */
export function countedSince({ since, corrected }: Tracked): Date {
  const accepted = corrected?.get(STATUS);
  return accepted?.reach === undefined ? since : accepted.at;
}
