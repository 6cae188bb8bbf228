import type { Recipient } from './runbook/effect.ts';
import type { Approval } from './runbook/runbook.ts';

/** What the installation has configured that changes the course of a runbook. */
export interface Policy {
  readonly webForm: boolean;
  /** Deadlines by state, milliseconds; what is absent keeps the runbook's own. */
  readonly deadlines: Readonly<Record<string, number>>;
  /** How long a state may show no progress before people are alerted, milliseconds. */
  readonly stillness: Readonly<Record<string, number>>;
  /** Who is called when an alert stays unanswered, by state; `otherwise` for the states that are not named. */
  readonly ladders: Readonly<Record<string, Ladder>>;
  /** What an event asks of the people who cause it, besides what the runbook asks. */
  readonly approvals: Readonly<Record<string, Approval>>;
  readonly calendar: Calendar;
}

export interface Ladder {
  readonly rungs: readonly Rung[];
  /** How often the ladder starts again from its first rung. */
  readonly repeats: number;
}

export interface Rung {
  readonly call: Recipient;
  readonly after: number; // milliseconds without an answer
}

/** Days, hours and time zones: pure, but nothing that the domain wants to compute itself. */
export interface Calendar {
  /** The first moment, at or after this one, at which these people work; the same where no hours are set. */
  workingFrom(whom: Recipient, at: Date): Date;
  /** Tomorrow at 9 in this time zone, or in the installation's. */
  tomorrowMorning(at: Date, timeZone: string | undefined): Date;
}
