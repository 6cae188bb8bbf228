import type { Proposal, StagingSummary } from '../../../domain/cycle/cycle.ts';
import type { FormValues } from '../../../domain/runbook/form.ts';
import type { Card, Message } from '../../../operations/message.ts';
import { importRequest } from '../../../runbooks/import-request.ts';
import { context, type Rendered, section } from '../blocks.ts';
import { stagingSummary } from '../card/card.ts';
import { bold, callRole, cut, escaped, link, person, quote, type Roles } from '../text.ts';

/** What the import team is asked, with all that was filled in and the row for their manifest. */
export function readyToImport(card: Card): string {
  const { dataset, memory } = card.cycle;
  const staging = stagingSummary(card);
  const lines = [
    `${bold(dataset.shortName)} is ready to import${release(card)}. ${
      staging === undefined
        ? 'The staging area is still being checked; the card will show it.'
        : `Staging area checked: ${staging}.`
    }`,
    ...faultLines(memory.staging),
    ...(card.manifestRow === undefined
      ? []
      : [`Row for the manifest:\n${fenced([card.manifestRow])}`]),
  ];
  return [...lines, ...requestLines(memory.importRequest ?? {})].join('\n');
}

/** What the import system itself announced, for a person to confirm. */
export function proposed(card: Card): string {
  const { proposal, importRequest } = card.cycle.memory;
  const name = bold(card.cycle.dataset.shortName);
  if (proposal === undefined) return `the import system has news of ${name}.`;
  const number = importRequest?.['release'];
  const of = number === undefined ? name : `${name}, release ${escaped(number, 10)}`;
  const lines = telling(proposal);
  return [
    `the import system says ${bold(proposal.headline)} for ${of}.`,
    ...(lines.length === 0 ? [] : [fenced(lines)]),
    'Is that so?',
  ].join('\n');
}

/** The import system speaks of an import that nobody has asked for here yet. */
export function noticedEarly(card: Card): string {
  const { proposal } = card.cycle.memory;
  if (proposal === undefined || proposal.event === 'problem') return proposed(card);
  const lines = telling(proposal);
  return [
    `the import system already says ${bold(proposal.headline)} for ${bold(card.cycle.dataset.shortName)}.`,
    ...(lines.length === 0 ? [] : [fenced(lines)]),
    'If the import team was asked for it elsewhere, request the import here as well: then they can confirm it.',
  ].join('\n');
}

/** Found when the import team had already been asked. */
export function stagingFaults({ cycle }: Card): string {
  return [
    `the staging area of ${bold(cycle.dataset.shortName)} has faults, found after the import was requested. Please look before it is imported; if it has to be exported again, press “There is a problem”.`,
    ...faultLines(cycle.memory.staging),
  ].join('\n');
}

/**
 * What matters of the import system's message, without its headline, which is said already. Good news is
 * recognised by the name of what it is about; who looks for a fault needs all but the links that lost their address.
 */
function telling({ event, headline, evidence }: Proposal): readonly string[] {
  const bad = event === 'problem';
  const noise = bad ? /^[^:]*\blink:/i : /^[^:]*\b(id|project|link):/i;
  return evidence
    .split('\n')
    .filter((line) => line !== '' && line !== headline && !noise.test(line))
    .slice(0, bad ? 8 : 1);
}

/** A failure that the import system reported without saying of what. */
export function namelessNoticeView(
  message: Extract<Message, { kind: 'nameless notice' }>,
  roles: Roles,
): Rendered {
  const { headline, waiting, link: source } = message;
  const names = waiting.slice(0, 10).map(({ cycle }) => bold(cycle.dataset.shortName));
  const more = waiting.length > 10 ? ` and ${waiting.length - 10} more` : '';
  const who =
    names.length === 0
      ? 'Nothing is waiting for the import team.'
      : `Waiting for the import team: ${names.join(', ')}${more}. If it is one of them, press “There is a problem” on its card.`;
  const submitters = new Set(waiting.slice(0, 10).map(({ cycle }) => person(cycle.submitter)));
  const called =
    waiting.length === 0 ? '' : `${callRole(roles, 'import-team')} ${[...submitters].join(' ')}: `;
  const text = `${called}The import system reports ${bold(headline)} without naming a project. ${who}`;
  return {
    text: cut(text, 3000),
    blocks: [
      section(text),
      ...(source === undefined ? [] : [context(link(source, 'See its message'))]),
    ],
  };
}

export function release({ cycle }: Card): string {
  const number = cycle.memory.importRequest?.['release'];
  return number === undefined ? '' : ` for release ${escaped(number, 10)}`;
}

/** What the manifest's row does not hold, as its reader would name it; the form asks its author. */
const FACTS: Readonly<Record<string, string>> = {
  kind: 'Kind',
  duosId: 'DUOS ID',
  contact: 'Project contact',
  email: 'Requested by',
  highlight: 'Highlight in the announcement',
};

/** The rest of the request, so that what was filled in is what the import team reads. */
function requestLines(request: FormValues): readonly string[] {
  const facts = Object.entries(FACTS).flatMap(([name, label]) => {
    const value = request[name];
    return value === undefined ? [] : [`• ${label}: ${escaped(value, 200)}`];
  });
  const texts = importRequest.fields.flatMap(({ name, label, input }) => {
    const value = input === 'lines' ? request[name] : undefined;
    return value === undefined ? [] : [`${escaped(label, 80)}:\n${quote(value, 500)}`];
  });
  return [...facts, ...texts];
}

function faultLines(staging: StagingSummary | undefined): readonly string[] {
  const faults = staging?.faults ?? [];
  const more = faults.length > 5 ? [`• and ${faults.length - 5} more`] : [];
  return [...faults.slice(0, 5).map((fault) => `• ${escaped(fault, 300)}`), ...more];
}

/** A code block; what it holds cannot close it. */
function fenced(lines: readonly string[]): string {
  const held = lines.map((line) => escaped(line, 250).replaceAll('`', 'ˋ')).join('\n');
  return `\`\`\`\n${held}\n\`\`\``;
}
