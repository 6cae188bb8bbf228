import { describe, expect, it } from 'vitest';
import { nextTimer } from '../../../src/domain/decision/alert.ts';
import { type Decision, decide } from '../../../src/domain/decision/transition.ts';
import { hours, minutes } from '../../../src/domain/duration.ts';
import type { Policy } from '../../../src/domain/policy.ts';
import type { Actor } from '../../../src/domain/role.ts';
import type { RunbookEvent } from '../../../src/domain/runbook/event.ts';
import { exporting } from '../../../src/runbooks/exporting.ts';
import { aCycle, ana, ben, eli, guest, NOON, POLICY, timer } from '../../support/cycles.ts';

const after = (milliseconds: number): Date => new Date(NOON.getTime() + milliseconds);
const LADDER: Policy = {
  ...POLICY,
  ladders: {
    otherwise: {
      rungs: [
        { call: 'coordinators', after: hours(1) },
        { call: 'group S0DUTY', after: hours(1) },
        { call: 'person U0BACKUP', after: hours(2) },
      ],
      repeats: 1,
    },
  },
};
const stuck = aCycle({ state: 'exporting', since: NOON, openedAt: NOON });

function run(
  policy: Policy,
  ...steps: readonly (readonly [RunbookEvent, Actor, Date])[]
): Extract<Decision, { kind: 'accepted' }> {
  let cycle = stuck;
  let last: Decision = { kind: 'nothing new' };
  for (const [event, actor, now] of steps) {
    last = decide(exporting, cycle, event, actor, now, policy);
    if (last.kind !== 'accepted') throw new Error(`${event.name}: ${JSON.stringify(last)}`);
    cycle = last.cycle;
  }
  if (last.kind !== 'accepted') throw new Error('nothing happened');
  return last;
}

const late = [{ name: 'deadline passed' }, timer, after(hours(4))] as const;
const calls = ({ effects }: Extract<Decision, { kind: 'accepted' }>) =>
  effects.flatMap((effect) => (effect.kind === 'tell' ? [[effect.notice, ...effect.mention]] : []));

describe('a state that lasts too long', () => {
  it('is due when the runbook says, or when the configuration says', () => {
    expect(nextTimer(exporting, stuck, POLICY)).toEqual({
      at: after(hours(4)),
      event: 'deadline passed',
    });
    const policy = { ...POLICY, deadlines: { exporting: hours(6) } };
    expect(nextTimer(exporting, stuck, policy)?.at).toEqual(after(hours(6)));
  });

  it('may be any state: whoever holds it is called', () => {
    const waiting = aCycle({ state: 'import requested', since: NOON });
    expect(nextTimer(exporting, waiting, POLICY)).toBeUndefined();
    const policy = { ...POLICY, deadlines: { 'import requested': hours(24) } };
    const decision = decide(
      exporting,
      waiting,
      { name: 'deadline passed' },
      timer,
      after(hours(24)),
      policy,
    );
    expect(decision).toMatchObject({
      effects: [{ kind: 'alert', mention: ['import-team'] }],
      cycle: { memory: { alert: { why: 'late', limit: hours(24) } } },
    });
  });

  it('is late, too, when it shows no progress for as long as is configured', () => {
    const policy = { ...POLICY, stillness: { exporting: minutes(90) } };
    expect(nextTimer(exporting, stuck, policy)).toEqual({
      at: after(minutes(90)),
      event: 'no progress',
    });
    const moved = aCycle({
      ...stuck,
      memory: { ...stuck.memory, progressAt: after(hours(1)).toISOString() },
    });
    expect(nextTimer(exporting, moved, policy)?.at).toEqual(after(minutes(150)));
    const decision = run(policy, [{ name: 'no progress' }, timer, after(minutes(90))]);
    expect(decision.cycle.memory.alert).toMatchObject({
      why: 'standing still',
      limit: minutes(90),
    });
  });

  it('is not believed to be late before it is, whoever says so', () => {
    const early = decide(exporting, stuck, late[0], timer, after(hours(4) - 1), POLICY);
    expect(early).toEqual({ kind: 'nothing new' });
    expect(decide(exporting, stuck, late[0], ana, after(hours(5)), POLICY)).toMatchObject({
      refusal: { code: 'not your role' },
    });
  });
});

describe('an alert that nobody answers', () => {
  it('calls one rung of the ladder after the other, and the ladder again, then rests', () => {
    const called: string[][] = [];
    let at = 4;
    let steps: (readonly [RunbookEvent, Actor, Date])[] = [late];
    for (const wait of [1, 1, 2, 1, 1, 2]) {
      const { cycle } = run(LADDER, ...steps);
      at += wait;
      expect(nextTimer(exporting, cycle, LADDER)).toEqual({
        at: after(hours(at)),
        event: 'alert unanswered',
      });
      steps = [...steps, [{ name: 'alert unanswered' }, timer, after(hours(at))]];
      called.push(...calls(run(LADDER, ...steps)).map((one) => [...one]));
    }
    const ladder = ['coordinators', 'group S0DUTY', 'person U0BACKUP'];
    expect(called).toEqual([...ladder, ...ladder].map((whom) => ['alert escalated', whom]));
    expect(nextTimer(exporting, run(LADDER, ...steps).cycle, LADDER)).toBeUndefined();
  });

  it('waits for the working hours of whom it calls', () => {
    const policy: Policy = {
      ...LADDER,
      calendar: { ...POLICY.calendar, workingFrom: (_whom, at) => new Date(at.getTime() + 1) },
    };
    expect(run(policy, late).cycle.dueAt).toEqual(after(hours(5) + 1));
  });

  it('is called no earlier because the clock struck twice', () => {
    const { cycle } = run(LADDER, late);
    const event = { name: 'alert unanswered' };
    expect(decide(exporting, cycle, event, timer, after(hours(5) - 1), LADDER)).toEqual({
      kind: 'nothing new',
    });
  });
});

describe('an alert that somebody takes', () => {
  const taken = [{ name: 'take alert' }, eli, after(hours(4) + 60_000)] as const;

  it('has an owner, says so, and calls nobody else', () => {
    const decision = run(LADDER, late, taken);
    expect(decision.cycle.memory.alert).toMatchObject({ owner: { by: 'U0ELI' } });
    expect(decision.effects.map(({ kind }) => kind)).toEqual(['alert', 'tell']);
    expect(nextTimer(exporting, decision.cycle, LADDER)).toBeUndefined();
  });

  it('is not taken twice: the second is told who has it', () => {
    const { cycle } = run(LADDER, late, taken);
    expect(decide(exporting, cycle, taken[0], ana, after(hours(5)), LADDER)).toEqual({
      kind: 'refused',
      refusal: { code: 'taken', by: 'U0ELI', at: taken[2].toISOString() },
    });
    expect(decide(exporting, cycle, taken[0], eli, after(hours(5)), LADDER)).toEqual({
      kind: 'nothing new',
    });
  });

  it('is handed on by escalating: it has no owner then and the next rung is called', () => {
    const decision = run(LADDER, late, taken, [{ name: 'escalate alert' }, eli, after(hours(5))]);
    expect(calls(decision)).toEqual([['alert escalated', 'coordinators']]);
    expect(decision.cycle.memory.alert).not.toHaveProperty('owner');
    expect(decision.cycle.dueAt).toEqual(after(hours(6)));
  });

  it('is for people with a role, and only while it is open', () => {
    const { cycle } = run(LADDER, late);
    expect(decide(exporting, cycle, taken[0], guest, taken[2], LADDER)).toMatchObject({
      refusal: { code: 'not your role' },
    });
    expect(decide(exporting, stuck, taken[0], eli, taken[2], LADDER)).toMatchObject({
      refusal: { code: 'no alert' },
    });
  });
});

describe('an alert that is snoozed', () => {
  const snooze = (choice: string, actor: Actor = ben) =>
    [{ name: 'snooze alert', values: { for: choice } }, actor, after(hours(4))] as const;

  it('rests for 30 minutes, for 2 hours, or until tomorrow at 9 in the person’s time zone', () => {
    const until = (choice: string) => run(LADDER, late, snooze(choice)).cycle.dueAt;
    expect(until('30 min')).toEqual(after(hours(4) + minutes(30)));
    expect(until('2 h')).toEqual(after(hours(6)));
    expect(until('tomorrow 09:00')).toEqual(new Date('2026-03-03T09:00:00Z'));
    const zones: (string | undefined)[] = [];
    const policy: Policy = {
      ...LADDER,
      calendar: {
        ...POLICY.calendar,
        tomorrowMorning: (at, zone) => {
          zones.push(zone);
          return at;
        },
      },
    };
    const abroad: Actor = {
      kind: 'person',
      id: 'U0X',
      roles: ['wrangler'],
      timeZone: 'Asia/Tokyo',
    };
    run(policy, late, snooze('tomorrow 09:00', abroad));
    expect(zones).toEqual(['Asia/Tokyo']);
  });

  it('rings again when the rest is over, for those it called first and for whoever put it off', () => {
    const decision = run(LADDER, late, snooze('30 min'), [
      { name: 'snooze ended' },
      timer,
      after(hours(4) + minutes(30)),
    ]);
    expect(calls(decision)).toEqual([
      ['alert again', 'ingest-operations', 'submitter', 'person U0BEN'],
    ]);
    expect(decision.cycle.memory.alert).not.toHaveProperty('snoozed');
    expect(decision.cycle.dueAt).toEqual(after(hours(5) + minutes(30)));
  });

  it('is snoozed for nothing else', () => {
    const { cycle } = run(LADDER, late);
    expect(
      decide(exporting, cycle, snooze('for ever')[0], ben, after(hours(4)), LADDER),
    ).toMatchObject({ refusal: { code: 'form' } });
  });
});
