import { RUNBOOKS } from '../../../runbooks/registry.ts';

/** A state as people read it; an unknown one (a newer program wrote it) in its own words. */
export function stateLabel(state: string): string {
  for (const { states } of RUNBOOKS) {
    const found = Object.hasOwn(states, state) ? states[state] : undefined;
    if (found !== undefined) return found.label;
  }
  return state;
}
