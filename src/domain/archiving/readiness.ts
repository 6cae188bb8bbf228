import type { Choice, Dataset, SubmitAction } from '../cycle/cycle.ts';
import { judge, type NotReady, type ProjectFacts } from '../export/readiness.ts';

export type ArchivingVerdict =
  | {
      readonly ready: true;
      readonly dataset: Dataset;
      readonly choices: readonly Choice[];
      /** It was submitted in ingest already, for this. */
      readonly underWay?: readonly SubmitAction[];
    }
  | { readonly ready: false; readonly why: NotReady };

/** Submitted to be archived, and not archived yet. */
const TO_BE_ARCHIVED: readonly string[] = ['Submitted', 'Processing', 'Archiving'];

/**
 * Whether a submission can be archived now: like an export, it starts from Graph valid; what somebody has submitted to
 * archiving in ingest itself is joined. `exportIsOpen`: an export of ours is under way that nothing may replace.
 */
export function judgeArchiving(facts: ProjectFacts, exportIsOpen: boolean): ArchivingVerdict {
  const [newest] = facts.submissions;
  const actions = newest === undefined ? [] : actionsIn(newest.submitActions);
  const travels = newest !== undefined && TO_BE_ARCHIVED.includes(newest.state);
  if (travels && actions.includes('Archive')) {
    return {
      ready: true,
      dataset: { ...facts.dataset, submissionUuid: newest.uuid },
      choices: ['Join'],
      underWay: actions,
    };
  }
  const verdict = judge(facts);
  if (!verdict.ready) return verdict;
  return { ...verdict, choices: exportIsOpen ? ['Archive'] : ['Archive_Export', 'Archive'] };
}

/** In our spelling: ingest takes any. */
function actionsIn(given: readonly string[]): readonly SubmitAction[] {
  const known = ['Archive', 'Export', 'Export_Metadata'] as const;
  const asked = given.map((one) => one.toLowerCase());
  return known.filter((action) => asked.includes(action.toLowerCase()));
}
