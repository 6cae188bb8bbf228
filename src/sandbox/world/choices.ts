import { isOpen } from '../ingest/states.ts';
import { exportScenarios, scenarioByKey } from '../scenarios/scenarios.ts';
import { goneAt, stagingObjects } from '../staging/objects.ts';
import type { Holding, Ledger } from './ledger.ts';
import { stateAt } from './life.ts';
import type { Project } from './record.ts';

const resetToValid = 'reset-to-valid';
const cleanStaging = 'clean-staging';

interface Choice {
  readonly key: string;
  readonly title: string;
}

/** The submission that matters: the newest of a project. */
export function newestOf(project: Project): Holding | undefined {
  const submission = project.submissions.at(-1);
  return submission && { project, submission };
}

/** What ingest says of a project's newest submission, for a person, and of an older one that is still open. */
export function stateOf(project: Project, now: number): string {
  const [newest, ...older] = project.submissions
    .map((submission) => stateAt(submission, now))
    .toReversed();
  const open = older.find(isOpen);
  if (newest === undefined) return 'No submission';
  return open === undefined ? newest : `${newest}, older: ${open}`;
}

const exports: readonly Choice[] = exportScenarios.map(({ key, title }) => ({ key, title }));

/** What a person at the controls may choose for a project now. */
export function choicesOf(ledger: Ledger, project: Project): readonly Choice[] {
  const now = ledger.now();
  const newest = newestOf(project);
  if (newest === undefined) return [];
  const own = scenarioByKey(project.scenario);
  const chosen =
    own && !exports.some(({ key }) => key === own.key) ? [{ key: own.key, title: own.title }] : [];
  const state = stateAt(newest.submission, now);
  const { linksPending, trackerStale } = newest.submission;
  const valid =
    state === 'Graph valid' &&
    project.validationState === 'Valid' &&
    linksPending === 0 &&
    !trackerStale;
  const reset = valid ? [] : [{ key: resetToValid, title: 'Ingest operations resets it to valid' }];
  const clean =
    newest.submission.activities.some(({ run }) => run) &&
    stagingObjects(project, now, goneAt(ledger.record)).length > 0
      ? [{ key: cleanStaging, title: 'Ingest operations empties its staging area' }]
      : [];
  return [...chosen, ...exports, ...reset, ...clean];
}

/** Does what was chosen. */
export function choose(ledger: Ledger, project: Project, key: string): void {
  const newest = newestOf(project);
  if (!choicesOf(ledger, project).some((choice) => choice.key === key)) {
    throw new RangeError(`"${key}" cannot be chosen for ${project.shortName} now.`);
  }
  if (key === cleanStaging) ledger.cleanStaging(project);
  else if (key === resetToValid && newest) ledger.correct(newest);
  else ledger.chooseScenario(project, key);
}
