import type { Memory } from '../cycle/cycle.ts';
import type { Role, Who } from '../role.ts';
import type { Effect } from './effect.ts';
import type { RunbookEvent } from './event.ts';
import type { Form } from './form.ts';

/** A standard operating procedure as data. `defineRunbook` refuses one that contradicts itself. */
export interface Runbook {
  readonly name: string;
  readonly title: string;
  readonly command: `/${string}`;
  /** The button that opens a cycle where no dataset is named yet: `New export`. */
  readonly newCycle: string;
  /** What one run of it is called, with its number: `cycle 2`. */
  readonly counted: string;
  /** What has become of a dataset in the end: `exported`. */
  readonly done: string;
  /** The state before a cycle exists; the transition from it opens one. */
  readonly starts: string;
  /** The event that opens a cycle of what ingest is at work on already, without asking it. */
  readonly joining?: string;
  readonly states: Readonly<Record<string, State>>;
  readonly steps: readonly Step[];
}

export interface State {
  /** On the card: `Import requested`. */
  readonly label: string;
  /** The step that is under way in this state. */
  readonly step: number;
  /** Who has to act now: a role, the submitter, a watched system; nobody when the cycle has ended. */
  readonly holder: Role | 'submitter' | 'ingest' | 'catalogue' | 'archiver' | 'nobody';
  /** What is observed while in this state, and by which look (`operations/observation/watch.ts`). */
  readonly watched?: Watched;
  readonly within?: number; // milliseconds
  /** How long it may show no progress before people are alerted, milliseconds. */
  readonly still?: number;
  /** How it calls for help when it is late; without it, by calling whoever holds it. */
  readonly ifLate?: Extract<Effect, { readonly kind: 'alert' }>;
  /** A problem interrupted the dataset, and keeps it here until it is corrected or carries on. */
  readonly held?: 'to be corrected' | 'corrected';
  readonly ends?: true;
}

/** Of archiving: the envelope, the record at the archiver, DSP’s judgement, files, ENA, completion, what follows. */
export type ArchivingWatch =
  | 'envelope'
  | 'DSP submission'
  | 'DSP'
  | 'files'
  | 'ENA'
  | 'completion'
  | 'hand-over';
export type Watched = 'export' | 'catalogue' | 'validity' | ArchivingWatch;

export interface Step {
  readonly number: number;
  readonly words: string; // the SOP's own
  /** Its short names in the card's plan; none for steps that are not stages. */
  readonly stage?: Stage;
  readonly transitions: readonly Transition[];
}

/** One line of a card's plan: `Exporting` until the step is behind us, then `Exported`. */
export interface Stage {
  readonly doing: string;
  readonly done: string;
}

export interface Transition {
  readonly who: Who;
  readonly from: string | readonly string[] | 'any open state';
  readonly on: string;
  readonly to: string | typeof SAME | typeof WHERE_IT_WAS;
  /** The label of the button that causes it; without one it is caused elsewhere. */
  readonly button?: string;
  readonly style?: 'primary' | 'danger';
  /** Where it opens a cycle, by way of a preview: what that is called. From an open cycle it is the next one. */
  readonly opens?: string;
  readonly form?: Form;
  /** Keep the event's data in the cycle's memory under this name. */
  readonly keep?: Kept;
  /** What else the event leaves in the memory. */
  readonly remember?: (memory: Memory, happened: Happened) => Partial<Memory>;
  /** Whether what is known allows it, besides the state. */
  readonly possible?: (memory: Memory) => boolean;
  /** What exactly is confirmed, e.g. the hash of a list; an event about anything else is refused. */
  readonly about?: (memory: Memory) => string | undefined;
  /** More than the right role. An installation can ask for more, never for less. */
  readonly approval?: Approval;
  readonly do?: readonly Effect[];
  /** Only when the installation is so configured. */
  readonly when?: 'web form' | 'no web form';
}

type Reopening = Transition & { readonly opens: string };

/** An event as `remember` sees it. */
export interface Happened {
  readonly by: string; // actor name
  readonly at: string; // ISO
  readonly event: RunbookEvent;
}

export interface Approval {
  /** Two different people, of the same thing. */
  readonly people?: 2;
  /** Not whoever submitted this cycle. */
  readonly notSubmitter?: true;
}

/** What an event may leave in the cycle's memory; `RunbookEvent` carries it under the same name. */
export type Kept =
  | 'accepted'
  | 'envelopeUpdatedAt'
  | 'importRequest'
  | 'checklist'
  | 'proposal'
  | 'progress'
  | 'fileProgress'
  | 'enaProgress'
  | 'staging'
  | 'disturbed'
  | 'inCatalogueBefore';

/** Stay in the state: news, not a change of hands. */
export const SAME = 'the same state';
/** Back to the state that a problem interrupted. */
export const WHERE_IT_WAS = 'where it was';

export function step(
  number: number,
  words: string,
  stage: Stage | undefined,
  ...transitions: readonly Transition[]
): Step {
  return { number, words, transitions, ...(stage === undefined ? {} : { stage }) };
}

/** What a watched system shows: news that leave the dataset where it is, unless told otherwise. */
export function observed(
  on: string,
  {
    from,
    to = SAME,
    ...more
  }: Omit<Transition, 'who' | 'on' | 'to'> & Partial<Pick<Transition, 'to'>>,
): Transition {
  return { who: 'observer', from, on, to, ...more };
}

/** @throws {Error} naming the transition, when a state is unknown or unreachable, or two transitions clash. */
export function defineRunbook(runbook: Runbook): Runbook {
  const known = new Set([runbook.starts, ...Object.keys(runbook.states)]);
  const reached = new Set([runbook.starts]);
  const seen = new Set<string>();
  for (const { number, transitions } of runbook.steps) {
    for (const transition of transitions) {
      const where = `${runbook.name}, step ${number}, “${transition.on}”`;
      for (const from of statesBefore(runbook, transition)) {
        if (!known.has(from)) throw new Error(`${where}: unknown state “${from}”.`);
        for (const way of ['web form', 'no web form'] as const) {
          if (transition.when !== undefined && transition.when !== way) continue;
          const key = `${from} / ${transition.on} / ${way}`;
          if (seen.has(key)) throw new Error(`${where}: declared twice for “${from}”.`);
          seen.add(key);
        }
      }
      if (transition.to === SAME || transition.to === WHERE_IT_WAS) continue;
      if (!known.has(transition.to)) throw new Error(`${where}: unknown state “${transition.to}”.`);
      reached.add(transition.to);
    }
  }
  opening(runbook);
  const lost = [...known].filter((state) => !reached.has(state));
  if (lost.length > 0) throw new Error(`${runbook.name}: nothing leads to “${lost.join('”, “')}”.`);
  return runbook;
}

/** The states that a transition starts from. */
export function statesBefore(runbook: Runbook, transition: Transition): readonly string[] {
  if (transition.from === 'any open state') {
    return Object.entries(runbook.states)
      .filter(([, state]) => state.ends !== true)
      .map(([name]) => name);
  }
  return typeof transition.from === 'string' ? [transition.from] : transition.from;
}

/** What can happen in a state, with the step that says so. */
export function transitionsFrom(
  runbook: Runbook,
  state: string,
  webForm: boolean,
): readonly { readonly step: Step; readonly transition: Transition }[] {
  return runbook.steps.flatMap((step) =>
    step.transitions
      .filter((transition) => applies(transition, webForm))
      .filter((transition) => statesBefore(runbook, transition).includes(state))
      .map((transition) => ({ step, transition })),
  );
}

export function canHappen(runbook: Runbook, state: string, event: string): boolean {
  return runbook.steps.some(({ transitions }) =>
    transitions.some((one) => one.on === event && statesBefore(runbook, one).includes(state)),
  );
}

/** The words on the button of an event, where it has one. */
export function buttonOf({ steps }: Runbook, event: string): string | undefined {
  return steps
    .flatMap(({ transitions }) => transitions)
    .find(({ on, button }) => on === event && button !== undefined)?.button;
}

/** What opens the first cycle of a dataset, and so who may. */
export function opening(runbook: Runbook): Transition {
  const [first] = transitionsFrom(runbook, runbook.starts, false);
  if (first === undefined) throw new Error(`${runbook.name}: nothing opens a cycle.`);
  return first.transition;
}

/** What ends an open cycle because the next one follows it, if anything does. */
export function reopening(runbook: Runbook): Reopening | undefined {
  return runbook.steps
    .flatMap(({ transitions }) => transitions)
    .find((one): one is Reopening => one.opens !== undefined && one.from !== runbook.starts);
}

/** Whether a cycle in this state would end for the next one. */
export function canReopen(runbook: Runbook, state: string): boolean {
  const again = reopening(runbook);
  return again !== undefined && statesBefore(runbook, again).includes(state);
}

/** Where a cycle ends that came to the end of its procedure. */
export function goals(runbook: Runbook): readonly string[] {
  const ends = Object.keys(runbook.states).filter((name) => stateOf(runbook, name).ends === true);
  return ends.filter((name) => name !== reopening(runbook)?.to);
}

function applies(transition: Transition, webForm: boolean): boolean {
  return transition.when === undefined || (transition.when === 'web form') === webForm;
}

/** @throws {Error} when a stored state is not in the runbook: a newer program wrote it. */
export function stateOf(runbook: Runbook, name: string): State {
  const state = runbook.states[name];
  if (state === undefined) throw new Error(`${runbook.name} has no state “${name}”.`);
  return state;
}
