import type { Cycle, Problem } from '../cycle/cycle.ts';
import { type Happened, type Runbook, stateOf } from '../runbook/runbook.ts';

/** Why a cycle that enters this state is held, or why another one followed it. */
export function problemIn(
  runbook: Runbook,
  cycle: Cycle,
  to: string,
  { by, at, event }: Happened,
): Problem | undefined {
  const { problem } = cycle.memory;
  const { held, ends } = stateOf(runbook, to);
  if (held === 'to be corrected') {
    return {
      reason: event.values?.['reason'] ?? event.reason ?? '',
      reportedBy: by,
      at,
      from: cycle.state,
      step: stateOf(runbook, cycle.state).step,
    };
  }
  if (held === 'corrected') return problem && { ...problem, validAgain: true };
  return ends === true ? problem : undefined;
}

/** The state that the problem interrupted; undefined where there is none to go back to. */
export function interruptedIn(runbook: Runbook, { memory }: Cycle): string | undefined {
  const { problem, accepted } = memory;
  if (problem === undefined || accepted !== true) return undefined;
  // An export that ingest calls valid again is not running any more.
  const undone = problem.validAgain === true && stateOf(runbook, problem.from).watched === 'export';
  return undone ? undefined : problem.from;
}
