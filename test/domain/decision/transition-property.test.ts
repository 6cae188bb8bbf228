import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import type { Cycle } from '../../../src/domain/cycle/cycle.ts';
import { decide, enter } from '../../../src/domain/decision/transition.ts';
import { hours, minutes } from '../../../src/domain/duration.ts';
import type { ExportProgress } from '../../../src/domain/export/export-progress.ts';
import { type Actor, mayAct, ROLES, type Who } from '../../../src/domain/role.ts';
import type { RunbookEvent } from '../../../src/domain/runbook/event.ts';
import { transitionsFrom } from '../../../src/domain/runbook/runbook.ts';
import { exporting } from '../../../src/runbooks/exporting.ts';
import { CHECKS } from '../../../src/runbooks/final-check.ts';
import { aCycle, NOON, POLICY, uuid } from '../../support/cycles.ts';

const IMPORT_REQUEST = {
  email: 'ana@example.org',
  release: '58',
  institution: 'EBI',
  projectName: 'Sim1',
  kind: 'new',
  projectUuid: uuid(1),
  managedAccess: 'No',
  contact: 'Ana',
  highlight: 'No',
};
const VALUES: Readonly<Record<string, Readonly<Record<string, string>>>> = {
  'request import': IMPORT_REQUEST,
  'prepare import form': IMPORT_REQUEST,
  'final check passed': { checks: CHECKS.join('\n') },
  problem: { reason: 'It is not right.' },
  'problem solved': { reason: 'It is right now.' },
  note: { note: 'That was slow.' },
};
const NAMES = [
  ...new Set(exporting.steps.flatMap(({ transitions }) => transitions.map(({ on }) => on))),
];

const progress: fc.Arbitrary<ExportProgress> = fc.record({
  envelope: fc.constantFrom('Submitted', 'Exporting', 'Exported'),
  job: fc.record({
    id: fc.constantFrom('job-1', 'job-2'),
    status: fc.constantFrom('Exporting', 'Exported'),
    transfer: fc.constantFrom('not started', 'started', 'complete'),
    spreadsheet: fc.constantFrom('not started', 'started', 'complete'),
    assaysDone: fc.nat(6),
    assaysTotal: fc.constant(6),
  }),
});
const event: fc.Arbitrary<RunbookEvent> = fc
  .tuple(
    fc.constantFrom(...NAMES),
    progress,
    fc.boolean(),
    fc.constantFrom('Draft', 'Metadata valid'),
  )
  .map(([name, progress, flag, disturbed]) => {
    const values = VALUES[name];
    switch (name) {
      case 'export progressed':
      case 'export finished':
        return { name, progress };
      case 'export disturbed':
        return { name, disturbed };
      case 'ingest accepted':
        return { name, accepted: true };
      case 'catalogue seen':
        return { name, inCatalogueBefore: flag };
      default:
        return values === undefined ? { name } : { name, values };
    }
  });
const actor: fc.Arbitrary<Actor> = fc.oneof(
  fc.record({
    kind: fc.constant('person' as const),
    id: fc.constantFrom('U1', 'U2'),
    roles: fc.subarray([...ROLES]),
  }),
  fc.constant<Actor>({ kind: 'observer', source: 'ingest' }),
  fc.constant<Actor>({ kind: 'timer' }),
);
/**
 * Most events are ones that the state knows, by somebody who may, and half of those do not hold the dataset, which two
 * buttons do in every state; few stories would come far otherwise.
 */
const happening = fc.record({
  event,
  actor,
  choice: fc.option(fc.nat(1000), { freq: 8 }),
  straight: fc.boolean(),
  able: fc.integer({ min: 0, max: 3 }).map((n) => n > 0),
  wait: fc.constantFrom(0, minutes(1), hours(4), hours(9)),
  turn: fc.constantFrom<'none' | 'this' | 'last'>('none', 'none', 'this', 'last'),
});

describe('whatever happens, in whatever order', () => {
  it.each([false, true])('with a web form: %s, the exporting runbook holds', (webForm) => {
    const policy = { ...POLICY, webForm };
    const visited = new Set<string>();
    fc.assert(
      fc.property(fc.array(happening, { minLength: 30, maxLength: 60 }), (story) => {
        let now = NOON;
        let cycle = enter(exporting, aCycle({ turn: 0 }), 'exporting', now, policy);
        for (const { event: drawn, actor: somebody, choice, straight, able, wait, turn } of story) {
          now = new Date(now.getTime() + wait);
          const possible = transitionsFrom(exporting, cycle.state, webForm).filter(
            ({ transition }) => !straight || transition.to !== 'needs correction',
          );
          const wanted = choice === null ? undefined : possible[choice % (possible.length || 1)];
          const on = wanted?.transition.on;
          const values = on === undefined ? undefined : VALUES[on];
          const event =
            on === undefined
              ? drawn
              : { ...drawn, name: on, ...(values === undefined ? {} : { values }) };
          const actor = able && wanted ? fitting(wanted.transition.who) : somebody;
          const before = structuredClone(cycle);
          const carried = { none: undefined, this: cycle.turn, last: cycle.turn - 1 }[turn];
          const decision = decide(exporting, cycle, event, actor, now, policy, carried);
          expect(cycle).toEqual(before);
          if (decision.kind !== 'accepted') continue;
          follows(before, decision.cycle, event, actor, turn, webForm);
          cycle = decision.cycle;
          visited.add(cycle.state);
        }
      }),
      { numRuns: 200, seed: 20_260_302 },
    );
    const reachable = Object.keys(exporting.states).filter(
      (state) => webForm || state !== 'import form ready',
    );
    expect([...visited].sort()).toEqual(reachable.sort());
  });
});

function fitting(who: Who): Actor {
  if (who === 'observer') return { kind: 'observer', source: 'ingest' };
  if (who === 'timer') return { kind: 'timer' };
  return { kind: 'person', id: 'U3', roles: who === 'anyone with a role' ? ['developers'] : who };
}

function follows(
  before: Cycle,
  after: Cycle,
  event: RunbookEvent,
  by: Actor,
  turn: string,
  webForm: boolean,
): void {
  const allowed = transitionsFrom(exporting, before.state, webForm).find(
    ({ transition }) => transition.on === event.name,
  );
  expect(before.closedAt).toBeUndefined();
  expect(allowed && mayAct(by, allowed.transition.who)).toBe(true);

  const moved = after.state !== before.state;
  expect(after.turn).toBe(before.turn + (moved ? 1 : 0));
  if (moved) expect(turn).not.toBe('last');
  expect(after.closedAt !== undefined).toBe(exporting.states[after.state]?.ends === true);
  expect(after.memory.passed?.length ?? 0).toBe(
    (before.memory.passed?.length ?? 0) + (moved ? 1 : 0),
  );

  const [old, alert] = [before.memory.alert, after.memory.alert];
  const opened = alert !== undefined && alert.episode !== old?.episode;
  if (opened) {
    expect(alert.episode).toBe((old?.episode ?? 0) + 1);
    expect(old === undefined || old.resolvedAt !== undefined).toBe(true);
  }
  if (alert !== undefined && alert.resolvedAt === undefined) expect(after.state).toBe('exporting');

  const held = ['needs correction', 'ready to re-export', 'superseded'].includes(after.state);
  if (after.state === 'needs correction' || after.state === 'ready to re-export')
    expect(after.memory.problem).toBeDefined();
  if (!held) expect(after.memory.problem).toBeUndefined();
  if (event.name === 'problem solved') expect(after.state).toBe(before.memory.problem?.from);
}
