import type { KnownBlock, PlanBlock } from '@slack/types';
import type { Cycle, Problem } from '../../../domain/cycle/cycle.ts';
import { openAlert } from '../../../domain/decision/alert.ts';
import { minutes } from '../../../domain/duration.ts';
import { READY } from '../../../domain/export/envelope-state.ts';
import { describeProgress } from '../../../domain/export/export-progress.ts';
import { reopening, stateOf } from '../../../domain/runbook/runbook.ts';
import type { Card } from '../../../operations/message.ts';
import { runbookNamed } from '../../../runbooks/registry.ts';
import { archivingLines } from '../archiving/card-lines.ts';
import { context, type Rendered, row, section } from '../blocks.ts';
import { capitalisedPieces, inMrkdwn, inRichText } from '../pieces.ts';
import {
  bold,
  capitalised,
  code,
  count,
  cut,
  escaped,
  link,
  moment,
  person,
  plain,
  quote,
  type Roles,
  since,
  size,
} from '../text.ts';
import { onceValid, secondPersonWanted } from '../thread/recovery-words.ts';
import { cardActions, confirmLabel, eventButton } from './card-actions.ts';
import { formatFor, heldBy, type Stage, stagesOf } from './stages.ts';

/** The one live card of a cycle, edited in place: where it stands, who holds it, what is next. */
export function cardView(card: Card, roles: Roles): Rendered {
  const stages = stagesOf(card, roles);
  const around = (middle: KnownBlock): readonly KnownBlock[] => [
    section(titleLine(card)),
    middle,
    ...details(card),
    ...row(cardActions(card)),
    footer(card),
  ];
  return {
    text: cut(`${titleLine(card)}\n${statusLine(card, roles)}`, 3000),
    blocks: around(plan(card, stages)),
    fallback: around(section(stages.map(stageLine).join('\n'))),
  };
}

/** `FetalGutSim · cycle 2 · ingest · browser`. */
export function titleLine({ cycle, browserUrl }: Card): string {
  const { dataset } = cycle;
  return [
    bold(dataset.shortName),
    `${runbookNamed(cycle.runbook).counted} ${cycle.number}`,
    link(dataset.ingestUrl, 'ingest'),
    link(browserUrl, 'browser'),
  ].join(' · ');
}

/** The same as long as nobody draws it anew: for answers and the Home tab, which are read at once. */
export function statusNow(card: Card, roles: Roles): string {
  const { cycle, now } = card;
  const { ends } = stateOf(runbookNamed(cycle.runbook), cycle.state);
  const lately = now.getTime() - cycle.since.getTime() < minutes(1);
  if (ends || lately) return statusLine(card, roles);
  const alert = openAlert(cycle);
  const late = alert === undefined ? '' : ', late';
  const owner = alert?.owner === undefined ? '' : `; ${person(alert.owner.by)} is on it`;
  return `${statusLine(card, roles)} (${since(cycle.since, now)}${late}${owner})`;
}

/** `Import requested, with the import team since …`. */
function statusLine(card: Card, roles: Roles): string {
  const { cycle } = card;
  const { label, ends } = stateOf(runbookNamed(cycle.runbook), cycle.state);
  return ends
    ? `${bold(label)}${moment(cycle.since, ',')}`
    : `${bold(label)}, ${inMrkdwn(heldBy(card, roles))}`;
}

/** `412 objects, 38.2 GB, no faults`, or undefined before the staging area has been looked at. */
export function stagingSummary({ cycle }: Card): string | undefined {
  const { staging } = cycle.memory;
  if (staging === undefined) return undefined;
  const { objects, bytes, faults } = staging;
  const found = faults.length === 0 ? 'no faults' : count(faults.length, 'fault');
  return `${count(objects, 'object')}, ${size(bytes)}, ${found}`;
}

function plan(card: Card, stages: readonly Stage[]): PlanBlock {
  const { label } = stateOf(runbookNamed(card.cycle.runbook), card.cycle.state);
  return {
    type: 'plan',
    title: plain(label, 150),
    tasks: stages.map((stage, index) => ({
      type: 'task_card',
      task_id: `stage-${index + 1}`,
      title: plain(stage.name, 150),
      status: stage.status,
      ...(stage.words.length === 0 ? {} : { details: inRichText(capitalisedPieces(stage.words)) }),
    })),
  };
}

const MARKS = { complete: '✓', in_progress: '●', error: '✗', pending: '○' } as const;

function stageLine({ name, status, words }: Stage): string {
  const label = status === 'in_progress' || status === 'error' ? bold(name) : escaped(name);
  const rest = words.length === 0 ? '' : ` · ${inMrkdwn(words)}`;
  return `${MARKS[status]} ${label}${rest}`;
}

function details(card: Card): readonly KnownBlock[] {
  const { cycle } = card;
  const { problem, disturbed, progress, progressAt, proposal } = cycle.memory;
  const { watched } = stateOf(runbookNamed(cycle.runbook), cycle.state);
  const lines: string[] = [...archivingLines(card)];
  if (watched === 'export') {
    const words = capitalised(escaped(describeProgress(progress), 300));
    const moved = progressAt && moment(progressAt, 'last change', formatFor(card, progressAt));
    lines.push(moved === undefined ? words : `${words} · ${moved}`);
    if (disturbed !== undefined) {
      lines.push(`Ingest shows ${bold(disturbed)}, which no export leads to. I keep watching.`);
    }
  }
  const half = secondPersonWanted(card);
  if (half !== undefined) lines.push(half);
  const alert = openAlert(cycle);
  if (alert !== undefined) {
    lines.push(
      alert.owner === undefined
        ? `${moment(alert.openedAt, 'Late: asked for help in the thread')}.`
        : `Late: ${person(alert.owner.by)} is on it${moment(alert.owner.at, ' since')}.`,
    );
  }
  if (problem !== undefined) lines.push(problemLines(card, problem));
  const staging = stagingSummary(card);
  if (staging !== undefined) lines.push(stagingLines(staging, cycle.memory.staging?.faults ?? []));
  return [...lines.map(section), ...(proposal === undefined ? [] : proposed(card))];
}

function problemLines({ cycle }: Card, problem: Problem): string {
  const { memory } = cycle;
  const { ends, label } = stateOf(runbookNamed(cycle.runbook), cycle.state);
  if (ends) {
    const by = `Reported by ${person(problem.reportedBy)}${moment(problem.at, ',')}`;
    return [`${label} because:`, quote(problem.reason), by].join('\n');
  }
  const next =
    problem.validAgain === true
      ? [`Ingest calls it valid again. ${onceValid(cycle)}`]
      : [
          cycle.memory.cleanUp?.phase === 'listing'
            ? 'Reset it to valid in ingest, as the thread says; I watch, and then list what is to be deleted.'
            : `Correct it in ingest${memory.archive?.dsp === undefined ? '' : ' or in DSP'}; I watch until it is valid again.`,
          ...waitsFor(cycle),
        ];
  const who = `Reported by ${person(problem.reportedBy)}${moment(problem.at, ',')}:`;
  return [who, quote(problem.reason), ...next].join('\n');
}

/** What the next cycle waits for, where ingest was seen at something else. */
function waitsFor({ runbook, memory }: Cycle): readonly string[] {
  const { progress, progressAt } = memory;
  const again = reopening(runbookNamed(runbook))?.opens ?? 'The next one';
  if (progress === undefined || progress.envelope === READY) return [];
  const seen = progressAt === undefined ? '' : moment(progressAt, ',');
  return [
    `“${again}” waits for ${bold(READY)}; ingest last showed ${bold(progress.envelope)}${seen}.`,
  ];
}

function stagingLines(summary: string, faults: readonly string[]): string {
  const shown = faults.slice(0, 5).map((fault) => `• ${escaped(fault, 300)}`);
  const rest = faults.length > 5 ? [`• and ${faults.length - 5} more`] : [];
  return [`Staging area: ${summary}.`, ...shown, ...rest].join('\n');
}

/** What the import system announced, for a person to confirm where the state asks for it; the evidence is in the thread. */
function proposed(card: Card): readonly KnownBlock[] {
  const { proposal } = card.cycle.memory;
  const action = card.actions.find(({ event }) => event === proposal?.event);
  if (proposal === undefined) return [];
  const source = proposal.link === undefined ? '' : ` · ${link(proposal.link, 'see its message')}`;
  return [
    section(
      `The import system says ${bold(proposal.headline)}${moment(proposal.at, ',')}${source}`,
    ),
    ...(action === undefined
      ? []
      : row([eventButton(card, { ...action, style: 'primary' }, confirmLabel(action))])),
  ];
}

function footer(card: Card): KnownBlock {
  const { cycle } = card;
  const { dataset, memory } = cycle;
  const release = memory.importRequest?.['release'];
  const notes = memory.notes ?? 0;
  return context(
    release === undefined ? undefined : `Release ${escaped(release, 10)}`,
    `${release === undefined ? 'Managed' : 'managed'} access: ${dataset.managedAccess ? 'yes' : 'no'}`,
    notes === 0 ? undefined : count(notes, 'note'),
    code(dataset.projectUuid),
  );
}
