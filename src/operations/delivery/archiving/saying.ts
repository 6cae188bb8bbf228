import type { Cycle } from '../../../domain/cycle/cycle.ts';
import type { RunbookEvent } from '../../../domain/runbook/event.ts';
import { stateOf } from '../../../domain/runbook/runbook.ts';
import { runbookNamed } from '../../../runbooks/registry.ts';
import type { Advance } from '../../advance.ts';
import { OutsideError } from '../../ports.ts';

/** Tells a cycle what an outside system did; resolves to the cycle as it is then. */
export type Say = (cycle: Cycle, source: string, event: RunbookEvent) => Promise<Cycle | undefined>;

export function createSaying(advance: Advance): Say {
  return async ({ id: cycleId }, source, event) => {
    const advanced = await advance.advance({ cycleId, event, actor: { kind: 'observer', source } });
    return advanced.ok ? advanced.cycle : undefined;
  };
}

/**
 * Whether a work is still wanted in this state. A problem may hold the cycle for a while: then the work waits.
 * @throws {OutsideError} `retry` while it is held.
 */
export function isWanted(cycle: Cycle, state: string): boolean {
  if (cycle.state === state) return true;
  const { held } = stateOf(runbookNamed(cycle.runbook), cycle.state);
  if (held === 'to be corrected' && cycle.memory.problem?.from === state) {
    throw new OutsideError('archiving', 'retry', 'It is held; this waits until it carries on.');
  }
  return false;
}
