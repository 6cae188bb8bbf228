import {
  ESCALATE,
  LATE,
  SNOOZE,
  SNOOZED_OUT,
  STILL,
  TAKE,
  UNANSWERED,
} from '../../../src/domain/decision/alert.ts';
import type { Policy } from '../../../src/domain/policy.ts';
import { ROLES, type Role, type Who } from '../../../src/domain/role.ts';
import type { Form } from '../../../src/domain/runbook/form.ts';
import { type Approval, type Runbook, statesBefore } from '../../../src/domain/runbook/runbook.ts';

/** Somebody who tries everything. */
export interface Person {
  readonly id: string;
  readonly called: string;
  readonly roles: readonly Role[];
  /** Why roles are of no use to them. */
  readonly outside?: 'guest' | 'guest of one channel' | 'another workspace' | 'deactivated' | 'bot';
}

const idOf = (name: string): string => `U0${name.toUpperCase().replaceAll(/[^A-Z]/g, '')}`;
const person = (called: string, more: Partial<Person> = {}): Person => ({
  id: idOf(called),
  called,
  roles: [],
  ...more,
});

export const SUBMITTER = person('submitter', { roles: ['wrangler'] });

/** One for each role, one with none, and those who have every role and may do nothing all the same. */
export const PEOPLE: readonly Person[] = [
  ...ROLES.map((role) => person(role, { roles: [role] })),
  SUBMITTER,
  person('second of the import team', { roles: ['import-team'] }),
  person('nobody'),
  ...(['guest', 'guest of one channel', 'another workspace', 'deactivated', 'bot'] as const).map(
    (outside) => person(outside, { roles: ROLES, outside }),
  ),
];

/** An event that somebody may try to cause, in a state in which it could happen. */
export interface Action {
  readonly event: string;
  readonly state: string;
  readonly who: Who;
  readonly asks: Approval;
  readonly form?: Form;
}

const byPeople = [TAKE, SNOOZE, ESCALATE];
const byTheClock = [LATE, STILL, UNANSWERED, SNOOZED_OUT];

/** All that a runbook declares besides its start, what machines say included; and what is done about alerts. */
export function actionsOf(runbook: Runbook, policy: Policy): readonly Action[] {
  const declared = runbook.steps
    .flatMap(({ transitions }) => transitions)
    .filter(({ from, when }) => from !== runbook.starts && when !== 'web form')
    .map((transition): Action => {
      const { on: event, who, form, approval } = transition;
      const [state = ''] = statesBefore(runbook, transition);
      const asks = { ...approval, ...policy.approvals[event] };
      return { event, state, who, asks, ...(form === undefined ? {} : { form }) };
    });
  const onAlert = (who: Who) => (event: string) => ({ event, state: 'exporting', who, asks: {} });
  return [
    ...new Map(declared.map((action) => [action.event, action])).values(),
    ...byPeople.map(onAlert('anyone with a role')),
    ...byTheClock.map(onAlert('timer')),
  ];
}

/** What the declaration says; written apart from the program, which has its own answer to it. */
export function isAllowed(by: Person, who: Who | 'every member', asks: Approval = {}): boolean {
  if (by.outside !== undefined || who === 'observer' || who === 'timer') return false;
  if (who === 'every member') return true;
  if (asks.notSubmitter === true && by === SUBMITTER) return false;
  return who === 'anyone with a role'
    ? by.roles.length > 0
    : by.roles.some((role) => who.includes(role));
}
