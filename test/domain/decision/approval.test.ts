import { describe, expect, it } from 'vitest';
import type { Cycle } from '../../../src/domain/cycle/cycle.ts';
import { type Decision, decide } from '../../../src/domain/decision/transition.ts';
import type { Policy } from '../../../src/domain/policy.ts';
import type { Actor } from '../../../src/domain/role.ts';
import { exporting } from '../../../src/runbooks/exporting.ts';
import { aCycle, ana, ben, cho, eli, NOON, POLICY } from '../../support/cycles.ts';

const LIST = {
  hash: '9c41aa',
  objects: 412,
  bytes: 38e9,
  olderVersions: 0,
  halfWritten: 0,
  dataFiles: 12,
  lost: { count: 0, names: [] },
};
const held = aCycle({
  state: 'needs correction',
  memory: {
    actions: ['Export'],
    cleanUp: { number: 1, askedBy: 'U0ANA', askedAt: '', phase: 'proposed', list: LIST },
  },
});
const confirm = (cycle: Cycle, actor: Actor, subject = LIST.hash): Decision =>
  decide(exporting, cycle, { name: 'confirm clean-up', subject }, actor, NOON, POLICY);

function accepted(decision: Decision): Extract<Decision, { kind: 'accepted' }> {
  if (decision.kind !== 'accepted') throw new Error(JSON.stringify(decision));
  return decision;
}

describe('what takes two people', () => {
  it('does not happen at the first confirmation: another person is asked', () => {
    const first = accepted(confirm(held, ana));
    expect(first).toMatchObject({
      as: 'one of two confirmed',
      cycle: {
        memory: { approval: { by: 'U0ANA', subject: LIST.hash }, cleanUp: { phase: 'proposed' } },
      },
    });
    expect(first.effects.map(({ kind }) => kind)).toEqual(['show clean-up', 'tell']);
  });

  it('happens at the second, by somebody else', () => {
    const first = accepted(confirm(held, ana));
    const second = accepted(confirm(first.cycle, eli));
    expect(second.effects.map(({ kind }) => kind)).toEqual(['show clean-up', 'clean staging area']);
    expect(second.cycle.memory).toMatchObject({
      cleanUp: { phase: 'deleting', confirmedBy: ['U0ANA', 'U0ELI'] },
    });
    expect(second.cycle.memory).not.toHaveProperty('approval');
  });

  it('does not happen when the same person confirms twice', () => {
    const first = accepted(confirm(held, ana));
    expect(confirm(first.cycle, ana)).toMatchObject({ refusal: { code: 'another person' } });
  });

  it('does not happen for anything but what is shown now', () => {
    expect(confirm(held, ana, 'an older list')).toMatchObject({
      refusal: { code: 'changed since' },
    });
    const first = accepted(confirm(held, ana));
    const { cleanUp } = first.cycle.memory;
    if (cleanUp === undefined) throw new Error('no clean-up');
    const listedAnew = aCycle({
      ...first.cycle,
      memory: { ...first.cycle.memory, cleanUp: { ...cleanUp, list: { ...LIST, hash: 'new' } } },
    });
    expect(confirm(listedAnew, eli)).toMatchObject({ refusal: { code: 'changed since' } });
    expect(accepted(confirm(listedAnew, eli, 'new'))).toMatchObject({ as: 'one of two confirmed' });
  });

  it('takes people: no key counts, whatever its roles', () => {
    const key: Actor = {
      kind: 'service',
      name: 'nightly',
      roles: ['wrangler', 'ingest-operations'],
    };
    expect(confirm(held, key)).toMatchObject({ refusal: { code: 'people only' } });
    const first = accepted(confirm(held, ana));
    expect(confirm(first.cycle, key)).toMatchObject({ refusal: { code: 'people only' } });
    const inBrowser = aCycle({ state: 'in the browser', submitter: 'U0ANA' });
    const policy: Policy = {
      ...POLICY,
      approvals: { 'final check passed': { notSubmitter: true } },
    };
    const event = { name: 'final check passed' };
    expect(decide(exporting, inBrowser, event, key, NOON, policy)).toMatchObject({
      refusal: { code: 'people only' },
    });
  });

  it('is for their roles only', () => {
    expect(confirm(held, cho)).toMatchObject({ refusal: { code: 'not your role' } });
  });

  it('can be asked for by the configuration, of any event', () => {
    const checks = { checks: '' };
    const inBrowser = aCycle({ state: 'in the browser', submitter: 'U0ANA' });
    const policy: Policy = {
      ...POLICY,
      approvals: { 'final check passed': { notSubmitter: true } },
    };
    const event = { name: 'final check passed', values: checks };
    expect(decide(exporting, inBrowser, event, ana, NOON, policy)).toMatchObject({
      refusal: { code: 'another person' },
    });
    expect(decide(exporting, inBrowser, event, ben, NOON, policy)).toMatchObject({
      refusal: { code: 'form' },
    });
  });
});
