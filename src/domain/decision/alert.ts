import type { Alert, Cycle } from '../cycle/cycle.ts';
import type { Policy, Rung } from '../policy.ts';
import type { Refusal } from '../refusal.ts';
import { type Actor, actorName, mayAct } from '../role.ts';
import { type Effect, type Recipient, tell } from '../runbook/effect.ts';
import { type Runbook, stateOf } from '../runbook/runbook.ts';
import { alertOf, urgencyOf } from './urgency.ts';

/** What people do about an alert; every runbook has them, in every state. */
export const TAKE = 'take alert';
export const SNOOZE = 'snooze alert';
export const ESCALATE = 'escalate alert';
/** What the clock does. */
export const LATE = 'deadline passed';
export const STILL = 'no progress';
export const UNANSWERED = 'alert unanswered';
export const SNOOZED_OUT = 'snooze ended';

const BY_PEOPLE: readonly string[] = [TAKE, SNOOZE, ESCALATE];
const BY_THE_CLOCK: readonly string[] = [LATE, STILL, UNANSWERED, SNOOZED_OUT];

/** For how long an alert can be put off. */
export const SNOOZES = ['30 min', '2 h', 'tomorrow 09:00'] as const;
export type Snooze = (typeof SNOOZES)[number];

export function isAlertEvent(name: string): boolean {
  return BY_PEOPLE.includes(name) || BY_THE_CLOCK.includes(name);
}

export interface Timer {
  readonly at: Date;
  readonly event: string;
}

/** The next moment at which the clock has something to say about a cycle. */
export function nextTimer(runbook: Runbook, cycle: Cycle, policy: Policy): Timer | undefined {
  if (cycle.closedAt !== undefined || stateOf(runbook, cycle.state).ends === true) return undefined;
  const open = openAlert(cycle);
  if (open !== undefined) {
    if (open.snoozed !== undefined) return { at: new Date(open.snoozed.until), event: SNOOZED_OUT };
    if (open.owner !== undefined || open.nextAt === undefined) return undefined;
    return { at: new Date(open.nextAt), event: UNANSWERED };
  }
  const { progressAt, alert } = cycle.memory;
  // A state that has recovered gets its full time again, or a second standstill would go unseen.
  const from = Math.max(cycle.since.getTime(), timeOf(alert?.resolvedAt));
  const { within, still } = urgencyOf(runbook, cycle.state, policy);
  const late = within === undefined ? undefined : { at: new Date(from + within), event: LATE };
  if (still === undefined) return late;
  const standing = { at: new Date(Math.max(from, timeOf(progressAt)) + still), event: STILL };
  return late !== undefined && late.at <= standing.at ? late : standing;
}

/** The cycle with the moment at which the clock has to look at it again. */
export function armed(runbook: Runbook, cycle: Cycle, policy: Policy): Cycle {
  const { dueAt: _old, ...rest } = cycle;
  const timer = nextTimer(runbook, cycle, policy);
  return timer === undefined ? rest : { ...rest, dueAt: timer.at };
}

export function openAlert({ memory }: Cycle): Alert | undefined {
  return memory.alert?.resolvedAt === undefined ? memory.alert : undefined;
}

export type AlertDecision =
  | { readonly kind: 'refused'; readonly refusal: Refusal }
  | { readonly kind: 'nothing new' }
  | { readonly kind: 'changed'; readonly alert: Alert; readonly effects: readonly Effect[] };

/** What an event does to the alert of a cycle; the cycle stays where it is. */
export function decideAlert(
  runbook: Runbook,
  cycle: Cycle,
  event: { readonly name: string; readonly values?: Readonly<Record<string, string>> },
  actor: Actor,
  now: Date,
  policy: Policy,
): AlertDecision {
  const who = BY_PEOPLE.includes(event.name) ? 'anyone with a role' : 'timer';
  if (!mayAct(actor, who)) return refuse({ code: 'not your role', event: event.name, who });
  if (event.name === LATE || event.name === STILL) {
    return open(runbook, cycle, event.name, now, policy);
  }
  const alert = openAlert(cycle);
  if (alert === undefined) {
    return actor.kind === 'timer' ? { kind: 'nothing new' } : refuse({ code: 'no alert' });
  }
  const calling = { runbook, cycle, alert, now, policy };
  switch (event.name) {
    case TAKE:
      return take(calling, actor);
    case SNOOZE:
      return snooze(calling, actor, event.values?.['for']);
    case SNOOZED_OUT:
      return isOver(alert.snoozed?.until, now) ? snoozeEnded(calling) : { kind: 'nothing new' };
    case UNANSWERED:
      return isOver(alert.nextAt, now) ? nextRung(calling) : { kind: 'nothing new' };
    default:
      return nextRung(calling);
  }
}

interface Calling {
  readonly runbook: Runbook;
  readonly cycle: Cycle;
  readonly alert: Alert;
  readonly now: Date;
  readonly policy: Policy;
}

function open(
  runbook: Runbook,
  cycle: Cycle,
  event: string,
  now: Date,
  policy: Policy,
): AlertDecision {
  const due = openAlert(cycle) === undefined ? nextTimer(runbook, cycle, policy) : undefined;
  if (due === undefined || due.event !== event || due.at > now) return { kind: 'nothing new' };
  const { within, still, alert: call } = urgencyOf(runbook, cycle.state, policy);
  const alert: Alert = {
    episode: (cycle.memory.alert?.episode ?? 0) + 1,
    openedAt: now.toISOString(),
    why: event === LATE ? 'late' : 'standing still',
    limit: (event === LATE ? within : still) ?? 0,
    rung: 0,
  };
  const calling = { runbook, cycle, alert, now, policy };
  return { kind: 'changed', alert: waiting(calling, alert), effects: [call] };
}

function take({ runbook, cycle, alert, now }: Calling, actor: Actor): AlertDecision {
  const by = actorName(actor);
  if (alert.owner !== undefined) {
    return alert.owner.by === by
      ? { kind: 'nothing new' }
      : refuse({ code: 'taken', by: alert.owner.by, at: alert.owner.at });
  }
  const { snoozed: _over, nextAt: _called, ...rest } = alert;
  return {
    kind: 'changed',
    alert: { ...rest, owner: { by, at: now.toISOString() } },
    effects: [alertOf(stateOf(runbook, cycle.state)), tell('alert taken')],
  };
}

function snooze(calling: Calling, actor: Actor, choice: string | undefined): AlertDecision {
  const { runbook, cycle, alert, now, policy } = calling;
  const chosen = SNOOZES.find((one) => one === choice);
  if (chosen === undefined) {
    return refuse({ code: 'form', errors: { for: `Choose one of: ${SNOOZES.join(', ')}.` } });
  }
  const until = snoozedUntil(chosen, actor, now, policy);
  const { nextAt: _called, ...rest } = alert;
  return {
    kind: 'changed',
    alert: { ...rest, snoozed: { by: actorName(actor), until: until.toISOString() } },
    effects: [alertOf(stateOf(runbook, cycle.state)), tell('alert snoozed')],
  };
}

function snoozedUntil(choice: Snooze, actor: Actor, now: Date, { calendar }: Policy): Date {
  switch (choice) {
    case '30 min':
      return new Date(now.getTime() + 30 * 60_000);
    case '2 h':
      return new Date(now.getTime() + 120 * 60_000);
    case 'tomorrow 09:00':
      return calendar.tomorrowMorning(now, actor.kind === 'person' ? actor.timeZone : undefined);
  }
}

/** The alert rings again, for those whom it called first and for whoever put it off. */
function snoozeEnded(calling: Calling): AlertDecision {
  const { runbook, cycle, alert } = calling;
  const state = alertOf(stateOf(runbook, cycle.state));
  const { snoozed, ...rest } = alert;
  const whom: readonly Recipient[] =
    alert.owner !== undefined
      ? [`person ${alert.owner.by}`]
      : snoozed === undefined
        ? state.mention
        : [...state.mention, `person ${snoozed.by}`];
  return {
    kind: 'changed',
    alert: waiting(calling, rest),
    effects: [state, tell('alert again', ...whom)],
  };
}

/** Calls whoever stands next on the ladder; an owner who escalates hands it on. */
function nextRung(calling: Calling): AlertDecision {
  const { runbook, cycle, alert } = calling;
  const next = rungOf(calling, alert.rung);
  if (next === undefined) return refuse({ code: 'nobody left' });
  const { owner: _handedOn, snoozed: _over, ...rest } = alert;
  const called = { ...rest, rung: alert.rung + 1 };
  return {
    kind: 'changed',
    alert: waiting(calling, called),
    effects: [alertOf(stateOf(runbook, cycle.state)), tell('alert escalated', next.call)],
  };
}

/** The same alert with the moment at which the next rung is called, if there is one. */
function waiting(calling: Calling, alert: Alert): Alert {
  const { nextAt: _old, ...rest } = alert;
  const next = rungOf(calling, alert.rung);
  if (next === undefined || alert.owner !== undefined) return rest;
  const { calendar } = calling.policy;
  const at = calendar.workingFrom(next.call, new Date(calling.now.getTime() + next.after));
  return { ...rest, nextAt: at.toISOString() };
}

function rungOf({ runbook, cycle, policy }: Calling, index: number): Rung | undefined {
  const { ladder } = urgencyOf(runbook, cycle.state, policy);
  if (ladder === undefined || index >= ladder.rungs.length * (1 + ladder.repeats)) return undefined;
  return ladder.rungs[index % ladder.rungs.length];
}

function isOver(at: string | undefined, now: Date): boolean {
  return at !== undefined && timeOf(at) <= now.getTime();
}

function timeOf(at: string | undefined): number {
  return at === undefined ? 0 : new Date(at).getTime();
}

function refuse(refusal: Refusal): AlertDecision {
  return { kind: 'refused', refusal };
}
