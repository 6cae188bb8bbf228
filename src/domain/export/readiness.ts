import type { Choice, Cycle, Dataset } from '../cycle/cycle.ts';
import { EXPORTED, ON_ITS_WAY, READY } from './envelope-state.ts';

/** What ingest says of a project when somebody wants to export it. */
export interface ProjectFacts {
  readonly dataset: Omit<Dataset, 'submissionUuid'>;
  readonly validationState: string;
  /** Newest first; without duplicates. */
  readonly submissions: readonly SubmissionFacts[];
  /** Of the newest submission. */
  readonly files?: {
    readonly total: number;
    readonly missing: readonly string[];
    readonly invalid: number;
  };
  readonly errors: readonly string[];
}
/** A project as it is offered for choice. */
export interface ProjectSummary {
  readonly projectUuid: string;
  readonly shortName: string;
  readonly title: string;
}
export interface SubmissionFacts {
  readonly uuid: string;
  readonly state: string; // `Graph valid`
  readonly canSubmit: boolean; // ingest links `submit`
  readonly submitActions: readonly string[]; // of the last submit
  readonly updatedAt: string; // ISO
  readonly uploadArea?: string; // `s3://…/<submission uuid>/`: where its data files were uploaded
}

/** Why a project cannot be exported now. */
export type NotReady =
  | {
      readonly code: 'project not valid';
      readonly state: string;
      readonly errors: readonly string[];
    }
  | { readonly code: 'no submission' }
  /** This installation does not have that procedure. */
  | { readonly code: 'switched off' }
  | { readonly code: 'missing files'; readonly files: readonly string[]; readonly state: string }
  | { readonly code: 'not graph valid'; readonly state: string; readonly errors: readonly string[] }
  /** Exported before and unchanged since: an edit makes it Draft, then valid again. */
  | { readonly code: 'already exported'; readonly state: string }
  | { readonly code: 'on its way'; readonly state: string }
  /** Further submissions of the project, `count` besides the newest, are still being worked on. */
  | { readonly code: 'open submission'; readonly state: string; readonly count: number }
  | { readonly code: 'submit not offered'; readonly state: string }
  | {
      readonly code: 'already under way';
      readonly number: number;
      readonly state: string;
      readonly link?: string;
    };

export type Verdict =
  | { readonly ready: true; readonly dataset: Dataset; readonly choices: readonly Choice[] }
  | { readonly ready: false; readonly why: NotReady };

/**
 * Whether ingest would take a submit now, and if not, the first thing to be mended (spec 1, step 1). `data`: what our
 * own cycles tell of the project's data.
 */
export function judge(facts: ProjectFacts, data?: KnownData): Verdict {
  const [newest, ...others] = facts.submissions;
  const travelling = facts.submissions.find(({ state }) => ON_ITS_WAY.includes(state));
  if (travelling !== undefined) return not({ code: 'on its way', state: travelling.state });
  if (facts.validationState !== 'Valid') {
    return not({ code: 'project not valid', state: facts.validationState, errors: facts.errors });
  }
  if (newest === undefined) return not({ code: 'no submission' });

  const open = others.filter(({ state }) => !EXPORTED.includes(state));
  if (open[0] !== undefined) {
    return not({ code: 'open submission', state: open[0].state, count: open.length });
  }
  const { state } = newest;
  if (EXPORTED.includes(state)) return not({ code: 'already exported', state });
  const missing = facts.files?.missing ?? [];
  if (missing.length > 0) return not({ code: 'missing files', files: missing, state });
  if (state !== READY) return not({ code: 'not graph valid', state, errors: facts.errors });
  if (!newest.canSubmit) return not({ code: 'submit not offered', state });
  return {
    ready: true,
    dataset: {
      ...facts.dataset,
      submissionUuid: newest.uuid,
    },
    choices: dataAreThere(facts, data) ? ['Export', 'Export_Metadata'] : ['Export'],
  };
}

const not = (why: NotReady): Verdict => ({ ready: false, why });

/**
 * Metadata alone are offered only when the data are at the other end already: the import refuses file entities
 * without their files. Ingest keeps the last submit's actions, also of one that never came to an end, so that they
 * count only where ingest shows the export as done.
 */
function dataAreThere({ dataset, submissions }: ProjectFacts, data: KnownData | undefined) {
  if (dataset.alreadyReleased) return true;
  if (data !== undefined) return data === 'exported';
  return submissions.some(
    ({ state, submitActions }) =>
      EXPORTED.includes(state) && submitActions.some((action) => action.toLowerCase() === 'export'),
  );
}

/** Whether the data of a project reached the staging area and lie there still, as far as our own cycles tell. */
export type KnownData = 'exported' | 'deleted';

/** `cycles`: those of one project, newest first. */
export function knownData(cycles: readonly Pick<Cycle, 'memory'>[]): KnownData | undefined {
  for (const { memory } of cycles) {
    const { cleanUp, passed = [], actions } = memory;
    const emptied = cleanUp?.phase === 'deleting' || cleanUp?.phase === 'done';
    if (emptied || (cleanUp?.removed ?? 0) > 0) return 'deleted';
    const arrived = passed.some(({ event }) => event === 'export finished');
    if (arrived && actions.includes('Export')) return 'exported';
  }
  return undefined;
}
