import { VALIDATING } from '../../../domain/export/envelope-state.ts';
import type { Message } from '../../../operations/message.ts';
import { runbookNamed } from '../../../runbooks/registry.ts';
import { buttonValue } from '../../interaction/button-value.ts';
import { button, paragraph, type Rendered } from '../blocks.ts';
import { stateLabel } from '../card/state-label.ts';
import { bold, capitalised, code, count, escaped, link, moment } from '../text.ts';

/** Why a project cannot be exported now: what, where, how to mend it. */
export function notReadyView(message: Extract<Message, { kind: 'not ready' }>): Rendered {
  return paragraph(sentence(message));
}

function sentence({
  runbook,
  why,
  dataset,
  watched,
}: Extract<Message, { kind: 'not ready' }>): string {
  const { command, counted, done } = runbookNamed(runbook);
  const name = bold(dataset.shortName);
  const ingest = link(dataset.ingestUrl, 'ingest');
  const not = `${name} can’t be ${done} yet:`;
  switch (why.code) {
    case 'project not valid':
      return VALIDATING.includes(why.state)
        ? `${not} the project itself is ${bold(why.state)}. Wait until ${ingest} says *Valid*, then try again.`
        : `${not} the project itself is ${bold(why.state)}${errors(why.errors)}\nCorrect it in ${ingest}, wait for *Valid*, then try again.`;
    case 'switched off':
      return `${name} can’t be ${done}: that is switched off here.`;
    case 'no submission':
      return `${not} it has no submission in ${ingest}. Upload its spreadsheet there, wait for *Graph valid*, then try again.`;
    case 'missing files':
      return `${not} ${count(why.files.length, 'file is', 'files are')} missing in ${ingest} (${some(why.files)}). Upload them, wait for *Graph valid*, then try again.`;
    case 'not graph valid':
      return VALIDATING.includes(why.state)
        ? `${not} its submission is ${bold(why.state)}. Wait until ${ingest} says *Graph valid*, then try again.`
        : `${not} its submission is ${bold(why.state)}${errors(why.errors)}\nGet it to *Graph valid* in ${ingest}, then try again.`;
    case 'already exported':
      return `${name} has been exported and has not changed since (${bold(why.state)}). For it to be ${done} again, edit something in ${ingest}, wait for *Graph valid*, then try again.`;
    case 'on its way': {
      const then = watched
        ? `; I’ll tell you when it can be ${done} again`
        : `, then type ${code(`${command} ${dataset.shortName}`)} again`;
      if (why.state === 'Archived') {
        return `${name} is archived, and ${ingest} does not offer to export it yet. Whoever archived it here is told when it does. If that takes long, ask ingest operations to reset it to valid${then}.`;
      }
      return `${name} is already on its way in ${ingest} (${bold(why.state)}). Wait until it is *Exported*. If it stays where it is, ask ingest operations to reset it to valid${then}.`;
    }
    case 'open submission':
      return `${not} ${count(why.count, 'submission')} of it ${why.count === 1 ? 'is' : 'are'} still being worked on in ${ingest} (the newest is ${bold(why.state)}). Finish or delete ${why.count === 1 ? 'it' : 'them'}, then try again.`;
    case 'submit not offered':
      return `${not} ${ingest} shows it as ${bold(why.state)} but does not offer to submit it. Reload it there; if the submit button is missing too, ask ingest operations.`;
    case 'already under way': {
      const card = why.link === undefined ? '' : ` ${link(why.link, 'See its card')}.`;
      return `${name} is already under way: ${counted} ${why.number} is at ${bold(stateLabel(why.state))}.${card}`;
    }
  }
}

function errors(all: readonly string[]): string {
  if (all.length === 0) return '.';
  const shown = all.slice(0, 5).map((error) => `\n• ${escaped(error, 250)}`);
  return `:${shown.join('')}${all.length > 5 ? `\n• and ${all.length - 5} more` : ''}`;
}

function some(files: readonly string[]): string {
  const [first] = files;
  if (first === undefined) return 'ingest does not say which';
  return files.length === 1 ? code(first) : `${code(first)} and ${files.length - 1} more`;
}

/** No such project; the nearest ones as buttons that ask again with their UUID. */
export function didYouMeanView(message: Extract<Message, { kind: 'did you mean' }>): Rendered {
  const words = bold(message.words);
  const nearest = message.nearest.slice(0, 5);
  if (nearest.length === 0) {
    return paragraph(
      `I don’t know a project ${words}. Give me its short name or its UUID from ingest, or type ${code(runbookNamed(message.runbook).command)} alone to choose from a list.`,
    );
  }
  const names = nearest.map(({ shortName }) => bold(shortName));
  const last = names.at(-1) ?? '';
  const list = names.length === 1 ? last : `${names.slice(0, -1).join(', ')} or ${last}`;
  return paragraph(
    `I don’t know a project ${words}. Did you mean ${list}?`,
    nearest.map(({ projectUuid, shortName }, index) =>
      button({
        label: shortName,
        id: `ask:${index}`,
        value: buttonValue({ b: message.runbook, w: projectUuid }),
      }),
    ),
  );
}

/** `words`: what was asked for, if the message says so. */
export function upstreamSilentView(
  message: Extract<Message, { kind: 'upstream silent' }>,
): Rendered {
  const { words, reference } = message;
  return paragraph(
    `${whyNot(message)} Your request for ${bold(words)} is kept; I’ll carry on when it’s back. Reference ${code(reference)}.`,
  );
}

function whyNot({
  system,
  since,
  stranger,
}: Extract<Message, { kind: 'upstream silent' }>): string {
  const name = escaped(capitalised(system));
  const from = moment(since, 'since');
  if (stranger === undefined) return `${name} isn’t answering (${from}).`;
  switch (stranger) {
    case 'not let in':
      return `${name} doesn’t accept my token (${from}). For operations: ${code('docs/operate/ingest-does-not-accept-the-token.md')}.`;
    case 'something else':
      return `${name} answers with something that isn’t ${name}’s (${from}). For operations: ${code('docs/operate/ingest-answers-something-else.md')}.`;
  }
}

export function failedView(reference: string): Rendered {
  return paragraph(
    `Something went wrong on my side, and nothing was changed. Please try again; if it happens twice, tell the developers this reference: ${code(reference)}.`,
  );
}
