import type { Archive } from '../archiving/archive.ts';
import type { EnaProgress } from '../archiving/ena-progress.ts';
import type { FileProgress } from '../archiving/file-progress.ts';
import type { LeftoverList } from '../cycle/clean-up.ts';
import type { Proposal, StagingSummary } from '../cycle/cycle.ts';
import type { ExportProgress } from '../export/export-progress.ts';
import type { FormValues } from './form.ts';

/** Something that happened: a click, an observation, a timer. Carries what it has to say. */
export interface RunbookEvent {
  readonly name: string;
  readonly values?: FormValues; // a filled-in form, or what a button chose
  readonly reason?: string; // for observers; people give theirs in a form
  /** What exactly is confirmed, where an approval is bound to it: the hash of a list. */
  readonly subject?: string;
  readonly progress?: ExportProgress;
  readonly fileProgress?: FileProgress;
  readonly enaProgress?: EnaProgress;
  /** What has become known of an archiving. */
  readonly archive?: Partial<Archive>;
  readonly staging?: StagingSummary;
  readonly proposal?: Proposal;
  readonly accepted?: boolean;
  readonly envelopeUpdatedAt?: string;
  readonly disturbed?: string;
  readonly inCatalogueBefore?: boolean;
  readonly leftovers?: LeftoverList;
  readonly removed?: number;
}
