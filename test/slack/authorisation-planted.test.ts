import { expect, it, vi } from 'vitest';
import { defineRunbook } from '../../src/domain/runbook/runbook.ts';
import { exporting } from '../../src/runbooks/exporting.ts';
import { DOORS } from './authority/doors.ts';
import { actionsOf } from './authority/table.ts';
import { openTown } from './authority/town.ts';

/** The program follows a runbook that lets everybody with a role confirm a snapshot; the declaration does not. */
vi.mock('../../src/runbooks/registry.ts', async (original) => {
  const planted = defineRunbook({
    ...exporting,
    steps: exporting.steps.map((step) => ({
      ...step,
      transitions: step.transitions.map((transition) =>
        transition.on === 'snapshot made'
          ? { ...transition, who: 'anyone with a role' as const }
          : transition,
      ),
    })),
  });
  const { register } = await original<typeof import('../../src/runbooks/registry.ts')>();
  return { register, ...register(planted) };
});

it('a transition that lets in more than its declaration is found, at each door and for each who gets in', async () => {
  await using town = await openTown();
  const actions = actionsOf(exporting, town.policy).filter(({ event }) =>
    ['snapshot made', 'seen in the browser'].includes(event),
  );
  for (const [name, door] of [
    ['button', DOORS['buttons']],
    ['Home', DOORS['home']],
  ] as const) {
    const wrong = (await door?.(town, actions))?.filter(
      ({ expected, verdict }) => expected !== verdict,
    );
    expect(wrong?.map((trial) => trial.person)).toEqual([
      'wrangler',
      'ingest-operations',
      'browser-team',
      'data-consumers',
      'coordinators',
      'developers',
      'data-engineering',
      'submitter',
    ]);
    for (const trial of wrong ?? [])
      expect(trial).toMatchObject({ door: name, action: 'snapshot made', verdict: 'granted' });
  }
});
