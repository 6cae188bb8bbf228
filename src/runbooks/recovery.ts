import type { Role } from '../domain/role.ts';
import {
  cleanStagingArea,
  listLeftovers,
  lookAtValidity,
  showCleanUp,
  tell,
} from '../domain/runbook/effect.ts';
import { observed, SAME, type Transition } from '../domain/runbook/runbook.ts';
import {
  cleanUpAsked,
  cleanUpConfirmed,
  cleanUpEnded,
  cleanUpIs,
  cleanUpMovedOn,
  leftoversListed,
  noDeletionRuns,
  theList,
} from './clean-up.ts';
import type { WorkedOn } from './correction.ts';
import { whyRecover } from './reason.ts';

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
    observed('not valid yet', {
      from: held,
      remember: (_memory, { event }) => ({ notValid: event.reason ?? '' }),
      do: [tell('not valid yet', 'ingest-operations')],
    }),
    observed('leftovers listed', {
      from: heldIn,
      possible: cleanUpIs('listing'),
      remember: leftoversListed,
      do: [showCleanUp('ingest-operations', 'submitter')],
    }),
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
    observed('clean-up moved on', {
      from: heldIn,
      possible: cleanUpIs('deleting'),
      remember: cleanUpMovedOn,
      do: [showCleanUp()],
    }),
    observed('clean-up done', {
      from: heldIn,
      possible: cleanUpIs('deleting'),
      remember: cleanUpEnded('done'),
      do: [showCleanUp(), tell('clean-up done', 'submitter')],
    }),
    observed('clean-up void', {
      from: heldIn,
      possible: cleanUpIs('listing', 'deleting'),
      remember: cleanUpEnded('void'),
      do: [showCleanUp(), tell('clean-up void', 'ingest-operations', 'submitter')],
    }),
  ];
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
