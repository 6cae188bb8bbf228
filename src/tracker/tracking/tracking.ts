import type { LookUps } from './look-ups.ts';
import type { SheetFiles } from './sheet-files.ts';
import type { Tracker } from './tracker.ts';

/** The dataset tracker as doors see it. */
export interface Tracking extends Tracker {
  readonly files: SheetFiles;
  readonly lookUps: Pick<LookUps, 'report'>;
}
