import type { Ladder, Policy } from '../policy.ts';
import type { Effect } from '../runbook/effect.ts';
import { type Runbook, type State, stateOf } from '../runbook/runbook.ts';

/** When a dataset in some state asks for help here, and of whom: the runbook's word, and the installation's. */
export interface Urgency {
  readonly within?: number; // milliseconds in the state
  readonly still?: number; // milliseconds without progress
  readonly alert: Extract<Effect, { kind: 'alert' }>;
  /** Who is called one after the other while nobody answers. */
  readonly ladder?: Ladder;
}

export function urgencyOf(runbook: Runbook, name: string, policy: Policy): Urgency {
  const state = stateOf(runbook, name);
  const within = policy.deadlines[name] ?? state.within;
  const still = policy.stillness[name] ?? state.still;
  const ladder = policy.ladders[name] ?? policy.ladders['otherwise'];
  return {
    alert: alertOf(state),
    ...(within === undefined ? {} : { within }),
    ...(still === undefined ? {} : { still }),
    ...(ladder === undefined ? {} : { ladder }),
  };
}

/** How a state calls for help when it is late: as the runbook says, else by calling whoever holds it. */
export function alertOf(state: State): Extract<Effect, { kind: 'alert' }> {
  if (state.ifLate !== undefined) return state.ifLate;
  switch (state.holder) {
    case 'ingest':
      return { kind: 'alert', mention: ['ingest-operations', 'submitter'] };
    case 'archiver':
      return { kind: 'alert', mention: ['developers', 'submitter'] };
    case 'catalogue':
      return { kind: 'alert', mention: ['browser-team', 'submitter'] };
    case 'nobody':
      return { kind: 'alert', mention: ['submitter'] };
    default:
      return { kind: 'alert', mention: [state.holder] };
  }
}
