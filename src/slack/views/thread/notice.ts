import { isArchivingNotice } from '../../../domain/archiving/notice.ts';
import { wasInCatalogue } from '../../../domain/cycle/cycle.ts';
import { stateOf } from '../../../domain/runbook/runbook.ts';
import type { Card, Message } from '../../../operations/message.ts';
import { archiving } from '../../../runbooks/archiving.ts';
import { runbookNamed } from '../../../runbooks/registry.ts';
import { ARCHIVING_ANSWERS, archivingDoors, archivingWords } from '../archiving/notice-words.ts';
import { context, type Rendered, row, section } from '../blocks.ts';
import { confirmLabel, eventButton, exportAgain, formLink } from '../card/card-actions.ts';
import {
  bold,
  call,
  capitalised,
  code,
  cut,
  duration,
  escaped,
  link,
  moment,
  person,
  quote,
  type Roles,
  shortUuid,
  since,
  TIME,
} from '../text.ts';
import { onTheirWord, saidToBeThere } from './browser-words.ts';
import { EXPORTED } from './event-words.ts';
import { noticedEarly, proposed, readyToImport, release, stagingFaults } from './import-words.ts';
import { onceValid, recoveryStarted, secondPersonWanted, wayOut } from './recovery-words.ts';

type Notice = Extract<Message, { kind: 'notice' }>;

/** One line of a card's story, or the message in a role's channel. */
export function noticeView(notice: Notice, roles: Roles): Rendered {
  const { card, mention } = notice;
  const here = isPublic(notice) && roles['data-consumers'].here === true;
  const people = here ? '<!here>' : call(roles, mention, card.cycle, spoken(notice));
  const said = words(notice);
  const text = people === '' ? capitalised(said) : `${people}: ${said}`;
  const shown = isPublic(notice) || notice.settled ? [] : row(buttons(notice));
  const source = isPublic(notice) ? undefined : sourceOf(notice);
  return {
    text: cut(text, 3000),
    blocks: [section(text), ...(source === undefined ? [] : [context(source)]), ...shown],
  };
}

function words(notice: Notice): string {
  const { card } = notice;
  const { cycle } = card;
  const { dataset, memory } = cycle;
  const name = bold(dataset.shortName);
  switch (notice.notice) {
    case 'submitted':
      return `✓ ${name} submitted for export by ${person(cycle.submitter)}: ${whatIsExported(card)}. Exports usually take 1 to 4 h; I watch it and tell you when it is done.`;
    case 'export refused by ingest':
      return `ingest refused to export ${name}.\n${quote(memory.problem?.reason ?? '')}\nCorrect it there; I watch until it is valid again.`;
    case 'export finished':
      return `✓ ${name} is exported after ${exportTook(card)}. Next: request the import.`;
    case 'export disturbed':
      return `ingest shows ${name} as ${bold(memory.disturbed ?? 'something else')}, which no export leads to. Please look at submission ${code(dataset.submissionUuid)}; I keep watching.`;
    case 'alert taken':
      return `${person(memory.alert?.owner?.by ?? '')} is on it${moment(memory.alert?.owner?.at ?? card.now, ' since', TIME)}. Nobody else is called.`;
    case 'alert snoozed':
      return `the alert rests${moment(memory.alert?.snoozed?.until ?? card.now, ' until')}, says ${person(memory.alert?.snoozed?.by ?? '')}.`;
    case 'alert again':
      return `${name} is still ${label(card)} (${since(cycle.since, card.now)}); the rest is over. Who takes it?`;
    case 'alert escalated':
      return `${name} is still ${label(card)} (${since(cycle.since, card.now)}), and nobody is on it. Press “I’m on it” on its alert, and I call nobody else.`;
    case 'recovery started':
      return recoveryStarted(card);
    case 'not valid yet':
      return `ingest still shows ${bold(memory.notValid ?? 'no valid state')} for ${name}; I keep looking. If you committed the state, restart the state tracker, too, then press “I reset it to valid” again.`;
    case 'second person wanted':
      return secondPersonWanted(card) ?? `${name} waits for nobody’s word any more.`;
    case 'clean-up done':
      return `✓ the staging area of ${name} is empty. Next: ${memory.problem?.validAgain === true ? '' : 'it becomes valid in ingest, then '}“Export again”.`;
    case 'clean-up void':
      return `the clean-up of ${name} was stopped; its message above says why, and can list it anew.`;
    case 'import form ready':
      return `the import form for ${name} is filled in. Open it, send it, then press “I submitted it”.`;
    case 'ready to import':
      return readyToImport(card);
    case 'imported':
      return `✓ ${name} is imported, says ${person(lastActor(card, 'imported'))}. The snapshot is next.`;
    case 'snapshot made':
      return `✓ the snapshot of ${name} is made, says ${person(lastActor(card, 'snapshot made'))}. The browser is next.`;
    case 'hand over to browser':
      return `${name}${release(card)} is in the snapshot and ready to be indexed. ${
        wasInCatalogue(cycle)
          ? 'It was in the browser before, so I can’t tell old from new: press “In the browser” when the update shows.'
          : 'I watch the catalogue and say when it is there; if you see it first, press “In the browser”.'
      }`;
    case 'snapshot proposed':
      return proposed(card);
    case 'import noticed early':
      return noticedEarly(card);
    case 'staging faults':
      return stagingFaults(card);
    case 'in the browser':
      return inTheBrowser(card);
    case 'released':
      return `✓ ${name} is released: final check by ${person(lastActor(card, 'final check passed'))}.${remark(card)}`;
    case 'announce release':
      return announcement(card);
    case 'problem':
      return `${name} is held, reported by ${person(memory.problem?.reportedBy ?? lastActor(card, 'problem'))}:\n${quote(memory.problem?.reason ?? '')}\nUUID ${code(dataset.projectUuid)}. ${wayOut(cycle)}`;
    case 'problem solved':
      return `✓ ${name} carries on${cycle.runbook === archiving.name ? '' : ' without a re-export'}, says ${person(lastActor(card, 'problem solved'))}. It is ${bold(label(card))} again.`;
    case 'valid again':
      return `✓ ingest calls ${name} valid again. ${onceValid(cycle)}`;
    case 'export taken over':
      return `✓ ${name} is archived${notice.link === undefined ? '' : ` (${link(notice.link, 'see how')})`}, and ingest exports it without another submit: ${whatIsExported(card)}. Exports usually take 1 to 4 h; I watch it and tell you when it is done.`;
    case 'new cycle':
      return `✓ ${name} is ${runbookNamed(cycle.runbook).done} again; this was ${runbookNamed(cycle.runbook).counted} ${cycle.number}. The story goes on in the card of ${nextCard(notice)}.`;
    default:
      return archivingWords(notice.notice, card, notice.link);
  }
}

/** Nothing about managed access data but its name may stand where everybody reads. */
function announcement(card: Card): string {
  const { dataset, memory } = card.cycle;
  const said = `${bold(dataset.shortName)} ${news(card)}`;
  if (dataset.managedAccess) return `${said}. Its data are under managed access.`;
  const note = memory.importRequest?.['releaseNote'];
  return [
    `${said}: ${link(card.browserUrl, 'see it in the browser')} · ${shortUuid(dataset.projectUuid)}`,
    ...(dataset.title === '' ? [] : [escaped(dataset.title, 300)]),
    ...(note === undefined ? [] : [quote(note, 1000)]),
  ].join('\n');
}

/** Whoever has given the first of two words is not asked for the second. */
function spoken({ notice, card }: Notice): string | undefined {
  return notice === 'second person wanted' ? card.cycle.memory.approval?.by : undefined;
}

function isPublic({ notice }: Notice): boolean {
  return notice === 'announce release';
}

/** A hand-off carries the buttons that answer it; what is only news carries none. */
function buttons({ notice, card }: Notice) {
  const offered = (...events: readonly string[]) =>
    card.actions
      .filter(({ event }) => events.includes(event))
      .map((action) => eventButton(card, action));
  switch (notice) {
    case 'export finished':
      return offered('request import', 'prepare import form', 'problem');
    case 'import form ready':
      return [...formLink(card), ...offered('form submitted')];
    case 'ready to import':
      return offered('imported', 'snapshot made', 'problem');
    case 'hand over to browser':
      return offered('seen in the browser', 'problem');
    case 'in the browser':
      return offered('final check passed', 'problem');
    case 'staging faults':
      return offered('problem');
    case 'import noticed early':
    case 'snapshot proposed': {
      const said = card.actions.find(({ event }) => event === card.cycle.memory.proposal?.event);
      if (said === undefined) {
        return offered('request import', 'prepare import form', 'form submitted', 'problem');
      }
      const confirm = eventButton(card, { ...said, style: 'primary' }, confirmLabel(said));
      return [confirm, ...(said.event === 'problem' ? [] : offered('problem'))];
    }
    case 'problem':
    case 'export refused by ingest':
      return offered('problem solved', 'clean up');
    case 'recovery started':
    case 'not valid yet':
      return offered('reset reported');
    case 'valid again':
      return exportAgain(card);
    case 'second person wanted':
      return card.cycle.memory.approval?.subject === undefined
        ? offered(card.cycle.memory.approval?.event ?? '')
        : []; // the list carries its own
    case 'clean-up done':
      return card.cycle.memory.problem?.validAgain === true ? exportAgain(card) : [];
    default:
      if (!isArchivingNotice(notice)) return [];
      return [...offered(...(ARCHIVING_ANSWERS[notice] ?? [])), ...archivingDoors(notice, card)];
  }
}

/** Where to read on: the import system's own message, or the card. */
function sourceOf({ notice, card, link: at }: Notice): string | undefined {
  if (notice === 'snapshot proposed' || notice === 'import noticed early') {
    const message = card.cycle.memory.proposal?.link ?? at;
    return message && link(message, 'See its message');
  }
  return at === undefined || SAYS_ITSELF.has(notice) ? undefined : link(at, 'See its card');
}

const SAYS_ITSELF: ReadonlySet<string> = new Set([
  'new cycle',
  'export took over',
  'export taken over',
]);

function inTheBrowser(card: Card): string {
  const { dataset, submitter } = card.cycle;
  const who = saidToBeThere(card);
  const says = who === undefined ? '' : `, says ${who}`;
  const doubt = onTheirWord(card);
  return `✓ ${bold(dataset.shortName)} is in the browser${says} (${link(card.browserUrl, 'have a look')}).${doubt === undefined ? '' : ` ${doubt}`} Next: the final check by ${person(submitter)}.`;
}

function nextCard({ card, link: at }: Notice): string {
  const words = `${runbookNamed(card.cycle.runbook).counted} ${card.cycle.number + 1}`;
  return at === undefined ? words : link(at, words);
}

function whatIsExported({ cycle }: Card): string {
  return cycle.memory.actions.map((action) => EXPORTED[action]).join(' and ');
}

function news({ cycle }: Card): string {
  const number = cycle.memory.importRequest?.['release'];
  const updated = cycle.dataset.alreadyReleased;
  if (number === undefined) return updated ? 'is updated' : 'is released';
  return `is ${updated ? 'updated ' : ''}in release ${escaped(number, 10)}`;
}

function remark({ cycle }: Card): string {
  const said = cycle.memory.checklist?.['remark'];
  return said === undefined ? '' : `\n${quote(said)}`;
}

/** Who last caused this; the card may have moved on before the line is written. */
function lastActor({ cycle }: Card, event: string): string {
  const passed = cycle.memory.passed ?? [];
  return passed.findLast((each) => each.event === event)?.by ?? cycle.submitter;
}

function exportTook({ cycle }: Card): string {
  const passed = cycle.memory.passed ?? [];
  const at = passed.findLast(({ event }) => event === 'export finished')?.at ?? cycle.since;
  return duration(new Date(at).getTime() - cycle.openedAt.getTime());
}

function label({ cycle }: Card): string {
  return stateOf(runbookNamed(cycle.runbook), cycle.state).label.toLowerCase();
}
