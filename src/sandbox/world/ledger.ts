import type { SandboxClock } from '../clock.ts';
import type { SubmissionState } from '../ingest/states.ts';
import { archivingCourse, type Beat, courseAfterArchiving } from '../scenarios/course.ts';
import { scenarioByKey } from '../scenarios/scenarios.ts';
import { beatsOf } from '../scenarios/timeline.ts';
import { correctionFrom } from './correction.ts';
import { objectIdOf } from './identity.ts';
import { currentActivity, stateAt } from './life.ts';
import type { Activity, Project, Submission, WorldRecord } from './record.ts';

export interface Holding {
  readonly project: Project;
  readonly submission: Submission;
}

/** The world's record with its indexes and everything that may be done to it. */
export interface Ledger {
  readonly record: WorldRecord;
  now(): number;
  projectBy(key: { readonly uuid: string } | { readonly oid: string }): Project | undefined;
  submissionBy(key: { readonly uuid: string } | { readonly oid: string }): Holding | undefined;
  jobHolder(jobOid: string): Holding | undefined;
  /** Begins an export as the project's scenario says. A submit under way is not begun again. */
  submit(holding: Holding, actions: readonly string[]): void;
  /** Archiving ends so many minutes from now, and what was asked besides follows. */
  archive(holding: Holding, minutes: number): void;
  /** A commit event: sets the state, whatever it was; the tracker does not hear of it. */
  commit(holding: Holding, state: SubmissionState): void;
  /** A person's correction: back to Graph valid, and whatever was wrong is put right. */
  correct(holding: Holding): void;
  chooseScenario(project: Project, key: string): void;
  cleanStaging(project: Project): void;
  /** To be called after any other change of the record. */
  touch(): void;
  /** Hears of every change, with the project whose exports it may concern. */
  onChange(listener: (changed: Project | undefined) => void): void;
  replace(record: WorldRecord): void;
}

export function openLedger(clock: SandboxClock, initial: WorldRecord): Ledger {
  const listeners: ((changed: Project | undefined) => void)[] = [];
  const touch = (changed?: Project) => {
    for (const listener of listeners) listener(changed);
  };
  const now = () => clock.now().getTime();
  const index = new Map<string, Holding | { readonly project: Project }>();
  let record = initial;
  const take = (next: WorldRecord) => {
    record = next;
    index.clear();
    for (const project of record.projects) {
      index.set(`project ${project.uuid}`, { project });
      index.set(`project ${project.oid}`, { project });
      for (const submission of project.submissions) {
        const holding = { project, submission };
        index.set(`submission ${submission.uuid}`, holding);
        index.set(`submission ${submission.oid}`, holding);
        for (const { run } of submission.activities)
          if (run) index.set(`job ${run.jobOid}`, holding);
      }
    }
  };
  take(initial);
  const holdingAt = (key: string) => {
    const found = index.get(key);
    return found && 'submission' in found ? found : undefined;
  };

  function begin(submission: Submission, activity: Omit<Activity, 'since'>): void {
    const since = now();
    currentActivity(submission).until = since;
    submission.activities.push({ since, ...activity });
  }

  return {
    get record() {
      return record;
    },
    now,
    projectBy: (key) => index.get(`project ${keyOf(key)}`)?.project,
    submissionBy: (key) => holdingAt(`submission ${keyOf(key)}`),
    jobHolder: (jobOid) => holdingAt(`job ${jobOid}`),
    submit(holding, actions) {
      const { project, submission } = holding;
      submission.submitActions = [...actions];
      if (!isUnderWay(currentActivity(submission))) {
        const jobOid = objectIdOf(`job ${submission.uuid} ${submission.activities.length}`);
        const metadataOnly = !actions.includes('Export');
        const run = { jobOid, scenario: project.scenario, actions: [...actions], metadataOnly };
        const beats = submission.trackerStale ? [] : exportBeats(project, run);
        begin(submission, { start: 'Graph valid', beats, run });
        index.set(`job ${jobOid}`, holding);
      }
      touch(project);
    },
    archive({ project, submission }, minutes) {
      const activity = currentActivity(submission);
      const elapsed = (now() - activity.since) / 60_000;
      const end = elapsed + minutes;
      const order = { assays: project.assays, metadataOnly: false };
      const follows = submission.submitActions.includes('Export')
        ? courseAfterArchiving(order).map((beat) => ({ ...beat, minute: end + 1 + beat.minute }))
        : [];
      activity.beats = [
        ...activity.beats.filter(({ minute }) => minute <= elapsed),
        { minute: end, state: 'Archived' },
        ...follows,
      ];
      touch(project);
    },
    commit({ project, submission }, state) {
      const before = stateAt(submission, now());
      begin(submission, { start: state, beats: [], forced: true });
      if (before !== state) submission.trackerStale = true;
      touch(project);
    },
    correct({ project, submission }) {
      const state = stateAt(submission, now());
      const beats = correctionFrom(state);
      begin(
        submission,
        beats === 'forced'
          ? { start: 'Graph valid', beats: [], forced: true }
          : { start: state, beats: [...beats] },
      );
      Object.assign(submission, {
        missingFiles: [],
        problems: [],
        linksPending: 0,
        trackerStale: false,
      });
      project.validationState = 'Valid';
      touch(project);
    },
    chooseScenario(project, key) {
      const scenario = scenarioByKey(key);
      if (scenario === undefined) throw new RangeError(`There is no scenario "${key}".`);
      project.scenario = key;
      for (const submission of project.submissions) {
        const activity = currentActivity(submission);
        if (activity.run && mayRecover(activity.run.scenario, key)) {
          const elapsed = (now() - activity.since) / 60_000;
          const order = { assays: project.assays, metadataOnly: activity.run.metadataOnly };
          activity.beats = beatsOf(scenario, order, elapsed);
          activity.run.scenario = key;
        }
      }
      touch(project);
    },
    cleanStaging(project) {
      project.stagingCleanedAt = now();
      touch(project);
    },
    touch: () => touch(),
    onChange: (listener) => void listeners.push(listener),
    replace(next) {
      take(next);
      touch();
    },
  };

  function isUnderWay(activity: Activity): boolean {
    return activity.run !== undefined && activity.beats.some(({ state }) => state !== undefined);
  }
}

function keyOf(key: { readonly uuid: string } | { readonly oid: string }): string {
  return 'uuid' in key ? key.uuid.toLowerCase() : key.oid;
}

function exportBeats(
  project: Project,
  run: { readonly scenario: string; readonly actions: readonly string[]; metadataOnly: boolean },
): Beat[] {
  if (run.actions.includes('Archive')) return [...archivingCourse()];
  const scenario = scenarioByKey(run.scenario);
  if (scenario === undefined) throw new RangeError(`There is no scenario "${run.scenario}".`);
  return beatsOf(scenario, { assays: project.assays, metadataOnly: run.metadataOnly }, 0);
}

/** A running export may only go on along the course that it is stuck on. */
function mayRecover(running: string, chosen: string): boolean {
  return chosen === `${running}-recovers`;
}
