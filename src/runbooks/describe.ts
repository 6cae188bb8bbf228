import type { ArchivingWork } from '../domain/archiving/work.ts';
import { hours } from '../domain/duration.ts';
import type { Who } from '../domain/role.ts';
import type { Effect } from '../domain/runbook/effect.ts';
import {
  type Kept,
  type Runbook,
  SAME,
  type Stage,
  type State,
  type Step,
  statesBefore,
  type Transition,
  WHERE_IT_WAS,
} from '../domain/runbook/runbook.ts';
import { RUNBOOKS } from './registry.ts';

/** The pages that derive from the runbooks: path in the repository -> content. */
export function generateDocs(): ReadonlyMap<string, string> {
  return new Map(
    RUNBOOKS.map((runbook) => [`docs/runbooks/${runbook.name}.md`, describeRunbook(runbook)]),
  );
}

/** A runbook as a page for people: its states, all that can happen, and a drawing of it (Markdown, mermaid). */
function describeRunbook(runbook: Runbook): string {
  return [
    `# ${runbook.title}`,
    '',
    `Command \`${runbook.command}\`. Written by \`npm run docs\` from`,
    `[src/runbooks/${runbook.name}.ts](../../src/runbooks/${runbook.name}.ts); change that, not this page.`,
    '',
    '## States',
    '',
    ...table(
      ['State', 'Step', 'Who holds it', 'Deadline'],
      Object.entries(runbook.states).map(([, state]) => [
        state.label,
        String(state.step),
        holder(state),
        deadline(state),
      ]),
    ),
    '',
    '## What can happen',
    '',
    ...table(
      ['Step', 'Event', 'From', 'To', 'Who', 'Button', 'What happens'],
      runbook.steps.flatMap((step) =>
        step.transitions.map((transition) => transitionRow(runbook, step, transition)),
      ),
    ),
    '',
    '## The procedure’s own words',
    '',
    ...runbook.steps.map(({ number, words, stage }) => `${number}. ${words}.${onCard(stage)}`),
    '',
    '## Drawing',
    '',
    'What keeps the state is left out, and so is the way back from a problem to where the dataset was.',
    '',
    '```mermaid',
    ...drawing(runbook),
    '```',
    '',
  ].join('\n');
}

function onCard(stage: Stage | undefined): string {
  return stage === undefined ? '' : ` On the card: *${stage.doing}*, then *${stage.done}*.`;
}

function transitionRow(runbook: Runbook, step: Step, transition: Transition): readonly string[] {
  const { from, button, form } = transition;
  const before = typeof from === 'string' ? [from] : from;
  return [
    String(step.number),
    transition.on + (transition.when === undefined ? '' : ` (${transition.when})`),
    before.map((state) => label(runbook, state)).join(', '),
    transition.to === SAME ? 'stays' : label(runbook, transition.to),
    whoInWords(transition.who),
    [button, form && `form with ${count(form.fields.length, 'field')}`].filter(Boolean).join(', '),
    consequences(transition).join('; '),
  ];
}

function consequences(transition: Transition): readonly string[] {
  return [
    ...(transition.keep === undefined ? [] : [`remembers ${KEPT[transition.keep]}`]),
    ...(transition.approval?.people === 2 ? ['takes two people'] : []),
    ...(transition.do ?? []).map(effectInWords),
  ];
}

const KEPT: Readonly<Record<Kept, string>> = {
  accepted: 'that ingest has it',
  envelopeUpdatedAt: 'how the envelope stood',
  importRequest: 'the request',
  checklist: 'the checklist',
  proposal: 'what the import system says',
  fileProgress: 'how far its files are',
  enaProgress: 'how far its files are',
  progress: 'the progress',
  staging: 'what lies there',
  disturbed: 'what ingest shows',
  inCatalogueBefore: 'whether it was there before its import',
};

function drawing(runbook: Runbook): readonly string[] {
  const states = Object.entries(runbook.states);
  const named = states.map(([name, state]) => `  state "${state.label}" as ${idOf(name)}`);
  const arrows = runbook.steps.flatMap(({ transitions }) =>
    transitions.flatMap((transition) => {
      const { to, on } = transition;
      if (to === SAME || to === WHERE_IT_WAS) return [];
      return statesBefore(runbook, transition).map((from) => {
        const start = from === runbook.starts ? '[*]' : idOf(from);
        return `  ${start} --> ${idOf(to)}: ${on}`;
      });
    }),
  );
  const ends = states.filter(([, state]) => state.ends).map(([name]) => `  ${idOf(name)} --> [*]`);
  return ['stateDiagram-v2', ...named, ...arrows, ...ends];
}

function idOf(state: string): string {
  return state.replaceAll(/[^a-zA-Z]+/g, '_');
}

function label(runbook: Runbook, state: string): string {
  return runbook.states[state]?.label ?? state;
}

function holder(state: State): string {
  const watched = state.watched === undefined ? '' : `; ${state.watched} is watched`;
  return state.holder + watched;
}

function deadline({ within, still, ifLate }: State): string {
  const limits = [
    ...(within === undefined ? [] : [`${within / hours(1)} h`]),
    ...(still === undefined ? [] : [`${still / hours(1)} h without progress`]),
  ];
  if (limits.length === 0) return '';
  const late = ifLate === undefined ? '' : `, then: ${effectInWords(ifLate)}`;
  return `${limits.join(', or ')}${late}`;
}

function whoInWords(who: Who): string {
  if (who === 'observer') return 'what is observed';
  if (who === 'timer') return 'the clock';
  return typeof who === 'string' ? who : who.join(' or ');
}

function effectInWords(effect: Effect): string {
  switch (effect.kind) {
    case 'tell': {
      const called = effect.mention.length === 0 ? '' : `, calls ${effect.mention.join(', ')}`;
      return `says “${effect.notice}” in the thread${called}`;
    }
    case 'announce':
      return `says “${effect.notice}” to ${effect.to}`;
    case 'alert':
      return `alert, calls ${effect.mention.join(', ')}`;
    case 'show clean-up': {
      const called = effect.mention.length === 0 ? '' : `, calls ${effect.mention.join(', ')}`;
      return `shows the clean-up in the thread${called}`;
    }
    case 'list leftovers':
      return 'lists what lies in the staging area';
    case 'clean staging area':
      return 'deletes exactly what was confirmed';
    case 'look at validity':
      return 'looks at ingest at once';
    case 'submit to ingest':
      return 'submits it to ingest';
    case 'look at staging area':
      return 'looks at the staging area';
    case 'archiving':
      return WORK[effect.work];
    case 'look at catalogue':
      return 'looks whether the catalogue shows it already';
  }
}

const WORK: Readonly<Record<ArchivingWork, string>> = {
  'create DSP submission':
    'asks the archiver for a DSP submission, unless one is there or under way',
  'remove DSP submission': 'has the archiver remove the DSP submission, and looks',
  'plan file jobs': 'reads the upload plan',
  'start file jobs': 'starts the jobs of the upload plan',
  'retry file jobs': 'starts the jobs that failed',
  'cancel file jobs': 'ends the jobs',
  'send files to ENA': 'asks the archiver to send files to ENA, once',
  'complete DSP submission': 'reads errors and blockers again, then asks to complete, once',
  'read accessions': 'reads the accessions out of ingest',
  'hand over to export': 'opens an export cycle that goes on from here',
};

function count(n: number, one: string): string {
  return n === 1 ? `1 ${one}` : `${n} ${one}s`;
}

function table(head: readonly string[], rows: readonly (readonly string[])[]): readonly string[] {
  const line = (cells: readonly string[]): string =>
    `| ${cells.map((cell) => cell.replaceAll('|', '\\|')).join(' | ')} |`;
  return [line(head), `|${' --- |'.repeat(head.length)}`, ...rows.map(line)];
}
