import { describe, expect, it } from 'vitest';
import type { Cycle } from '../../../src/domain/cycle/cycle.ts';
import { type Decision, decide, enter } from '../../../src/domain/decision/transition.ts';
import { hours, minutes } from '../../../src/domain/duration.ts';
import type { ExportProgress } from '../../../src/domain/export/export-progress.ts';
import type { Policy } from '../../../src/domain/policy.ts';
import type { Actor } from '../../../src/domain/role.ts';
import type { RunbookEvent } from '../../../src/domain/runbook/event.ts';
import { exporting } from '../../../src/runbooks/exporting.ts';
import {
  aCycle,
  anAlert,
  ana,
  ben,
  cho,
  dee,
  guest,
  ingest,
  NOON,
  POLICY,
  timer,
} from '../../support/cycles.ts';

const after = (milliseconds: number): Date => new Date(NOON.getTime() + milliseconds);
const fresh = enter(exporting, aCycle({ turn: 0 }), 'exporting', NOON, POLICY);
const at = (percent: number): ExportProgress => ({
  envelope: 'Exporting',
  job: {
    id: 'job-1',
    status: 'Exporting',
    transfer: 'complete',
    spreadsheet: 'complete',
    assaysDone: percent,
    assaysTotal: 100,
  },
});

function happens(
  cycle: Cycle,
  event: RunbookEvent | string,
  actor: Actor,
  now = NOON,
  turn?: number,
  policy: Policy = POLICY,
): Decision {
  const named = typeof event === 'string' ? { name: event } : event;
  return decide(exporting, cycle, named, actor, now, policy, turn);
}

/** What the cycle becomes; a refusal fails the test. */
function becomes(...given: Parameters<typeof happens>): Cycle {
  const decision = happens(...given);
  if (decision.kind !== 'accepted') throw new Error(JSON.stringify(decision));
  return decision.cycle;
}
const effectsOf = (decision: Decision): readonly string[] =>
  decision.kind === 'accepted' ? decision.effects.map(({ kind }) => kind) : [];

const reason = { reason: 'The matrices are missing.' };
const accepted = becomes(fresh, { name: 'ingest accepted', accepted: true }, ingest);
const problem: RunbookEvent = { name: 'problem', values: reason };
const solved: RunbookEvent = { name: 'problem solved', values: { reason: 'It was a mistake.' } };

describe('an event', () => {
  it('moves the cycle, gives it a new turn and a fresh clock, and remembers who', () => {
    const next = becomes(fresh, { name: 'export finished', progress: at(100) }, ingest, after(5));
    expect(next).toMatchObject({ state: 'exported', turn: fresh.turn + 1, since: after(5) });
    expect(next.dueAt).toBeUndefined();
    expect(next.memory.passed).toEqual([
      {
        step: 2,
        state: 'exporting',
        event: 'export finished',
        by: 'ingest',
        at: after(5).toISOString(),
      },
    ]);
  });

  it('that the state does not know is refused with the one before', () => {
    const next = becomes(fresh, 'export finished', ingest);
    expect(happens(next, 'export finished', ingest)).toMatchObject({
      kind: 'refused',
      refusal: {
        code: 'not now',
        state: 'exported',
        last: { by: 'ingest', event: 'export finished' },
      },
    });
  });

  it('of somebody without the role is refused, before the form is looked at', () => {
    const exported = becomes(fresh, 'export finished', ingest);
    for (const actor of [cho, guest, ingest, timer]) {
      expect(happens(exported, 'request import', actor)).toMatchObject({
        refusal: { code: 'not your role', who: ['wrangler'] },
      });
    }
    expect(happens(exported, 'request import', ana)).toMatchObject({ refusal: { code: 'form' } });
  });

  it('keeps the form as it was checked, without stray spaces', () => {
    const held = becomes(
      accepted,
      { name: 'problem', values: { reason: '  It is stuck.\n ' } },
      ben,
    );
    expect(held.memory.problem).toMatchObject({
      reason: 'It is stuck.',
      from: 'exporting',
      step: 2,
    });
  });

  it('never changes a cycle that has ended', () => {
    const held = becomes(accepted, problem, ana);
    const ended = becomes(held, 're-exported', ana);
    expect(ended).toMatchObject({ state: 'superseded', closedAt: NOON });
    for (const name of ['note', 'problem', 're-exported', 'deadline passed', 'unheard of']) {
      expect(happens(ended, name, ana)).toMatchObject({ refusal: { code: 'ended', number: 1 } });
    }
  });
});

describe('a button of an earlier turn', () => {
  it('is refused, and says who was faster', () => {
    const held = becomes(accepted, problem, ana);
    const back = becomes(held, solved, ben);
    expect(back.state).toBe(accepted.state);
    expect(happens(back, problem, ana, NOON, accepted.turn)).toMatchObject({
      refusal: { code: 'stale button', last: { by: ben.kind === 'person' ? ben.id : '' } },
    });
  });

  it('may still leave a note, since notes change nothing', () => {
    const note = { name: 'note', values: { note: 'The form is long.' } };
    expect(happens(accepted, note, dee, NOON, accepted.turn - 1)).toMatchObject({
      kind: 'accepted',
      cycle: { turn: accepted.turn, memory: { notes: 1 } },
    });
  });
});

describe('a deadline', () => {
  const late = (cycle: Cycle, now: Date) => happens(cycle, 'deadline passed', timer, now);

  it('is four hours for an export, or what is configured', () => {
    expect(fresh.dueAt).toEqual(after(hours(4)));
    const policy = { ...POLICY, deadlines: { exporting: hours(6) } };
    expect(enter(exporting, fresh, 'exporting', NOON, policy).dueAt).toEqual(after(hours(6)));
  });

  it('alerts at 4:00 and not a moment before, once', () => {
    expect(late(accepted, after(hours(4) - 1))).toEqual({ kind: 'nothing new' });
    const decision = late(accepted, after(hours(4)));
    expect(effectsOf(decision)).toEqual(['alert']);
    const alerted = becomes(accepted, 'deadline passed', timer, after(hours(4)));
    expect(alerted.memory.alert).toEqual(anAlert(after(hours(4)).toISOString()));
    expect(late(alerted, after(hours(9)))).toEqual({ kind: 'nothing new' });
  });

  it('is resolved when the export moves, and given its full time again', () => {
    const slow = becomes(accepted, { name: 'export progressed', progress: at(1) }, ingest);
    const alerted = becomes(slow, 'deadline passed', timer, after(hours(4)));
    const same = happens(alerted, { name: 'export progressed', progress: at(1) }, ingest);
    expect(same).toEqual({ kind: 'nothing new' });

    const event = { name: 'export progressed', progress: at(2) };
    const moved = happens(alerted, event, ingest, after(hours(5)));
    expect(effectsOf(moved)).toEqual(['alert']);
    const moving = becomes(alerted, event, ingest, after(hours(5)));
    expect(moving.memory.alert).toMatchObject({ episode: 1, resolvedBy: 'progress' });
    expect(moving.dueAt).toEqual(after(hours(9)));

    const again = becomes(moving, 'deadline passed', timer, after(hours(9)));
    expect(again.memory.alert).toEqual(anAlert(after(hours(9)).toISOString(), { episode: 2 }));
  });

  it('is resolved when the export ends or is held, by whoever did that', () => {
    const alerted = becomes(accepted, 'deadline passed', timer, after(hours(4)));
    const finished = happens(alerted, 'export finished', ingest, after(hours(5)));
    expect(effectsOf(finished)[0]).toBe('alert');
    expect(becomes(alerted, 'export finished', ingest).memory.alert?.resolvedBy).toBe('ingest');
    const held = becomes(alerted, problem, ana, after(hours(5)));
    expect(held.memory.alert).toMatchObject({ episode: 1, resolvedBy: 'U0ANA' });
    expect(held.dueAt).toBeUndefined();
  });
});

describe('progress', () => {
  it('changes the memory alone, and says when', () => {
    const event = { name: 'export progressed', progress: at(3) };
    const next = becomes(accepted, event, ingest, after(minutes(7)));
    expect(next).toMatchObject({ state: 'exporting', turn: accepted.turn, since: accepted.since });
    expect(next.memory.progressAt).toBe(after(minutes(7)).toISOString());
    expect(next.dueAt).toEqual(accepted.dueAt);
  });

  it('settles a disturbance, also when it is the same as before it', () => {
    const event = { name: 'export progressed', progress: at(3) };
    const before = becomes(accepted, event, ingest);
    const disturbance = { name: 'export disturbed', disturbed: 'Draft' };
    const disturbed = happens(before, disturbance, ingest);
    expect(effectsOf(disturbed)).toEqual(['tell']);
    const upset = becomes(before, disturbance, ingest);
    expect(happens(upset, disturbance, ingest)).toEqual({ kind: 'nothing new' });
    expect(becomes(upset, event, ingest).memory).not.toHaveProperty('disturbed');
  });
});

describe('a problem', () => {
  it.each([
    'exporting',
    'exported',
    'import form ready',
    'import requested',
    'imported',
    'snapshot made',
    'in the browser',
  ])('in “%s” holds it, and carrying on leads back there', (state) => {
    const cycle = { ...accepted, state };
    const held = becomes(cycle, problem, dee);
    expect(held).toMatchObject({ state: 'needs correction', memory: { problem: { from: state } } });
    const back = becomes(held, solved, ana);
    expect(back.state).toBe(state);
    expect(back.memory.problem).toBeUndefined();

    const valid = becomes(held, 'valid again', ingest);
    expect(valid).toMatchObject({
      state: 'ready to re-export',
      memory: { problem: { reason: reason.reason, from: state, validAgain: true } },
    });
    // An export that ingest calls valid again is not running any more.
    if (state === 'exporting') {
      expect(happens(valid, solved, ana)).toMatchObject({ kind: 'refused' });
    } else {
      expect(becomes(valid, solved, ana).state).toBe(state);
    }
  });

  it('asks everybody who has worked on it so far', () => {
    const told = (state: string) => {
      const decision = happens({ ...accepted, state }, problem, ana);
      const [effect] = decision.kind === 'accepted' ? decision.effects : [];
      return effect?.kind === 'tell' ? effect.mention : [];
    };
    expect(told('exported')).toEqual(['ingest-operations', 'submitter']);
    expect(told('imported')).toContain('import-team');
    expect(told('in the browser')).toContain('browser-team');
  });

  it('with an export that ingest never took leaves nothing to carry on', () => {
    const refused = becomes(fresh, { name: 'ingest refused', reason: 'Not valid.' }, ingest);
    expect(refused.memory.problem).toMatchObject({ reason: 'Not valid.', reportedBy: 'ingest' });
    expect(happens(refused, solved, ana)).toMatchObject({
      refusal: { code: 'nothing to carry on' },
    });
    expect(becomes(refused, 're-exported', ana).state).toBe('superseded');
  });

  it('is kept as the reason when the cycle is ended by a re-export', () => {
    const held = becomes(accepted, problem, dee);
    const ended = becomes(held, 're-exported', ana);
    expect(ended.memory.problem).toEqual(held.memory.problem);
  });

  it('gives an export that carries on its deadline again', () => {
    const held = becomes(accepted, problem, ana);
    expect(becomes(held, solved, ana, after(hours(9))).dueAt).toEqual(after(hours(13)));
  });
});

describe('a proposal', () => {
  it('is answered by the next change of hands', () => {
    const proposal = {
      event: 'snapshot made',
      headline: 'HCA Snapshot Complete',
      evidence: 'HCA Snapshot Complete',
      at: NOON.toISOString(),
    };
    const requested = { ...accepted, state: 'import requested' };
    const proposed = becomes(requested, { name: 'import notice seen', proposal }, ingest);
    expect(proposed).toMatchObject({ state: 'import requested', memory: { proposal } });
    expect(becomes(proposed, 'snapshot made', cho).memory.proposal).toBeUndefined();
  });
});
