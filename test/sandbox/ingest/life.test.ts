import fc from 'fast-check';
import { expect, it } from 'vitest';
import { startClock } from '../../../src/sandbox/clock.ts';
import { mayFollow, submissionStates } from '../../../src/sandbox/ingest/states.ts';
import { exportScenarios, scenarios } from '../../../src/sandbox/scenarios/scenarios.ts';
import { timeline } from '../../../src/sandbox/scenarios/timeline.ts';
import { choicesOf, choose, newestOf } from '../../../src/sandbox/world/choices.ts';
import { openLedger } from '../../../src/sandbox/world/ledger.ts';
import { jobsAt, passedStates, stateAt } from '../../../src/sandbox/world/life.ts';
import { seedRecord } from '../../../src/sandbox/world/seed.ts';

const action = fc.oneof(
  fc.record({ do: fc.constant('skip'), minutes: fc.integer({ min: 0, max: 400 }) }),
  fc.record({ do: fc.constantFrom('submit', 'submit metadata', 'submit archive') }),
  fc.record({ do: fc.constantFrom('correct', 'clean') }),
  fc.record({ do: fc.constant('choose'), pick: fc.nat() }),
  fc.record({ do: fc.constant('commit'), state: fc.constantFrom(...submissionStates) }),
);

const actionsOf: Readonly<Record<string, readonly string[]>> = {
  submit: ['Export'],
  'submit metadata': ['Export_Metadata'],
  'submit archive': ['Archive', 'Export'],
};

it('never shows a transition that the state graph does not have, commit events aside', () => {
  fc.assert(
    fc.property(fc.nat({ max: 21 }), fc.array(action, { maxLength: 25 }), (which, steps) => {
      const clock = startClock({ frozen: true });
      const ledger = openLedger(clock, seedRecord(clock.now().getTime()));
      const project = ledger.record.projects[which];
      const holding = project && newestOf(project);
      if (!project || !holding) return;
      const { submission } = holding;
      for (const step of steps) {
        const actions = actionsOf[step.do];
        if ('minutes' in step) clock.skip(step.minutes * 60_000);
        else if ('state' in step) ledger.commit(holding, step.state);
        else if (step.do === 'correct') ledger.correct(holding);
        else if (step.do === 'clean') ledger.cleanStaging(project);
        else if ('pick' in step) {
          const choices = choicesOf(ledger, project);
          choose(ledger, project, choices[step.pick % choices.length]?.key ?? '');
        } else if (actions && stateAt(submission, ledger.now()) === 'Graph valid') {
          ledger.submit(holding, actions);
        }
        const passed = passedStates(submission, ledger.now());
        expect(passed.at(-1)?.state).toBe(stateAt(submission, ledger.now()));
        for (const [index, next] of passed.entries()) {
          const before = passed[index - 1];
          if (!before || next.forced || before.state === next.state) continue;
          expect(mayFollow(before.state, next.state), `${before.state} to ${next.state}`).toBe(
            true,
          );
        }
        for (const job of jobsAt(submission, ledger.now())) {
          expect(job.exported).toBeLessThanOrEqual(job.progress.totalAssayCount ?? 0);
        }
      }
    }),
  );
});

it('moves every export forward only, however far time is skipped', () => {
  const order = fc.record({
    assays: fc.integer({ min: 1, max: 60 }),
    metadataOnly: fc.boolean(),
  });
  const minutes = fc.integer({ min: 0, max: 600 });
  const scenario = fc.constantFrom(...exportScenarios);
  fc.assert(
    fc.property(scenario, order, minutes, minutes, (which, what, a, b) => {
      const early = timeline(which, Math.min(a, b) * 60_000, what);
      const late = timeline(which, Math.max(a, b) * 60_000, what);
      expect(late.exported).toBeGreaterThanOrEqual(early.exported);
      expect(submissionStates.indexOf(late.state)).toBeGreaterThanOrEqual(
        submissionStates.indexOf(early.state),
      );
      expect(late.job === undefined && early.job !== undefined).toBe(false);
    }),
  );
});

const hours = 60 * 60_000;
const order = { assays: 12, metadataOnly: false };
const endings: Readonly<Record<string, readonly [string, number]>> = {
  'happy-10x': ['Exported', 12],
  'stuck-transfer': ['Submitted', 0],
  'stuck-spreadsheet': ['Submitted', 0],
  'stuck-assay': ['Exporting', 11],
  'tracker-lost-event': ['Exporting', 12],
  'no-job': ['Submitted', 0],
  'accepts-but-nothing': ['Graph valid', 0],
};

for (const [key, [state, exported]] of Object.entries(endings)) {
  it(`leaves ${key} in ${state} with ${exported} assays after five hours`, () => {
    const scenario = scenarios.find((one) => one.key === key);
    const after = scenario && timeline(scenario, 5 * hours, order);
    expect(after).toMatchObject({ state, exported });
    const recovering = scenarios.find((one) => one.key === `${key}-recovers`);
    if (!recovering) return;
    expect(timeline(recovering, 5 * hours, order)).toEqual(after);
    expect(timeline(recovering, 8 * hours, order).state).toBe('Exported');
  });
}
