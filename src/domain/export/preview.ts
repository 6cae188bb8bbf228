import type { ArchiveEnvironment } from '../archiving/archive.ts';
import type { Choice, Dataset, SubmitAction } from '../cycle/cycle.ts';

/** What will happen, before anything does (spec 1, step 1). */
export interface Preview {
  readonly id: string;
  readonly runbook: string; // by name
  readonly dataset: Dataset;
  readonly number: number; // the cycle this would be
  readonly replaces?: {
    readonly number: number;
    readonly state: string;
    readonly leftovers?: number; // listed to be deleted, and not confirmed yet
  };
  readonly choices: readonly Choice[];
  /** What ingest was asked for already, where somebody may only join. */
  readonly underWay?: readonly SubmitAction[];
  /** Of archiving: where to. */
  readonly environment?: ArchiveEnvironment;
  readonly files?: number;
  readonly expiresAt: Date;
}
