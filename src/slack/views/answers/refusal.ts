import type { Refusal } from '../../../domain/refusal.ts';
import type { Role, Who } from '../../../domain/role.ts';
import type { Card } from '../../../operations/message.ts';
import { archiving } from '../../../runbooks/archiving.ts';
import { exporting } from '../../../runbooks/exporting.ts';
import { runbookNamed } from '../../../runbooks/registry.ts';
import { paragraph, type Rendered } from '../blocks.ts';
import { stateLabel } from '../card/state-label.ts';
import {
  ago,
  bold,
  capitalised,
  escaped,
  link,
  moment,
  person,
  type Roles,
  since,
  TIME,
} from '../text.ts';
import { deed } from '../thread/event-words.ts';

export interface Refused {
  readonly refusal: Refusal;
  readonly card?: Card;
  readonly link?: string;
}

/** What one person reads when their press did not count: why, and what to do instead. */
export function refusalView(refused: Refused, roles: Roles, now: Date, reader?: string): Rendered {
  return paragraph(refusalSentence(refused, roles, now, reader));
}

export function refusalSentence(
  refused: Refused,
  roles: Roles,
  now: Date,
  reader?: string,
): string {
  const { refusal, card } = refused;
  const name = card === undefined ? 'This dataset' : bold(card.cycle.dataset.shortName);
  const counted = runbookNamed(card?.cycle.runbook ?? exporting.name).counted;
  const where = refused.link === undefined ? '' : ` ${link(refused.link, 'See its card')}.`;
  switch (refusal.code) {
    case 'not now':
      return tooLate(refusal, name, now, reader) + where;
    case 'stale button':
      return `${whoWasLast(refusal.last, now, reader)} ${name} is at ${bold(stateLabel(refusal.state))} now; the card shows what is next.${where}`;
    case 'ended':
      return refusal.current === undefined
        ? `This card is from ${counted} ${refusal.number}, which has ended (${escaped(stateLabel(refusal.state))}). Nothing more to do here.${where}`
        : `This card is from ${counted} ${refusal.number}; the dataset is now in ${counted} ${refusal.current}.${where}`;
    case 'not your role':
      return `This is for ${whoMay(refusal.who, roles)}. If you should be among them, ask ${callName(roles, 'coordinators')} to add you to the group.`;
    case 'not a member':
      return escaped(refusal.why, 500);
    case 'form':
      return [
        'Some fields need another look:',
        ...Object.values(refusal.errors).map((error) => `• ${escaped(error, 300)}`),
      ].join('\n');
    case 'already under way':
      return `${name} is already under way: ${counted} ${refusal.number} is at ${bold(stateLabel(refusal.state))}, submitted by ${person(refusal.by)}${moment(refusal.at, ',')}.${where}`;
    case 'preview expired':
      return 'This preview is too old to act on: ingest may have changed since. Type the command again for a fresh one.';
    case 'no alert':
      return `${name} has moved on: there is no open alert any more.${where}`;
    case 'taken':
      return `${refusal.by === reader ? 'You are' : `${person(refusal.by)} is`} on it ${moment(refusal.at, 'since', TIME)}. If it needs somebody else, press “Escalate”.`;
    case 'nobody left':
      return 'Everybody on the ladder has been called. Please talk to them directly; I keep the alert open.';
    case 'another person':
      return `This takes somebody else than you: ${whoMay(refusal.who, roles)}.`;
    case 'people only':
      return 'This takes people, not a key.';
    case 'changed since':
      return `What you confirmed is not what is there now. The card of ${name} shows the newest list.${where}`;
    case 'nothing to carry on':
      return `There is nothing to carry on with: what ${name} waits for never started. Correct the problem in ingest, then ${card?.cycle.runbook === archiving.name ? 'archive' : 'export'} it again.`;
    case 'unknown cycle':
      return 'I don’t know this dataset’s cycle any more. `/export status` shows what is under way.';
  }
}

type Last = { readonly by: string; readonly at: string; readonly event: string };

function tooLate(
  refusal: { readonly event: string; readonly state: string; readonly last?: Last },
  name: string,
  now: Date,
  reader: string | undefined,
): string {
  const { event, state, last } = refusal;
  if (last?.event === event) {
    const who = last.by === reader ? 'You' : person(last.by);
    const passed = since(last.at, now);
    const before = passed === '0 s' ? 'just before you' : `${passed} before you`;
    return `${who} ${deed(event)} ${last.by === reader ? ago(last.at, now) : before}, nothing more to do.`;
  }
  return `${whoWasLast(last, now, reader)} ${name} is at ${bold(stateLabel(state))} now, so this can’t be done any more; the card shows what is next.`;
}

function whoWasLast(last: Last | undefined, now: Date, reader: string | undefined): string {
  if (last === undefined) return 'Things have moved on.';
  const who = last.by === reader ? 'You' : person(last.by);
  return capitalised(`${who} ${deed(last.event)} ${ago(last.at, now)}.`);
}

function whoMay(who: Who, roles: Roles): string {
  if (who === 'observer') return 'a watched system, not for people';
  if (who === 'timer') return 'the clock, not for people';
  if (who === 'anyone with a role') return 'people who have a role in this procedure';
  return ANY_OF.format(who.map((role) => callName(roles, role)));
}

const ANY_OF = new Intl.ListFormat('en-GB', { type: 'disjunction' });

/** By name, without calling them: a refusal is between the bot and one person. */
function callName(roles: Roles, role: Role): string {
  return escaped(roles[role].name);
}
