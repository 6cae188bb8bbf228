import type { Cycle, Memory, Proposal, StagingSummary } from './cycle.ts';
import type { Effect } from './effect.ts';
import { type ExportProgress, movedOn } from './export/export-progress.ts';
import { checkForm, type FormValues } from './form.ts';
import type { Refusal } from './refusal.ts';
import { type Actor, actorName, mayAct } from './role.ts';
import {
  type Runbook,
  SAME,
  type State,
  type Step,
  type Transition,
  transitionsFrom,
  WHERE_IT_WAS,
} from './runbook.ts';

/** Something that happened: a click, an observation, a timer. Carries what it has to say. */
export interface RunbookEvent {
  readonly name: string;
  readonly values?: FormValues; // a filled-in form
  readonly reason?: string; // for observers; people give theirs in a form
  readonly progress?: ExportProgress;
  readonly staging?: StagingSummary;
  readonly proposal?: Proposal;
  readonly accepted?: boolean;
  readonly envelopeUpdatedAt?: string;
  readonly disturbed?: string;
  readonly inCatalogueBefore?: boolean;
}

/** What the installation has configured that changes the course of a runbook. */
export interface Policy {
  readonly webForm: boolean;
  /** Deadlines by state, milliseconds; what is absent keeps the runbook's own. */
  readonly deadlines: Readonly<Record<string, number>>;
}

export type Decision =
  | {
      readonly kind: 'accepted';
      readonly cycle: Cycle;
      readonly step: number;
      readonly from: string;
      readonly effects: readonly Effect[];
    }
  | { readonly kind: 'nothing new' }
  | { readonly kind: 'refused'; readonly refusal: Refusal };

/**
 * The heart: what an event does to a cycle. Pure; the caller saves the cycle, the journal entry and the
 * effects in one transaction. `turn` is what the pressed button carried, if a button was pressed.
 */
export function decide(
  runbook: Runbook,
  cycle: Cycle,
  event: RunbookEvent,
  actor: Actor,
  now: Date,
  policy: Policy,
  turn?: number,
): Decision {
  const last = lastPassed(cycle);
  if (cycle.closedAt !== undefined) {
    return refuse({ code: 'ended', number: cycle.number, state: cycle.state });
  }
  const found = transitionsFrom(runbook, cycle.state, policy.webForm).find(
    ({ transition }) => transition.on === event.name,
  );
  if (found === undefined) {
    return refuse({ code: 'not now', event: event.name, state: cycle.state, ...last });
  }
  const { transition, step } = found;
  if (!mayAct(actor, transition.who)) {
    return refuse({ code: 'not your role', event: event.name, who: transition.who });
  }
  if (turn !== undefined && turn !== cycle.turn && transition.to !== SAME) {
    return refuse({ code: 'stale button', state: cycle.state, ...last });
  }
  const form = transition.form && checkForm(transition.form, event.values ?? {}, cycle.dataset);
  if (form?.ok === false) return refuse({ code: 'form', errors: form.errors });
  const checked = form === undefined ? event : { ...event, values: form.values };

  return transition.to === SAME
    ? stay(runbook, cycle, checked, transition, step, now, policy)
    : move(runbook, cycle, checked, transition, step, actor, now, policy);
}

function move(
  runbook: Runbook,
  cycle: Cycle,
  event: RunbookEvent,
  transition: Transition,
  step: Step,
  actor: Actor,
  now: Date,
  policy: Policy,
): Decision {
  const { problem } = cycle.memory;
  let to = transition.to;
  if (to === WHERE_IT_WAS) {
    // An export that ingest calls valid again is not running any more.
    const undone =
      problem?.validAgain === true && stateOf(runbook, problem.from).watched === 'export';
    if (problem === undefined || cycle.memory.accepted !== true || undone) {
      return refuse({ code: 'nothing to carry on' });
    }
    to = problem.from;
  }
  const resolved = resolveAlert(runbook, cycle, actorName(actor), now);
  const held = to === 'needs correction';
  const memory: Memory = {
    ...carriedOver(cycle.memory),
    ...kept(transition, event),
    ...resolved.memory,
    ...(held
      ? {
          problem: {
            reason: event.values?.['reason'] ?? event.reason ?? '',
            reportedBy: actorName(actor),
            at: now.toISOString(),
            from: cycle.state,
            step: stateOf(runbook, cycle.state).step,
          },
        }
      : to === 'ready to re-export' && problem !== undefined
        ? { problem: { ...problem, validAgain: true } }
        : {}),
    passed: [
      ...(cycle.memory.passed ?? []),
      {
        step: step.number,
        state: cycle.state,
        event: event.name,
        by: actorName(actor),
        at: now.toISOString(),
      },
    ],
  };
  return {
    kind: 'accepted',
    step: step.number,
    from: cycle.state,
    cycle: enter(runbook, { ...cycle, memory }, to, now, policy),
    effects: [...resolved.effects, ...(transition.do ?? [])],
  };
}

function stay(
  runbook: Runbook,
  cycle: Cycle,
  event: RunbookEvent,
  transition: Transition,
  step: Step,
  now: Date,
  policy: Policy,
): Decision {
  const accepted = (next: Cycle, effects: readonly Effect[]): Decision => ({
    kind: 'accepted',
    step: step.number,
    from: cycle.state,
    cycle: next,
    effects,
  });
  const done = transition.do ?? [];

  if (event.name === 'deadline passed') return late(runbook, cycle, now, accepted);
  if (event.name === 'note') {
    const notes = (cycle.memory.notes ?? 0) + 1;
    return accepted({ ...cycle, memory: { ...cycle.memory, notes } }, done);
  }

  const news = kept(transition, event);
  const settled = event.progress !== undefined && cycle.memory.disturbed !== undefined;
  if (!settled && !differs(cycle.memory, news)) return { kind: 'nothing new' };
  if (event.progress === undefined) {
    return accepted({ ...cycle, memory: { ...cycle.memory, ...news } }, done);
  }
  const moving = movedOn(cycle.memory.progress, event.progress);
  const resolved = moving
    ? resolveAlert(runbook, cycle, 'progress', now)
    : { memory: {}, effects: [] };
  const { disturbed: _settled, ...memory } = cycle.memory;
  const next: Cycle = {
    ...cycle,
    memory: { ...memory, ...news, ...resolved.memory, progressAt: now.toISOString() },
  };
  // A recovered export gets its full time again, or a second standstill would go unseen.
  const rearmed = resolved.effects.length > 0 ? withDeadline(runbook, next, now, policy) : next;
  return accepted(rearmed, [...resolved.effects, ...done]);
}

/** The deadline of a state has passed: one alert an episode. */
function late(
  runbook: Runbook,
  cycle: Cycle,
  now: Date,
  accepted: (next: Cycle, effects: readonly Effect[]) => Decision,
): Decision {
  const { alert } = cycle.memory;
  const open = alert !== undefined && alert.resolvedAt === undefined;
  const { ifLate } = stateOf(runbook, cycle.state);
  if (open || cycle.dueAt === undefined || now < cycle.dueAt || ifLate === undefined) {
    return { kind: 'nothing new' };
  }
  const { dueAt: _passed, ...rest } = cycle;
  const opened = { episode: (alert?.episode ?? 0) + 1, openedAt: now.toISOString() };
  return accepted({ ...rest, memory: { ...cycle.memory, alert: opened } }, [ifLate]);
}

function resolveAlert(
  runbook: Runbook,
  cycle: Cycle,
  by: string,
  now: Date,
): { readonly memory: Partial<Memory>; readonly effects: readonly Effect[] } {
  const { alert } = cycle.memory;
  const { ifLate } = runbook.states[cycle.state] ?? {};
  if (alert === undefined || alert.resolvedAt !== undefined || ifLate === undefined) {
    return { memory: {}, effects: [] };
  }
  return {
    memory: { alert: { ...alert, resolvedAt: now.toISOString(), resolvedBy: by } },
    effects: [ifLate],
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
  return withDeadline(runbook, closed, now, policy);
}

function withDeadline(runbook: Runbook, cycle: Cycle, now: Date, policy: Policy): Cycle {
  const { dueAt: _old, ...rest } = cycle;
  const within = policy.deadlines[cycle.state] ?? stateOf(runbook, cycle.state).within;
  return within === undefined ? rest : { ...rest, dueAt: new Date(now.getTime() + within) };
}

/** @throws {Error} when a stored state is not in the runbook: a newer program wrote it. */
export function stateOf(runbook: Runbook, name: string): State {
  const state = runbook.states[name];
  if (state === undefined) throw new Error(`${runbook.name} has no state “${name}”.`);
  return state;
}

function kept(transition: Transition, event: RunbookEvent): Partial<Memory> {
  switch (transition.keep) {
    case undefined:
      return {};
    case 'importRequest':
      return { importRequest: event.values ?? {} };
    case 'checklist':
      return { checklist: event.values ?? {} };
    default: {
      const value = event[transition.keep];
      return value === undefined ? {} : { [transition.keep]: value };
    }
  }
}

function differs(memory: Memory, news: Partial<Memory>): boolean {
  const before = Object.fromEntries(
    Object.keys(news).map((key) => [key, memory[key as keyof Memory]]),
  );
  return JSON.stringify(before) !== JSON.stringify(news);
}

/** What a change of state makes out of date: a solved problem, an answered proposal, a settled disturbance. */
function carriedOver({ problem: _p, proposal: _q, disturbed: _d, ...memory }: Memory): Memory {
  return memory;
}

function lastPassed(cycle: Cycle): { last?: { by: string; at: string; event: string } } {
  const last = cycle.memory.passed?.at(-1);
  return last === undefined ? {} : { last: { by: last.by, at: last.at, event: last.event } };
}

function refuse(refusal: Refusal): Decision {
  return { kind: 'refused', refusal };
}
