import type { Approved, Cycle, Memory } from '../cycle/cycle.ts';
import type { Policy } from '../policy.ts';
import type { Refusal } from '../refusal.ts';
import { type Actor, actorName, mayAct } from '../role.ts';
import type { RunbookEvent } from '../runbook/event.ts';
import type { Approval, Runbook, Transition } from '../runbook/runbook.ts';

export type Consent =
  | { readonly kind: 'given' }
  | { readonly kind: 'one more'; readonly approval: Approved }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/**
 * Whether this person may cause the event alone, as the second of two, or not at all. An approval counts for the thing
 * that was shown: another subject starts anew.
 */
export function consentTo(
  cycle: Cycle,
  event: RunbookEvent,
  transition: Transition,
  actor: Actor,
  now: Date,
  policy: Policy,
): Consent {
  const wanted = approvalOf(transition, policy);
  if (actor.kind === 'observer' || actor.kind === 'timer') return { kind: 'given' };
  if (actor.kind === 'service' && takesPeople(wanted)) {
    return { kind: 'refused', refusal: { code: 'people only', event: event.name } };
  }
  const by = actorName(actor);
  const { name, subject } = event;
  if (isLeftToOthers(cycle, transition, subject, by, policy)) {
    return {
      kind: 'refused',
      refusal: { code: 'another person', event: name, who: transition.who },
    };
  }
  if (wanted.people !== 2) return { kind: 'given' };
  const { approval } = cycle.memory;
  if (approval?.event === name && approval.subject === subject) return { kind: 'given' };
  return {
    kind: 'one more',
    approval: {
      event: name,
      by,
      at: now.toISOString(),
      ...(subject === undefined ? {} : { subject }),
    },
  };
}

/** Whoever submitted it may not, where that is asked, nor whoever has given the first of two words. */
function isLeftToOthers(
  { memory, submitter }: Cycle,
  transition: Transition,
  subject: string | undefined,
  by: string,
  policy: Policy,
): boolean {
  const { notSubmitter, people } = approvalOf(transition, policy);
  if (notSubmitter === true && by === submitter) return true;
  const { approval } = memory;
  const isSecond = approval?.event === transition.on && approval.subject === subject;
  return people === 2 && isSecond && approval.by === by;
}

/** Whether pressing its button would do something for this actor: the right role, and nothing left to others. */
export function mayCause(
  cycle: Cycle,
  transition: Transition,
  actor: Actor,
  policy: Policy,
): boolean {
  const subject = transition.about?.(cycle.memory);
  return (
    mayAct(actor, transition.who) &&
    !isLeftToOthers(cycle, transition, subject, actorName(actor), policy)
  );
}

/** Without a half-given approval of what is not there any more: shown anew, it is confirmed from the start. */
export function withoutLapsedApproval({ steps }: Runbook, memory: Memory): Memory {
  const { approval, ...rest } = memory;
  const about = steps
    .flatMap(({ transitions }) => transitions)
    .find(({ on }) => on === approval?.event)?.about;
  return about === undefined || about(memory) === approval?.subject ? memory : rest;
}

/** Whether it is for people alone: one person could hold any number of keys. */
export function takesPeople({ people, notSubmitter }: Approval): boolean {
  return people === 2 || notSubmitter === true;
}

/** What is asked besides the right role: by the runbook, and by the installation. */
export function approvalOf({ on, approval }: Transition, policy: Policy): Approval {
  return { ...approval, ...policy.approvals[on] };
}
