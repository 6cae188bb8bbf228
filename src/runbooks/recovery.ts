import { askedAnew, type CleanUp, isUnderWay } from '../domain/clean-up.ts';
import type { Memory } from '../domain/cycle.ts';
import {
  cleanStagingArea,
  listLeftovers,
  lookAtValidity,
  type Recipient,
  showCleanUp,
  tell,
} from '../domain/effect.ts';
import type { Role } from '../domain/role.ts';
import { type Happened, SAME, type Transition } from '../domain/runbook.ts';
import { whatIsWrong, whyRecover } from './reason.ts';

/** States, and whoever has worked on the dataset by then besides ingest operations and its submitter. */
export interface WorkedOn {
  readonly in: readonly string[];
  readonly by: readonly Recipient[];
}

const RECOVERERS: readonly Role[] = ['ingest-operations', 'wrangler', 'developers'];

/**
 * Spec 1, step 7, by the hand: ingest operations reset the submission to valid, and what the failed export left in the
 * staging area is listed, confirmed by two people, deleted, and looked at again. The bot commits no state in ingest.
 */
export function guidedRecovery({
  workedOn,
  heldIn,
}: {
  readonly workedOn: readonly WorkedOn[];
  readonly heldIn: readonly [held: string, ...more: readonly string[]];
}): readonly Transition[] {
  const [held] = heldIn;
  return [
    ...workedOn.map((stage) => recovery(stage, held)),
    {
      who: RECOVERERS,
      from: heldIn,
      on: 'clean up',
      to: SAME,
      button: 'Start recovery',
      possible: noDeletionRuns,
      remember: cleanUpAsked,
      do: [tell('recovery started', 'ingest-operations'), listLeftovers],
    },
    {
      who: ['ingest-operations', 'developers'],
      from: held,
      on: 'reset reported',
      to: SAME,
      button: 'I reset it to valid',
      do: [lookAtValidity],
    },
    {
      who: 'observer',
      from: held,
      on: 'not valid yet',
      to: SAME,
      remember: (_memory, { event }) => ({ notValid: event.reason ?? '' }),
      do: [tell('not valid yet', 'ingest-operations')],
    },
    {
      who: 'observer',
      from: heldIn,
      on: 'leftovers listed',
      to: SAME,
      possible: cleanUpIs('listing'),
      remember: leftoversListed,
      do: [showCleanUp('ingest-operations', 'submitter')],
    },
    {
      who: RECOVERERS,
      from: heldIn,
      on: 'confirm clean-up',
      to: SAME,
      button: 'Confirm deletion',
      possible: cleanUpIs('proposed'),
      about: theList,
      approval: { people: 2 },
      remember: cleanUpConfirmed,
      do: [showCleanUp(), cleanStagingArea],
    },
    {
      who: RECOVERERS,
      from: heldIn,
      on: 'put off clean-up',
      to: SAME,
      button: 'Not now',
      possible: cleanUpIs('listing', 'proposed'),
      remember: cleanUpEnded('put off'),
      do: [showCleanUp()],
    },
    {
      who: 'observer',
      from: heldIn,
      on: 'clean-up moved on',
      to: SAME,
      possible: cleanUpIs('deleting'),
      remember: cleanUpMovedOn,
      do: [showCleanUp()],
    },
    {
      who: 'observer',
      from: heldIn,
      on: 'clean-up done',
      to: SAME,
      possible: cleanUpIs('deleting'),
      remember: cleanUpEnded('done'),
      do: [showCleanUp(), tell('clean-up done', 'submitter')],
    },
    {
      who: 'observer',
      from: heldIn,
      on: 'clean-up void',
      to: SAME,
      possible: cleanUpIs('listing', 'deleting'),
      remember: cleanUpEnded('void'),
      do: [showCleanUp(), tell('clean-up void', 'ingest-operations', 'submitter')],
    },
  ];
}

/** Held because something is wrong with the data or their metadata. */
export function problem({ in: from, by }: WorkedOn): Transition {
  return {
    who: 'anyone with a role',
    from,
    on: 'problem',
    to: 'needs correction',
    button: 'There is a problem',
    form: whatIsWrong,
    do: [tell('problem', 'ingest-operations', 'submitter', ...by)],
  };
}

/** Held because the export has failed, and cleared up at once. */
function recovery({ in: from, by }: WorkedOn, held: string): Transition {
  return {
    who: RECOVERERS,
    from,
    on: 'recover',
    to: held,
    button: 'Start recovery',
    form: whyRecover,
    remember: cleanUpAsked,
    do: [tell('recovery started', 'ingest-operations', 'submitter', ...by), listLeftovers],
  };
}

/** A clean-up in one of these phases; for the transitions that ask for one. */
const cleanUpIs =
  (...phases: readonly CleanUp['phase'][]) =>
  ({ cleanUp }: Memory): boolean =>
    cleanUp !== undefined && phases.includes(cleanUp.phase);

/** Nothing is being deleted. */
export const noDeletionRuns = ({ cleanUp }: Memory): boolean => cleanUp?.phase !== 'deleting';

/** Nothing of the dataset's staging area has been deleted: the next steps still have what they need. */
export const nothingDeleted = ({ cleanUp }: Memory): boolean =>
  cleanUp?.phase !== 'deleting' && (cleanUp?.removed ?? 0) === 0;

/** What two people confirm: this list and no other. */
const theList = ({ cleanUp }: Memory): string | undefined => cleanUp?.list?.hash;

/** Asked for: whatever was listed before counts no more. */
function cleanUpAsked({ cleanUp }: Memory, { by, at }: Happened): Partial<Memory> {
  return { cleanUp: askedAnew(cleanUp, by, at) };
}

/** The dataset goes another way: what waits for a list or for people waits no more. */
export function cleanUpLeft(memory: Memory, happened: Happened): Partial<Memory> {
  return isUnderWay(memory.cleanUp) ? cleanUpEnded('put off')(memory, happened) : {};
}

/** Listed: shown for confirmation, or done where nothing lies there. */
function leftoversListed({ cleanUp }: Memory, { event, at }: Happened): Partial<Memory> {
  const { leftovers } = event;
  if (cleanUp === undefined || leftovers === undefined) return {};
  const empty = leftovers.objects + leftovers.halfWritten === 0;
  return {
    cleanUp: {
      ...cleanUp,
      list: leftovers,
      ...(empty ? { phase: 'done', removed: 0, endedAt: at } : { phase: 'proposed' }),
    },
  };
}

function cleanUpConfirmed({ cleanUp, approval }: Memory, { by }: Happened): Partial<Memory> {
  if (cleanUp === undefined) return {};
  const confirmedBy = [...(approval === undefined ? [] : [approval.by]), by];
  return { cleanUp: { ...cleanUp, phase: 'deleting', confirmedBy, removed: 0 } };
}

function cleanUpMovedOn({ cleanUp }: Memory, { event }: Happened): Partial<Memory> {
  if (cleanUp === undefined || event.removed === undefined) return {};
  return { cleanUp: { ...cleanUp, removed: event.removed } };
}

function cleanUpEnded(phase: 'done' | 'void' | 'put off') {
  return ({ cleanUp }: Memory, { event, at }: Happened): Partial<Memory> => {
    if (cleanUp === undefined) return {};
    const { reason, removed = cleanUp.removed } = event;
    return {
      cleanUp: {
        ...cleanUp,
        phase,
        endedAt: at,
        ...(reason === undefined ? {} : { why: reason }),
        ...(removed === undefined ? {} : { removed }),
      },
    };
  };
}
