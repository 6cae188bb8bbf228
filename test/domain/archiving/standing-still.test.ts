import { expect, test } from 'vitest';
import type { FileProgress } from '../../../src/domain/archiving/file-progress.ts';
import type { Cycle } from '../../../src/domain/cycle/cycle.ts';
import { decide } from '../../../src/domain/decision/transition.ts';
import { minutes } from '../../../src/domain/duration.ts';
import { defineRunbook, observed, step } from '../../../src/domain/runbook/runbook.ts';
import { aDataset, NOON, POLICY, timer } from '../../support/cycles.ts';

const runbook = defineRunbook({
  name: 'files',
  title: 'Files',
  command: '/files',
  newCycle: 'New',
  counted: 'cycle',
  done: 'done',
  starts: 'new',
  states: { files: { label: 'Files', step: 2, holder: 'wrangler' } },
  steps: [
    step(
      2,
      'Files are archived',
      undefined,
      { who: ['wrangler'], from: 'new', on: 'begin', to: 'files', opens: 'Begin' },
      observed('file jobs progressed', { from: 'files', keep: 'fileProgress' }),
    ),
  ],
});
const policy = { ...POLICY, stillness: { files: minutes(30) } };
const at = (n: number): Date => new Date(NOON.getTime() + minutes(n));
const files = { kind: 'observer', source: 'files' } as const;
const look = (percent: number, moved: number): FileProgress => ({
  ...{ jobs: 1, refused: 0, planned: 0, waiting: 0, running: 1, uploaded: 0, failed: 0 },
  ...{ cancelled: 0, percent, movedAt: at(moved).toISOString() },
});
const before: Cycle = {
  id: 'c1',
  runbook: 'files',
  dataset: aDataset(),
  number: 1,
  state: 'files',
  turn: 1,
  submitter: 'U0ANA',
  channel: 'C1',
  openedAt: NOON,
  since: NOON,
  memory: { actions: ['Export'] },
};

function after(cycle: Cycle, fileProgress: FileProgress, when: number): Cycle {
  const event = { name: 'file jobs progressed', fileProgress };
  const decision = decide(runbook, cycle, event, files, at(when), policy);
  if (decision.kind !== 'accepted') throw new Error(decision.kind);
  return decision.cycle;
}

test('files that stand still raise the alert, and end it when they go on', () => {
  const seen = after(before, look(10, 1), 1);
  expect(seen.dueAt).toEqual(at(31));
  const alerted = decide(runbook, seen, { name: 'no progress' }, timer, at(31), policy);
  if (alerted.kind !== 'accepted') throw new Error(alerted.kind);
  expect(alerted.cycle.memory.alert).toMatchObject({ why: 'standing still', episode: 1 });
  const going = after(alerted.cycle, look(11, 40), 40);
  expect(going.memory.alert).toMatchObject({ resolvedBy: 'progress' });
  expect(going.dueAt).toEqual(at(70));
  expect(
    decide(
      runbook,
      going,
      { name: 'file jobs progressed', fileProgress: look(11, 40) },
      files,
      at(41),
      policy,
    ),
  ).toEqual({ kind: 'nothing new' });
});
