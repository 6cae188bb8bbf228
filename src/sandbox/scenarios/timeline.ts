import type { SubmissionState } from '../ingest/states.ts';
import { type Beat, type ExportOrder, type JobProgress, stepNames, wholeCourse } from './course.ts';
import type { Scenario } from './scenario.ts';

/** How an activity stands: the state it has reached, its job if there is one, assays exported. */
export interface Standing {
  readonly state: SubmissionState;
  readonly job: JobProgress | undefined;
  readonly exported: number;
  /** Milliseconds after the beginning at which something last changed. */
  readonly changedAfter: number;
}

const millisecondsPerMinute = 60_000;
/** A recovery chosen late begins this long after the choice. */
const soon = 5;

/** How a scenario's export stands so long after submit. A pure function of its arguments. */
export function timeline(scenario: Scenario, elapsed: number, order: ExportOrder): Standing {
  return standing('Graph valid', beatsOf(scenario, order, 0), elapsed);
}

/**
 * The beats of a scenario's export. `elapsedMinutes` matters when a recovery is chosen
 * for an export that already waits longer than the scenario says.
 */
export function beatsOf(
  { timeline: { stopsAfter, recoversAfterMinutes } }: Scenario,
  order: ExportOrder,
  elapsedMinutes: number,
): Beat[] {
  const course = wholeCourse(order);
  if (stopsAfter === undefined) return course.map(beatOf);
  const last = stepNames.indexOf(stopsAfter);
  const stop = course.findLastIndex(({ step }) => stepNames.indexOf(step) <= last);
  const before = course.slice(0, stop + 1).map(beatOf);
  if (recoversAfterMinutes === undefined) return before;
  const resume = Math.max(recoversAfterMinutes, elapsedMinutes + soon);
  const rest = course.slice(stop + 1);
  const shift = resume - (rest[0]?.minute ?? 0);
  return [...before, ...rest.map((step) => ({ ...beatOf(step), minute: step.minute + shift }))];
}

function beatOf({ minute, state, job, exported }: Beat): Beat {
  return { minute, state, job, exported };
}

/** Plays beats from a state for so many milliseconds. */
export function standing(
  start: SubmissionState,
  beats: readonly Beat[],
  elapsed: number,
): Standing {
  let state = start;
  let job: JobProgress | undefined;
  let exported = 0;
  let changedAfter = 0;
  for (const beat of beats) {
    const at = beat.minute * millisecondsPerMinute;
    if (at > elapsed) break;
    state = beat.state ?? state;
    exported = beat.exported ?? exported;
    if (beat.job) {
      job = { ...job, ...beat.job, status: beat.job.status ?? job?.status ?? 'Exporting' };
    }
    changedAfter = at;
  }
  return { state, job, exported, changedAfter };
}
