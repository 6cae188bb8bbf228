import type { Refusal } from '../domain/refusal.ts';
import type { Who } from '../domain/role.ts';
import type { Runbook } from '../domain/runbook/runbook.ts';
import type { NotReady } from '../operations/message.ts';
import { exporting } from '../runbooks/exporting.ts';
import { runbookNamed } from '../runbooks/registry.ts';

/** A “no” as programs read it, before it has its reference. */
export interface Fault {
  /** The code of the refusal, or of what is wrong with the request. */
  readonly code: string;
  readonly status: number;
  readonly title: string;
  readonly detail: string;
  /** Sentences by field. */
  readonly errors?: Readonly<Record<string, string>>;
  readonly state?: string;
  /** The whole of why a project can’t be started yet. */
  readonly why?: NotReady;
  readonly nearest?: readonly { readonly uuid: string; readonly shortName: string }[];
}

type Code = Refusal['code'];
type Row<C extends Code> = {
  readonly status: number;
  readonly title: string;
  readonly detail: (refusal: Extract<Refusal, { code: C }>, runbook: Runbook) => string;
};

/** Every refusal of the procedure: its status, and what to do instead. */
const REFUSALS: { readonly [C in Code]: Row<C> } = {
  'not now': {
    status: 409,
    title: 'This can’t be done in the present state',
    detail: ({ event, state, last }) =>
      `“${event}” can’t happen at “${state}”${lastInWords(last)}. Read the dataset again: its actions say what can be done.`,
  },
  'stale button': {
    status: 409,
    title: 'The dataset has moved on',
    detail: ({ state, last }) =>
      `The turn you named is over, the dataset is at “${state}” now${lastInWords(last)}. Read it again and decide anew.`,
  },
  ended: {
    status: 409,
    title: 'This has ended',
    detail: ({ number, state, current }, { counted }) => {
      const ended = `${capitalised(counted)} ${number} has ended at “${state}”`;
      return current === undefined
        ? `${ended}. Nothing more to do here.`
        : `${ended}; the dataset is now in ${counted} ${current}.`;
    },
  },
  'not your role': {
    status: 403,
    title: 'This is for another role',
    detail: ({ event, who }) =>
      `“${event}” is for ${whoMay(who)}. A key has the roles it was made with: make one with --roles if it is to do this.`,
  },
  'not a member': {
    status: 403,
    title: 'This is for members of the workspace',
    detail: ({ why }) => why,
  },
  form: {
    status: 422,
    title: 'Some fields need another look',
    detail: () => 'See errors, by field. Nothing was changed.',
  },
  'already under way': {
    status: 409,
    title: 'The dataset is already under way',
    detail: ({ number, state, by, at }, { counted }) =>
      `${capitalised(counted)} ${number} is at “${state}”, submitted by ${by} at ${at}.`,
  },
  'preview expired': {
    status: 410,
    title: 'The preview is too old to act on',
    detail: () => 'Ingest may have changed since. Ask for a fresh preview and confirm that.',
  },
  'no alert': {
    status: 409,
    title: 'There is no open alert',
    detail: () => 'The dataset has moved on: nothing is to be taken, snoozed or escalated.',
  },
  taken: {
    status: 409,
    title: 'Somebody has the alert',
    detail: ({ by, at }) => `${by} is on it since ${at}. Escalate it if it needs somebody else.`,
  },
  'nobody left': {
    status: 409,
    title: 'Everybody on the ladder has been called',
    detail: () => 'The alert stays open until the dataset moves or somebody takes it.',
  },
  'another person': {
    status: 403,
    title: 'This takes somebody else',
    detail: ({ event, who }) =>
      `“${event}” takes another than whoever asked for it or confirmed it first: ${whoMay(who)}.`,
  },
  'people only': {
    status: 403,
    title: 'This takes people',
    detail: ({ event }) =>
      `“${event}” has to be confirmed by people who have seen what they confirm: in Slack, not with a key.`,
  },
  'changed since': {
    status: 409,
    title: 'What you confirmed is not what is there now',
    detail: ({ event }) =>
      `Read the dataset again, then repeat “${event}” with its newest subject.`,
  },
  'nothing to carry on': {
    status: 409,
    title: 'There is nothing to carry on with',
    detail: () =>
      'What it waits for never started. Correct the problem in ingest, then ask for a preview.',
  },
  'unknown cycle': {
    status: 404,
    title: 'There is no such cycle',
    detail: (_, { counted }) => `No ${counted} has that number: read the dataset, it lists them.`,
  },
};

/** A refusal as a fault, in the words of its runbook, with what a program may want to look at. */
export function faultOf(refusal: Refusal, runbook: string = exporting.name): Fault {
  const row: Pick<Fault, 'status' | 'title' | 'detail'> = rowOf(refusal, runbookNamed(runbook));
  return {
    code: refusal.code,
    ...row,
    ...('state' in refusal ? { state: refusal.state } : {}),
    ...('errors' in refusal ? { errors: refusal.errors } : {}),
  };
}

function rowOf<C extends Code>(refusal: Extract<Refusal, { code: C }>, runbook: Runbook) {
  const { status, title, detail }: Row<C> = REFUSALS[refusal.code];
  return { status, title, detail: detail(refusal, runbook) };
}

const capitalised = (word: string): string => word.charAt(0).toUpperCase() + word.slice(1);

function lastInWords(last: { readonly by: string; readonly event: string } | undefined): string {
  return last === undefined ? '' : ` (last: “${last.event}” by ${last.by})`;
}

function whoMay(who: Who): string {
  if (who === 'observer') return 'a watched system';
  if (who === 'timer') return 'the clock';
  if (who === 'anyone with a role') return 'whoever has a role in this procedure';
  return who.join(' or ');
}
