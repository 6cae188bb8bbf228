import type { Archive } from '../archiving/archive.ts';
import type { EnaProgress } from '../archiving/ena-progress.ts';
import type { FileProgress } from '../archiving/file-progress.ts';
import type { ExportProgress } from '../export/export-progress.ts';
import type { FormValues } from '../runbook/form.ts';
import type { CleanUp } from './clean-up.ts';

/** What is known of a dataset when its cycle opens; read from ingest, shown on the card. */
export interface Dataset {
  readonly projectUuid: string;
  readonly shortName: string;
  readonly title: string;
  readonly submissionUuid: string;
  readonly ingestUrl: string; // the project's page for people
  readonly managedAccess: boolean;
  readonly alreadyReleased: boolean; // ingest knows an earlier release: this export is an update
  readonly primaryWrangler?: string;
}

/** What ingest is asked to do with a submission: archive it first, export it, or both one after the other. */
export type SubmitAction = 'Export' | 'Export_Metadata' | 'Archive';

/** What somebody chooses in a preview; `Join`: what was submitted in ingest itself is followed from here on. */
export type Choice = 'Export' | 'Export_Metadata' | 'Archive_Export' | 'Archive' | 'Join';

/** One run of a dataset through a runbook. A re-export is the next cycle (spec 1, step 8). */
export interface Cycle {
  readonly id: string;
  readonly runbook: string;
  readonly dataset: Dataset;
  readonly number: number; // 1, 2, … within the dataset
  readonly state: string;
  /** Grows with each change of state. A button carries it, so that an old card can be told from the new. */
  readonly turn: number;
  readonly submitter: string; // Slack user id
  readonly channel: string; // where its card lives
  readonly openedAt: Date;
  readonly since: Date; // when it entered its state
  readonly closedAt?: Date;
  readonly dueAt?: Date; // when the clock has something to say: a deadline, an unanswered alert
  readonly memory: Memory;
}

/** What earlier events left behind. */
export interface Memory {
  readonly actions: readonly SubmitAction[];
  /** When the envelope had last changed just before it was submitted, by ingest's clock. */
  readonly envelopeUpdatedAt?: string; // ISO
  readonly accepted?: boolean; // ingest answered 202
  readonly progress?: ExportProgress;
  readonly archive?: Archive;
  readonly fileProgress?: FileProgress; // of archiving
  readonly enaProgress?: EnaProgress; // of archiving
  /** The cycle of another runbook that this one goes on from, and since when. */
  readonly follows?: { readonly cycleId: string; readonly since: string };
  readonly progressAt?: string; // ISO: when progress last changed
  readonly disturbed?: string; // ingest shows a state that no export leads to
  readonly staging?: StagingSummary;
  readonly importRequest?: FormValues;
  readonly inCatalogueBefore?: boolean;
  readonly proposal?: Proposal;
  readonly checklist?: FormValues;
  readonly problem?: Problem;
  readonly alert?: Alert;
  readonly approval?: Approved;
  readonly cleanUp?: CleanUp;
  readonly notValid?: string; // what ingest still says after a reset was reported
  readonly passed?: readonly Passed[];
  readonly notes?: number;
}

export interface StagingSummary {
  readonly objects: number;
  readonly bytes: number;
  readonly faults: readonly string[];
}

/** What the import system itself announced, shown as evidence for a person to confirm. */
export interface Proposal {
  readonly event: string; // the runbook event it speaks for
  readonly headline: string;
  readonly evidence: string; // the message's text
  readonly link?: string;
  readonly at: string; // ISO
}

export interface Problem {
  readonly reason: string;
  readonly reportedBy: string;
  readonly at: string; // ISO
  readonly from: string; // the state it interrupted
  readonly step: number;
  readonly validAgain?: boolean;
}

/** One episode of a state that takes too long: opened once, edited in place, ended by recovery. */
export interface Alert {
  readonly episode: number;
  readonly openedAt: string; // ISO
  readonly why: 'late' | 'standing still';
  readonly limit: number; // the deadline that passed, milliseconds
  /** Who has taken it; nobody else is called then. */
  readonly owner?: { readonly by: string; readonly at: string };
  readonly snoozed?: { readonly by: string; readonly until: string };
  /** How many rungs of the ladder have been called. */
  readonly rung: number;
  /** When the next rung is called, while nobody answers. */
  readonly nextAt?: string;
  readonly resolvedAt?: string; // ISO
  readonly resolvedBy?: string;
}

/** Somebody has confirmed something that takes two. */
export interface Approved {
  readonly event: string;
  readonly subject?: string; // what exactly: the hash of a list
  readonly by: string;
  readonly at: string; // ISO
}

/** A step that is behind us, for the card. */
export interface Passed {
  readonly step: number;
  readonly state: string;
  readonly event: string;
  readonly by: string; // actor name
  readonly at: string; // ISO
}

/**
 * Whether the catalogue may have shown the project before this import: then it cannot tell news from old. Where
 * nobody could look, a first release is taken to be new.
 */
export function wasInCatalogue({ memory, dataset, number }: Cycle): boolean {
  return memory.inCatalogueBefore ?? (dataset.alreadyReleased || number > 1);
}
