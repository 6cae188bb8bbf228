import type { Button } from '@slack/types';
import { type CleanUp, isUnderWay, type LeftoverList } from '../../../domain/cycle/clean-up.ts';
import type { Card, Message } from '../../../operations/message.ts';
import { paragraph, type Rendered, row, section } from '../blocks.ts';
import { eventButton } from '../card/card-actions.ts';
import { bold, call, code, count, cut, escaped, person, type Roles, size } from '../text.ts';

type CleanUpMessage = Extract<Message, { kind: 'clean-up' }>;

/** What a failed export left behind: to be confirmed by two people, being deleted, or gone. */
export function cleanUpView({ card, mention, overtaken }: CleanUpMessage, roles: Roles): Rendered {
  if (overtaken !== undefined) return paragraph(overtakenWords(card, overtaken));
  const { cleanUp } = card.cycle.memory;
  if (cleanUp === undefined) return { text: 'No clean-up.', blocks: [section('No clean-up.')] };
  const text = words(card, cleanUp, call(roles, mention, card.cycle));
  return { text: cut(text, 3000), blocks: [section(text), ...row(buttons(card, cleanUp))] };
}

/** The same question on somebody's own page; nothing unless a list waits to be confirmed. */
export function proposalWords({ cycle }: Card): readonly string[] {
  const { cleanUp, approval } = cycle.memory;
  if (cleanUp?.phase !== 'proposed' || cleanUp.list === undefined) return [];
  return [proposal(bold(cycle.dataset.shortName), cleanUp.list, approval?.by, '')];
}

/** The buttons that answer it. */
export function proposalActions(card: Card): readonly Button[] {
  const { cleanUp } = card.cycle.memory;
  return cleanUp?.phase === 'proposed' ? buttons(card, cleanUp) : [];
}

/** Of an earlier list: how it ended, or that it counts no more. */
function overtakenWords(card: Card, cleanUp: CleanUp): string {
  if (!isUnderWay(cleanUp)) return words(card, cleanUp, '');
  const list =
    cleanUp.list === undefined ? 'list' : `list (${code(cleanUp.list.hash.slice(0, 4))})`;
  return `This ${list} of what lies in the staging area of ${bold(card.cycle.dataset.shortName)} counts no more: it was asked for anew. Nothing of it was deleted.`;
}

function words({ cycle }: Card, cleanUp: CleanUp, called: string): string {
  const name = bold(cycle.dataset.shortName);
  const { list, removed = 0 } = cleanUp;
  switch (cleanUp.phase) {
    case 'listing':
      return `The staging area of ${name} is being listed anew.`;
    case 'proposed':
      return list === undefined ? '' : proposal(name, list, cycle.memory.approval?.by, called);
    case 'deleting': {
      const total = list === undefined ? 0 : totalOf(list);
      const by = (cleanUp.confirmedBy ?? []).map(person).join(' and ');
      return `Deleting from the staging area of ${name}: ${removed.toLocaleString('en-GB')} of ${count(total, 'object')}. Confirmed by ${by}.`;
    }
    case 'done':
      return removed === 0
        ? `✓ Nothing lies in the staging area of ${name}.`
        : `✓ Deleted ${count(removed, 'object')} from the staging area of ${name}, and looked again: it is empty. Confirmed by ${(cleanUp.confirmedBy ?? []).map(person).join(' and ')}.`;
    case 'void':
      return `The clean-up of ${name} was stopped: ${escaped(cleanUp.why ?? 'it changed', 300)}.${removed === 0 ? ' Nothing was deleted.' : ` ${count(removed, 'object')} had been deleted.`}`;
    case 'put off':
      return `The clean-up of ${name} was put off; nothing was deleted.`;
  }
}

function proposal(
  name: string,
  list: LeftoverList,
  confirmedBy: string | undefined,
  called: string,
): string {
  const extra = [
    ...(list.olderVersions > 0 ? [`${count(list.olderVersions, 'older version')}`] : []),
    ...(list.halfWritten > 0 ? [`${count(list.halfWritten, 'half-written upload')}`] : []),
  ];
  const among = extra.length === 0 ? '' : ` Among them: ${extra.join(', ')}.`;
  const who =
    confirmedBy === undefined
      ? 'Two different people confirm'
      : `${person(confirmedBy)} has confirmed; one more person confirms`;
  return [
    `*Delete ${count(totalOf(list), 'object')} (${size(list.bytes)}) from the staging area of* ${name}*?*${among}`,
    recoverable(list),
    `${called === '' ? '' : `${called}: `}${who} this exact list (${code(list.hash.slice(0, 4))}).`,
  ].join('\n');
}

/** Whether the data could be exported again: the upload area holds them, or they are gone for good. */
function recoverable({ dataFiles, lost, notCompared }: LeftoverList): string {
  if (dataFiles === 0) return 'No data files among them; an export makes the rest anew.';
  const names = lost.names.map((name) => code(name)).join(', ');
  const more = lost.count > lost.names.length ? ` and ${lost.count - lost.names.length} more` : '';
  if (notCompared !== undefined) {
    return `⚠ The upload area could not be compared (${escaped(notCompared, 200)}): *${count(lost.count, 'data file')} might not be restorable*: ${names}${more}`;
  }
  if (lost.count === 0) return `All ${count(dataFiles, 'data file')} are in the upload area, too.`;
  const kept = dataFiles - lost.count;
  return `⚠ ${kept} of ${count(dataFiles, 'data file')} are also in the upload area. *${lost.count === 1 ? '1 is not, and could not be restored' : `${lost.count} are not, and could not be restored`}*: ${names}${more}`;
}

function buttons(card: Card, { list, phase }: CleanUp): readonly Button[] {
  const offered = (event: string) => card.actions.filter((action) => action.event === event);
  switch (phase) {
    case 'proposed': {
      if (list === undefined) return [];
      const label = `Confirm deletion of ${count(totalOf(list), 'object')}`;
      return [
        ...offered('confirm clean-up').map((action) =>
          eventButton(card, { ...action, style: 'danger' }, label, list.hash),
        ),
        ...offered('put off clean-up').map((action) => eventButton(card, action)),
      ];
    }
    case 'void':
    case 'put off':
      return offered('clean up').map((action) => eventButton(card, action, 'List it anew'));
    case 'listing':
    case 'deleting':
    case 'done':
      return [];
  }
}

function totalOf(list: LeftoverList): number {
  return list.objects + list.halfWritten;
}
