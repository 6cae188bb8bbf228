import type { MetadataFiles } from './metadata-files.ts';
import type { SheetFiles } from './sheet-files.ts';
import type { Tracker } from './tracker.ts';

/** The dataset tracker as doors see it. */
export interface Tracking extends Tracker {
  readonly files: SheetFiles;
  readonly metadata: MetadataFiles;
}
