import type { Passed } from '../../domain/cycle.ts';
import type { Runbook } from '../../domain/runbook.ts';
import { stateOf } from '../../domain/transition.ts';
import type { Card } from '../../operations/message.ts';
import { runbookNamed } from '../../runbooks/registry.ts';
import type { Piece } from './pieces.ts';
import { duration, type Roles, since } from './text.ts';

/** One line of the plan: a stage of the runbook, where it stands, and who or what it is about. */
export interface Stage {
  readonly name: string;
  readonly status: 'complete' | 'in_progress' | 'error' | 'pending';
  readonly words: readonly Piece[];
}

/** The runbook's stages for this cycle, in order. */
export function stagesOf(card: Card, roles: Roles): readonly Stage[] {
  const { cycle } = card;
  const runbook = runbookNamed(cycle.runbook);
  const state = stateOf(runbook, cycle.state);
  const underWay = stepUnderWay(card, runbook);
  const held = stageOf(runbook, state.step) === undefined;
  return runbook.steps.flatMap((step): Stage[] => {
    if (step.stage === undefined) return [];
    if (step.number < underWay || (step.number === underWay && state.ends && !held)) {
      return [{ name: step.stage, status: 'complete', words: passedWords(card, step.number) }];
    }
    if (step.number > underWay) return [{ name: step.stage, status: 'pending', words: [] }];
    return held
      ? [{ name: step.stage, status: 'error', words: heldWords(card, state.label) }]
      : [{ name: step.stage, status: 'in_progress', words: heldBy(card, roles) }];
  });
}

/** Who has to act now and since when; for a machine's turn what is watched and when it was last seen. */
export function heldBy({ cycle, now, seenAt }: Card, roles: Roles): readonly Piece[] {
  const { holder, label } = stateOf(runbookNamed(cycle.runbook), cycle.state);
  const start: readonly Piece[] = ['since', { at: cycle.since }, `(${since(cycle.since, now)})`];
  const seen = seenAt === undefined ? '' : `, last seen ${since(seenAt, now)} ago`;
  switch (holder) {
    case 'nobody':
      return [label];
    case 'submitter':
      return ['with', { person: cycle.submitter }, ...start];
    case 'ingest':
    case 'catalogue':
      return [`watching ${holder}${seen};`, ...start];
    default:
      return [
        `with ${roles[holder].name}`,
        ...start,
        ...(seen === '' ? [] : [`watched too${seen}`]),
      ];
  }
}

/** The step that a cycle has come to; while it is held, the step that was interrupted. */
function stepUnderWay({ cycle }: Card, runbook: Runbook): number {
  const { step } = stateOf(runbook, cycle.state);
  if (stageOf(runbook, step) !== undefined) return step;
  if (cycle.memory.problem !== undefined) return cycle.memory.problem.step;
  const before = (cycle.memory.passed ?? [])
    .flatMap((passed) => runbook.states[passed.state]?.step ?? [])
    .findLast((number) => stageOf(runbook, number) !== undefined);
  return before ?? 0;
}

function stageOf(runbook: Runbook, step: number): string | undefined {
  return runbook.steps.find(({ number }) => number === step)?.stage;
}

function passedWords({ cycle }: Card, step: number): readonly Piece[] {
  const all = cycle.memory.passed ?? [];
  const at = all.findLastIndex((passed) => passed.step === step);
  const passed = all[at];
  if (passed === undefined) {
    return step === 1 ? ['by', { person: cycle.submitter }, { at: cycle.openedAt }] : [];
  }
  const took = tookWords(cycle.openedAt, all[at - 1], passed);
  return passed.event === 'export finished'
    ? [{ at: passed.at }, `after ${took}${assaysOf(cycle.memory.progress?.job)}`]
    : ['by', { person: passed.by }, { at: passed.at }];
}

function tookWords(openedAt: Date, before: Passed | undefined, passed: Passed): string {
  const from = new Date(before?.at ?? openedAt).getTime();
  return duration(new Date(passed.at).getTime() - from);
}

function assaysOf(job: { assaysDone: number; assaysTotal?: number } | undefined): string {
  return job?.assaysTotal === undefined ? '' : ` (${job.assaysDone} of ${job.assaysTotal} assays)`;
}

function heldWords({ cycle, now }: Card, label: string): readonly Piece[] {
  return [`${label} since`, { at: cycle.since }, `(${since(cycle.since, now)})`];
}
