import { enaMovedOn } from '../archiving/ena-progress.ts';
import { filesMovedOn } from '../archiving/file-progress.ts';
import { isShown } from '../cycle/clean-up.ts';
import type { Cycle, Memory } from '../cycle/cycle.ts';
import { carriedOver, differs, kept } from '../cycle/memory.ts';
import { movedOn } from '../export/export-progress.ts';
import type { Policy } from '../policy.ts';
import type { Refusal } from '../refusal.ts';
import { type Actor, actorName, mayAct } from '../role.ts';
import { type Effect, tell } from '../runbook/effect.ts';
import type { RunbookEvent } from '../runbook/event.ts';
import { checkForm, type LookedUp } from '../runbook/form.ts';
import {
  type Happened,
  type Runbook,
  SAME,
  type Step,
  stateOf,
  type Transition,
  transitionsFrom,
  WHERE_IT_WAS,
} from '../runbook/runbook.ts';
import { armed, decideAlert, isAlertEvent, openAlert } from './alert.ts';
import { consentTo, withoutLapsedApproval } from './approval.ts';
import { interruptedIn, problemIn } from './problem.ts';
import { alertOf } from './urgency.ts';

export type Decision =
  | {
      readonly kind: 'accepted';
      readonly cycle: Cycle;
      readonly step: number;
      readonly from: string;
      readonly effects: readonly Effect[];
      /** The journal's name for it, where that is not the event's own. */
      readonly as?: string;
    }
  | { readonly kind: 'nothing new' }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/** The journal's name for the first of two confirmations. */
export const ONE_OF_TWO = 'one of two confirmed';

interface Happening {
  readonly runbook: Runbook;
  readonly cycle: Cycle;
  readonly event: RunbookEvent;
  readonly transition: Transition;
  readonly step: Step;
  readonly happened: Happened;
  readonly now: Date;
  readonly policy: Policy;
}

/**
 * The heart: what an event does to a cycle. Pure; the caller saves the cycle, the journal entry and the
 * effects in one transaction. `turn` is what the pressed button carried, if a button was pressed;
 * `about` what was looked up for its form.
 */
export function decide(
  runbook: Runbook,
  cycle: Cycle,
  event: RunbookEvent,
  actor: Actor,
  now: Date,
  policy: Policy,
  turn?: number,
  about: LookedUp = {},
): Decision {
  const last = lastPassed(cycle);
  if (cycle.closedAt !== undefined) {
    return refuse({ code: 'ended', number: cycle.number, state: cycle.state });
  }
  if (isAlertEvent(event.name)) return alerted(runbook, cycle, event, actor, now, policy);
  const notNow: Refusal = { code: 'not now', event: event.name, state: cycle.state, ...last };
  const found = transitionsFrom(runbook, cycle.state, policy.webForm).find(
    ({ transition }) => transition.on === event.name,
  );
  if (found === undefined) return refuse(notNow);
  const { transition, step } = found;
  if (!mayAct(actor, transition.who)) {
    return refuse({ code: 'not your role', event: event.name, who: transition.who });
  }
  if (turn !== undefined && turn !== cycle.turn && transition.to !== SAME) {
    return refuse({ code: 'stale button', state: cycle.state, ...last });
  }
  if (transition.possible?.(cycle.memory) === false) return refuse(notNow);
  if (transition.about !== undefined && transition.about(cycle.memory) !== event.subject) {
    return refuse({ code: 'changed since', event: event.name });
  }
  const consent = consentTo(cycle, event, transition, actor, now, policy);
  if (consent.kind === 'refused') return refuse(consent.refusal);
  const form =
    transition.form &&
    checkForm(transition.form, event.values ?? {}, { ...cycle.dataset, ...about });
  if (form?.ok === false) return refuse({ code: 'form', errors: form.errors });
  const checked = form === undefined ? event : { ...event, values: form.values };

  const by = actorName(actor);
  const happened = { by, at: now.toISOString(), event: checked };
  const happening = { runbook, cycle, event: checked, transition, step, happened, now, policy };
  if (consent.kind === 'one more') {
    const memory = { ...cycle.memory, approval: consent.approval };
    const asked = tell(
      'second person wanted',
      ...(typeof transition.who === 'string' ? [] : transition.who),
    );
    return {
      ...accepted(happening, { ...cycle, memory }, [...standing(transition), asked]),
      as: ONE_OF_TWO,
    };
  }
  return transition.to === SAME ? stay(happening) : move(happening, actor);
}

/** Messages that show what is confirmed are drawn anew when one of two has confirmed it. */
function standing({ do: effects = [] }: Transition): readonly Effect[] {
  return effects.filter(({ kind }) => kind === 'show clean-up');
}

function alerted(
  runbook: Runbook,
  cycle: Cycle,
  event: RunbookEvent,
  actor: Actor,
  now: Date,
  policy: Policy,
): Decision {
  const decision = decideAlert(runbook, cycle, event, actor, now, policy);
  if (decision.kind !== 'changed') return decision;
  const memory = { ...cycle.memory, alert: decision.alert };
  return {
    kind: 'accepted',
    step: stateOf(runbook, cycle.state).step,
    from: cycle.state,
    cycle: armed(runbook, { ...cycle, memory }, policy),
    effects: decision.effects,
  };
}

function move(happening: Happening, actor: Actor): Decision {
  const { runbook, cycle, event, transition, step, happened, now, policy } = happening;
  const to = transition.to === WHERE_IT_WAS ? interruptedIn(runbook, cycle) : transition.to;
  if (to === undefined) return refuse({ code: 'nothing to carry on' });
  const resolved = resolveAlert(runbook, cycle, actorName(actor), now);
  const problem = problemIn(runbook, cycle, to, happened);
  const memory: Memory = {
    ...carriedOver(cycle.memory),
    ...kept(transition, event),
    ...transition.remember?.(cycle.memory, happened),
    ...resolved.memory,
    ...(problem === undefined ? {} : { problem }),
    passed: [
      ...(cycle.memory.passed ?? []),
      {
        step: step.number,
        state: cycle.state,
        event: event.name,
        by: happened.by,
        at: happened.at,
      },
    ],
  };
  return {
    kind: 'accepted',
    step: step.number,
    from: cycle.state,
    cycle: enter(runbook, { ...cycle, memory }, to, now, policy),
    effects: [...resolved.effects, ...pertinent(transition.do, memory)],
  };
}

function stay(happening: Happening): Decision {
  const { runbook, cycle, event, transition, happened, now } = happening;
  const news = { ...kept(transition, event), ...transition.remember?.(cycle.memory, happened) };
  const settled = event.progress !== undefined && cycle.memory.disturbed !== undefined;
  const tells = transition.keep === undefined && transition.remember === undefined;
  if (!tells && !settled && !differs(cycle.memory, news)) return { kind: 'nothing new' };
  const moving = movement(cycle.memory, event);
  if (moving === undefined) {
    const { approval, ...rest } = cycle.memory;
    const before = approval?.event === event.name ? rest : cycle.memory;
    const memory = withoutLapsedApproval(runbook, { ...before, ...news });
    return accepted(happening, { ...cycle, memory }, pertinent(transition.do, memory));
  }
  const resolved = moving
    ? resolveAlert(runbook, cycle, 'progress', now)
    : { memory: {}, effects: [] };
  const { disturbed: _settled, ...memory } = cycle.memory;
  const next: Cycle = {
    ...cycle,
    memory: { ...memory, ...news, ...resolved.memory, progressAt: happened.at },
  };
  return accepted(happening, next, [...resolved.effects, ...pertinent(transition.do, next.memory)]);
}

/** Whether a look at what is waited for shows that it has gone on; undefined for an event that is no such look. */
function movement(memory: Memory, event: RunbookEvent): boolean | undefined {
  const { progress, fileProgress, enaProgress } = event;
  if (progress !== undefined) return movedOn(memory.progress, progress);
  if (enaProgress !== undefined) return enaMovedOn(memory.enaProgress, enaProgress);
  return fileProgress && filesMovedOn(memory.fileProgress, fileProgress);
}

/** Without what there is nothing to do for: a list that nobody waits for, a clean-up that shows nothing yet. */
function pertinent(effects: readonly Effect[] = [], { cleanUp }: Memory): readonly Effect[] {
  return effects.filter(({ kind }) => {
    if (kind === 'show clean-up') return isShown(cleanUp);
    return kind !== 'list leftovers' || cleanUp?.phase === 'listing';
  });
}

/** The cycle stays where it is; what the clock has to say about it may be another thing now. */
function accepted(
  { runbook, cycle, step, transition, policy }: Happening,
  next: Cycle,
  effects: readonly Effect[],
): Extract<Decision, { kind: 'accepted' }> {
  // A note is about the step that is under way, not about the one that allows notes.
  const anywhere = transition.from === 'any open state';
  return {
    kind: 'accepted',
    step: anywhere ? stateOf(runbook, cycle.state).step : step.number,
    from: cycle.state,
    cycle: armed(runbook, next, policy),
    effects,
  };
}

function resolveAlert(
  runbook: Runbook,
  cycle: Cycle,
  by: string,
  now: Date,
): { readonly memory: Partial<Memory>; readonly effects: readonly Effect[] } {
  const alert = openAlert(cycle);
  if (alert === undefined) return { memory: {}, effects: [] };
  return {
    memory: { alert: { ...alert, resolvedAt: now.toISOString(), resolvedBy: by } },
    effects: [alertOf(stateOf(runbook, cycle.state))],
  };
}

/** A cycle as it enters a state: next turn, fresh clock, its deadline, closed if the state ends it. */
export function enter(
  runbook: Runbook,
  cycle: Cycle,
  state: string,
  now: Date,
  policy: Policy,
): Cycle {
  const entered = { ...cycle, state, turn: cycle.turn + 1, since: now };
  const closed = stateOf(runbook, state).ends === true ? { ...entered, closedAt: now } : entered;
  return armed(runbook, closed, policy);
}

function lastPassed(cycle: Cycle): { last?: { by: string; at: string; event: string } } {
  const last = cycle.memory.passed?.at(-1);
  return last === undefined ? {} : { last: { by: last.by, at: last.at, event: last.event } };
}

function refuse(refusal: Refusal): Decision {
  return { kind: 'refused', refusal };
}
