import type { SubmissionState } from '../ingest/states.ts';
import type { StepName } from './course.ts';

/** What a submission is like before anybody submits it. */
export interface Readiness {
  readonly state: SubmissionState;
  readonly missingFiles?: readonly string[];
  /** What the validators found, in their words. */
  readonly problems?: readonly string[];
  /** Links not yet written: core hides the submit link until they are. */
  readonly linksPending?: number;
  readonly projectInvalid?: boolean;
}

export interface Scenario {
  readonly key: string;
  /** In plain words, for the person at the controls. */
  readonly title: string;
  readonly readiness: Readiness;
  /** How the export goes once it is submitted. */
  readonly timeline: {
    /** The last step that happens; left out when the export goes through. */
    readonly stopsAfter?: StepName;
    /** Sandbox minutes after submit at which a stopped export moves again. */
    readonly recoversAfterMinutes?: number;
  };
}

export const ready: Readiness = { state: 'Graph valid' };
/** Past the four hours after which an export counts as stuck. */
export const fiveHoursTenMinutes = 310;
