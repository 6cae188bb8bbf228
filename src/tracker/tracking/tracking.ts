import type { GoogleKeeper } from './google/keeper.ts';
import type { Proposals } from './google/proposals.ts';
import type { LookUps } from './look-ups.ts';
import type { MetadataFiles } from './metadata-files.ts';
import type { SheetFiles } from './sheet-files.ts';
import type { Tracker } from './tracker.ts';
import type { Workbooks } from './workbooks.ts';

/** The dataset tracker as doors see it. */
export interface Tracking extends Tracker {
  readonly timeZone: string; // IANA: in which days end
  readonly files: SheetFiles;
  readonly workbooks: Pick<Workbooks, 'link'>;
  readonly metadata: MetadataFiles;
  readonly proposals: Proposals;
  /** Undefined where no spreadsheet is kept. */
  readonly google: Pick<GoogleKeeper, 'address' | 'state'> | undefined;
  readonly lookUps: Pick<LookUps, 'report'>;
}
