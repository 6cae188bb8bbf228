import { type Passed, wasInCatalogue } from '../../../domain/cycle/cycle.ts';
import { openAlert } from '../../../domain/decision/alert.ts';
import { hours } from '../../../domain/duration.ts';
import type { Runbook, Stage as RunbookStage, Watched } from '../../../domain/runbook/runbook.ts';
import { stateOf } from '../../../domain/runbook/runbook.ts';
import type { Card } from '../../../operations/message.ts';
import { runbookNamed } from '../../../runbooks/registry.ts';
import type { Piece } from '../pieces.ts';
import { DAY_AND_TIME, duration, type Roles, TIME } from '../text.ts';

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
  return runbook.steps.flatMap(({ number, stage }): Stage[] => {
    if (stage === undefined) return [];
    const { doing, done } = stage;
    if (number < underWay || (number === underWay && state.ends && !held)) {
      return [{ name: done, status: 'complete', words: passedWords(card, number) }];
    }
    if (number > underWay) return [{ name: doing, status: 'pending', words: [] }];
    return held
      ? [{ name: doing, status: 'error', words: heldWords(card, state.label) }]
      : [{ name: doing, status: 'in_progress', words: heldBy(card, roles) }];
  });
}

/**
 * Who has to act now and since when; for a machine's turn what is watched and when it last answered. No “ago”: a
 * card is edited only when something changes, and what it says has to stay true.
 */
export function heldBy(card: Card, roles: Roles): readonly Piece[] {
  const { cycle } = card;
  const { holder, label, watched } = stateOf(runbookNamed(cycle.runbook), cycle.state);
  const start = { at: cycle.since, lead: 'since' };
  switch (holder) {
    case 'nobody':
      return [label];
    case 'submitter':
      return ['with', { person: cycle.submitter }, start];
    case 'ingest':
    case 'archiver':
    case 'catalogue': {
      const answered = card.seenAt;
      if (holder === 'archiver' && cycle.memory.archive?.locked !== undefined) {
        return ['the archiver does not let the bot in; it asks again'];
      }
      if (watched !== undefined && card.silentSince !== undefined) return watchWords(card, watched);
      return [
        watched === undefined ? `asking ${ASKED[holder]}` : `watching ${ASKED[holder]}`,
        { ...start, format: formatFor(card, cycle.since) },
        ...(answered === undefined
          ? []
          : [{ at: answered, lead: '; last answer', format: formatFor(card, answered) }]),
      ];
    }
    default:
      return [
        `with ${roles[holder].name}`,
        start,
        ...(watched === undefined ? [] : [';', ...watchWords(card, watched)]),
      ];
  }
}

const ASKED = { ingest: 'ingest', archiver: 'the archiver', catalogue: 'catalogue' } as const;

function watchWords(card: Card, watched: Watched): readonly Piece[] {
  const { cycle, silentSince: at } = card;
  const system = WATCHED[watched];
  if (at !== undefined) {
    const since = { at, lead: 'since', format: formatFor(card, at) };
    return [`${system} hasn’t answered`, since, '; I keep looking'];
  }
  // An update is in the catalogue all along, so that looking there tells nothing.
  return watched === 'catalogue' && wasInCatalogue(cycle)
    ? ['it was in the browser before, so only they can tell']
    : [`I watch ${system}`];
}

const WATCHED: Readonly<Record<Watched, string>> = {
  export: 'ingest',
  validity: 'ingest',
  catalogue: 'the catalogue',
  envelope: 'ingest',
  'DSP submission': 'the archiver',
  DSP: 'DSP',
  files: 'the file jobs',
  ENA: 'the archiver',
  completion: 'ingest',
  'hand-over': 'ingest',
};

/** The time alone says which day, while it is near and the card is soon drawn anew: a late one may stand for days. */
export function formatFor({ cycle, now }: Card, at: Date | string): string {
  const near = now.getTime() - new Date(at).getTime() < hours(12);
  return near && openAlert(cycle) === undefined ? TIME : DAY_AND_TIME;
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

function stageOf(runbook: Runbook, step: number): RunbookStage | undefined {
  return runbook.steps.find(({ number }) => number === step)?.stage;
}

function passedWords({ cycle }: Card, step: number): readonly Piece[] {
  const all = cycle.memory.passed ?? [];
  const at = all.findLastIndex((passed) => passed.step === step);
  const passed = all[at];
  if (passed === undefined) {
    return step === 1 ? byWhom(cycle.submitter, cycle.openedAt) : [];
  }
  const took = tookWords(cycle.openedAt, all[at - 1], passed);
  return passed.event === 'export finished'
    ? [`in ${took}${assaysOf(cycle.memory.progress?.job)}`, { at: passed.at, lead: ',' }]
    : byWhom(passed.by, passed.at);
}

function byWhom(by: string, at: Date | string): readonly Piece[] {
  return ['by', { person: by }, { at, lead: ',' }];
}

function tookWords(openedAt: Date, before: Passed | undefined, passed: Passed): string {
  const from = new Date(before?.at ?? openedAt).getTime();
  return duration(new Date(passed.at).getTime() - from);
}

function assaysOf(job: { assaysDone: number; assaysTotal?: number } | undefined): string {
  return job?.assaysTotal === undefined ? '' : ` (${job.assaysDone} of ${job.assaysTotal} assays)`;
}

function heldWords({ cycle }: Card, label: string): readonly Piece[] {
  return [label, { at: cycle.since, lead: 'since' }];
}
