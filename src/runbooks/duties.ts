import { approvalOf } from '../domain/decision/approval.ts';
import { alertOf } from '../domain/decision/urgency.ts';
import type { Policy } from '../domain/policy.ts';
import { ROLES, type Role } from '../domain/role.ts';
import type { Effect, Recipient } from '../domain/runbook/effect.ts';
import {
  type Approval,
  type Runbook,
  type Transition,
  transitionsFrom,
} from '../domain/runbook/runbook.ts';

/** Something that people may do at a step, and what it asks of them besides the right role. */
export interface Duty {
  readonly step: number;
  readonly what: string; // the label of its button, or the event's name
  readonly who: readonly Role[] | 'anyone with a role';
  readonly asks: Approval;
}

/** All that people may do in a runbook, as it is in force here; once each, in the order of its steps. */
export function dutiesOf(runbook: Runbook, policy: Policy): readonly Duty[] {
  const possible = [runbook.starts, ...Object.keys(runbook.states)].flatMap((state) =>
    transitionsFrom(runbook, state, policy.webForm),
  );
  const duties = possible.flatMap(({ step, transition }) =>
    dutyOf(step.number, transition, policy),
  );
  const once = new Map(duties.map((duty) => [`${duty.step} ${duty.what} ${duty.who}`, duty]));
  return [...once.values()].toSorted((one, other) => one.step - other.step);
}

function dutyOf(step: number, transition: Transition, policy: Policy): readonly Duty[] {
  const { who, on, button, opens } = transition;
  if (who === 'observer' || who === 'timer') return [];
  return [{ step, what: button ?? opens ?? on, who, asks: approvalOf(transition, policy) }];
}

/** The roles without which a runbook stands still: it calls them, waits for them, or lets nobody else go on. */
export function neededRoles({ states, steps }: Runbook): readonly Role[] {
  const transitions = steps.flatMap((step) => step.transitions);
  const named: readonly string[] = [
    ...Object.values(states).flatMap((state) => (state.ends ? [] : alertOf(state).mention)),
    ...transitions.flatMap(({ do: effects = [] }) => effects.flatMap(calledBy)),
    ...transitions.flatMap(({ who }) => (typeof who !== 'string' && who.length === 1 ? who : [])),
  ];
  return ROLES.filter((role) => named.includes(role));
}

function calledBy(effect: Effect): readonly Recipient[] {
  if (effect.kind === 'announce') return [effect.to];
  return 'mention' in effect ? effect.mention : [];
}
