import { askedAnew, type CleanUp, isUnderWay } from '../domain/cycle/clean-up.ts';
import type { Memory } from '../domain/cycle/cycle.ts';
import type { Happened } from '../domain/runbook/runbook.ts';

/** A clean-up in one of these phases; for the transitions that ask for one. */
export const cleanUpIs =
  (...phases: readonly CleanUp['phase'][]) =>
  ({ cleanUp }: Memory): boolean =>
    cleanUp !== undefined && phases.includes(cleanUp.phase);

/** Nothing is being deleted. */
export const noDeletionRuns = ({ cleanUp }: Memory): boolean => cleanUp?.phase !== 'deleting';

/** Nothing of the dataset's staging area has been deleted: the next steps still have what they need. */
export const nothingDeleted = ({ cleanUp }: Memory): boolean =>
  cleanUp?.phase !== 'deleting' && (cleanUp?.removed ?? 0) === 0;

/** What two people confirm: this list and no other. */
export const theList = ({ cleanUp }: Memory): string | undefined => cleanUp?.list?.hash;

/** Asked for: whatever was listed before counts no more. */
export function cleanUpAsked({ cleanUp }: Memory, { by, at }: Happened): Partial<Memory> {
  return { cleanUp: askedAnew(cleanUp, by, at) };
}

/** The dataset goes another way: what waits for a list or for people waits no more. */
export function cleanUpLeft(memory: Memory, happened: Happened): Partial<Memory> {
  return isUnderWay(memory.cleanUp) ? cleanUpEnded('put off')(memory, happened) : {};
}

/** Listed: shown for confirmation, or done where nothing lies there. */
export function leftoversListed({ cleanUp }: Memory, { event, at }: Happened): Partial<Memory> {
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

export function cleanUpConfirmed({ cleanUp, approval }: Memory, { by }: Happened): Partial<Memory> {
  if (cleanUp === undefined) return {};
  const confirmedBy = [...(approval === undefined ? [] : [approval.by]), by];
  return { cleanUp: { ...cleanUp, phase: 'deleting', confirmedBy, removed: 0 } };
}

export function cleanUpMovedOn({ cleanUp }: Memory, { event }: Happened): Partial<Memory> {
  if (cleanUp === undefined || event.removed === undefined) return {};
  return { cleanUp: { ...cleanUp, removed: event.removed } };
}

export function cleanUpEnded(phase: 'done' | 'void' | 'put off') {
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
