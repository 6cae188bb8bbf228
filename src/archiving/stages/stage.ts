import type { ArchiveSecrets } from '../job.ts';
import type { Kept } from '../kept.ts';
import type { Patience } from '../patience.ts';
import type { PlannedInput } from '../plan/planned.ts';
import type { Finished } from '../upload/destination.ts';

/** What every stage of a job is given. */
export interface StageNeeds {
  readonly folder: string; // of this job alone
  readonly signal: AbortSignal;
  readonly secrets: ArchiveSecrets;
  readonly patience: Patience;
  readonly id: () => string;
  /** How much of this stage is done, 0 to 1, and what is being done. */
  readonly progress: (fraction: number, note: string) => void;
}

/** A file on our disk that is uploaded, or made into one that is. */
export type Made = Finished & Pick<Kept, 'reads' | 'warnings'>;
export type Fetched = Made & Pick<PlannedInput, 'role'>;
