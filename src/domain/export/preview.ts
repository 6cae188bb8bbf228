import type { Dataset, SubmitAction } from '../cycle/cycle.ts';

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
  readonly choices: readonly SubmitAction[];
  readonly files?: number;
  readonly expiresAt: Date;
}
