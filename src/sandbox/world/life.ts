import type { SubmissionState } from '../ingest/states.ts';
import type { Beat, JobProgress } from '../scenarios/course.ts';
import { standing } from '../scenarios/timeline.ts';
import type { Activity, ExportRun, Submission } from './record.ts';

/** An export job as it stands at a moment. */
export interface ExportJob {
  readonly activity: Activity;
  readonly run: ExportRun;
  readonly createdAt: number;
  readonly updatedAt: number;
  readonly progress: JobProgress;
  readonly exported: number;
  /** When the submission reached Exported by this run. */
  readonly finishedAt: number | undefined;
}

const millisecondsPerMinute = 60_000;

function standingOf(activity: Activity, now: number) {
  const end = Math.min(now, activity.until ?? now);
  return standing(activity.start, activity.beats, end - activity.since);
}

export function currentActivity(submission: Submission): Activity {
  const activity = submission.activities.at(-1);
  if (activity === undefined) throw new Error(`Submission ${submission.uuid} has no activity.`);
  return activity;
}

export function stateAt(submission: Submission, now: number): SubmissionState {
  return standingOf(currentActivity(submission), now).state;
}

/** When the submission last changed. */
export function updatedAt(submission: Submission, now: number): number {
  const activity = currentActivity(submission);
  return activity.since + standingOf(activity, now).changedAfter;
}

/** The export jobs that exist by now, oldest first. */
export function jobsAt(submission: Submission, now: number): readonly ExportJob[] {
  return submission.activities.flatMap((activity) => {
    const job = activity.run && jobOf(activity, activity.run, now);
    return job ? [job] : [];
  });
}

function jobOf(activity: Activity, run: ExportRun, now: number): ExportJob | undefined {
  const { job, exported, changedAfter } = standingOf(activity, now);
  const created = activity.beats.find((beat) => beat.job !== undefined);
  if (job === undefined || created === undefined) return undefined;
  const finishedAt = finishOf(activity);
  return {
    activity,
    run,
    createdAt: activity.since + created.minute * millisecondsPerMinute,
    updatedAt: activity.since + changedAfter,
    progress: job,
    exported,
    finishedAt: finishedAt !== undefined && finishedAt <= now ? finishedAt : undefined,
  };
}

/** When an activity reaches Exported, now or later; undefined if it was cut short or never does. */
export function finishOf(activity: Activity): number | undefined {
  const beat = activity.beats.find(({ state }) => state === 'Exported');
  if (beat === undefined) return undefined;
  const at = activity.since + beat.minute * millisecondsPerMinute;
  return activity.until !== undefined && at > activity.until ? undefined : at;
}

/** The beats of an activity that have happened by now, each with its time. */
export function momentsAt(
  activity: Activity,
  now: number,
): readonly { readonly at: number; readonly beat: Beat }[] {
  const end = Math.min(now, activity.until ?? now);
  return activity.beats
    .map((beat) => ({ at: activity.since + beat.minute * millisecondsPerMinute, beat }))
    .filter(({ at }) => at <= end);
}

/** Every state that a submission has gone through by now; `forced` ones came by a commit event. */
export function passedStates(
  submission: Submission,
  now: number,
): readonly { readonly state: SubmissionState; readonly forced: boolean }[] {
  return submission.activities.flatMap((activity) => {
    const passed = momentsAt(activity, now);
    return [
      { state: activity.start, forced: activity.forced ?? false },
      ...passed.flatMap(({ beat: { state } }) => (state ? [{ state, forced: false }] : [])),
    ];
  });
}
