import type { Cycle } from '../cycle/cycle.ts';
import type { Policy } from '../policy.ts';
import type { Actor } from '../role.ts';
import type { Recipient } from '../runbook/effect.ts';
import { type Runbook, transitionsFrom } from '../runbook/runbook.ts';
import { openAlert } from './alert.ts';
import { mayCause } from './approval.ts';
import { urgencyOf } from './urgency.ts';

/** Somebody, with the user groups of the ladders (`groupsCalled`) that they are in. */
type Person = Extract<Actor, { kind: 'person' }> & { readonly groups: readonly string[] };

/** The user groups that some ladder calls, by their ids. */
export function groupsCalled({ ladders }: Policy): readonly string[] {
  const rungs = Object.values(ladders).flatMap((ladder) => ladder.rungs);
  const groups = rungs.flatMap(({ call }) =>
    call.startsWith(GROUP) ? [call.slice(GROUP.length)] : [],
  );
  return [...new Set(groups)];
}

const GROUP = 'group ';

/** Whether a cycle waits for somebody who need not hold its state: its alert called them, or a list wants their word. */
export function asks(runbook: Runbook, cycle: Cycle, person: Person, policy: Policy): boolean {
  return (
    answerable(runbook, cycle, policy).some((one) => isAmong(one, cycle, person)) ||
    wantsWordOf(runbook, cycle, person, policy)
  );
}

/** Whose an open alert is: its owner's, else of all whom it has called so far. */
function answerable(runbook: Runbook, cycle: Cycle, policy: Policy): readonly Recipient[] {
  const alert = openAlert(cycle);
  if (alert === undefined) return [];
  if (alert.owner !== undefined) return [`person ${alert.owner.by}`];
  const { alert: first, ladder } = urgencyOf(runbook, cycle.state, policy);
  const called = ladder?.rungs.slice(0, alert.rung) ?? [];
  return [...first.mention, ...called.map(({ call }) => call)];
}

function isAmong(one: Recipient, { submitter }: Cycle, { id, roles, groups }: Person): boolean {
  if (one === 'submitter') return submitter === id;
  if (groups.some((group) => one === `${GROUP}${group}`)) return true;
  return one === `person ${id}` || roles.some((role) => role === one);
}

/** Something is shown, and this person may be one of those who confirm exactly that. */
function wantsWordOf(runbook: Runbook, cycle: Cycle, person: Person, policy: Policy): boolean {
  return transitionsFrom(runbook, cycle.state, policy.webForm).some(
    ({ transition }) =>
      transition.about !== undefined &&
      transition.possible?.(cycle.memory) !== false &&
      mayCause(cycle, transition, person, policy),
  );
}
