import { hours } from '../duration.ts';

/** ENA says nothing of a file that failed: after so long without any news of any file, what is missing has. */
export const ENA_SILENCE = hours(1);

/** How far the files are that go straight to ENA. */
export interface EnaProgress {
  readonly files: number; // of the submission; the counts below sum up to it
  readonly archived: number;
  /** Of these, sent again without an answer: ENA skips what it has. Absent for none. */
  readonly skipped?: number;
  readonly waiting: number;
  /** Never asked for, and not at ENA; absent for none. */
  readonly unsent?: number;
  /** What ENA refused, and what nothing was heard of for too long. */
  readonly failed: readonly FailedFile[];
}

export interface FailedFile {
  readonly uuid: string;
  readonly name: string;
  readonly because?: string; // as ENA said it; absent where nothing was heard
}

/** Whether the second look shows more files archived than the first: what ends an alert. */
export function enaMovedOn(before: EnaProgress | undefined, after: EnaProgress): boolean {
  return after.archived > (before?.archived ?? 0);
}
