import type { Named } from '../../../domain/bucket-order.ts';
import type { Held } from '../../../domain/bucket-request.ts';
import type {
  BucketConcern,
  BucketStanding,
  HandOver,
  Leaver,
  RecertificationCard,
  Recertify,
} from '../../../domain/bucket-upkeep.ts';
import { buttonValue } from '../../interaction/button-value.ts';
import { button, context, paragraph, type Rendered, row, section } from '../blocks.ts';
import { bold, code, count, escaped, isPerson, moment, person, type Roles, size } from '../text.ts';
import { BUCKET } from './help.ts';

const MOST_DUE = 20; // with a button each

/** The one button of a quarter, for exactly the file that is shown. */
export function stillRight({ name }: Pick<Named, 'name'>, { hash }: Pick<BucketStanding, 'hash'>) {
  return button({
    label: 'Still right',
    id: 'bucket-dataset:recertify',
    value: buttonValue({ d: name, h: hash }),
  });
}

const WHY: Readonly<Record<Leaver['why'], string>> = {
  'no role': 'has no role any more',
  'left the chat': 'has left Slack',
};

/** What somebody has to see to, and how. */
export function concernView(dataset: Named, concern: BucketConcern): Rendered {
  const name = bold(dataset.name);
  const typed = (words: string) => `\`${BUCKET.command} ${escaped(words, 200)}\``;
  const renew = `Next: ${typed(`renew ${dataset.name} <until>`)} with its new day; or ${typed(`remove ${dataset.name}`)} ends it.`;
  switch (concern.about) {
    case 'paperwork': {
      const { ends, daysLeft } = concern;
      return paragraph(
        daysLeft < 0
          ? `⚠ The paperwork of ${name} held until ${ends}. Access stays as it is until somebody changes it.\n${renew}`
          : `The paperwork of ${name} holds until ${ends}, ${daysLeft === 0 ? 'today' : `${count(daysLeft, 'day')} more`}.\n${renew}`,
      );
    }
    case 'no paperwork':
      return paragraph(
        `${name} has no paperwork.\nNext: ${typed(`renew ${dataset.name} <until> <reference>`)} says what its release rests on, and until when.`,
      );
    case 'leaver':
      return paragraph(
        concern.why === 'left the chat' && isPerson(concern.who)
          ? `${person(concern.who)}, who asked for ${name}, has left Slack.\nNext: find who looks after it now, and ${typed(`hand-over ${dataset.name} <@person>`)} says so; or end it with ${typed(`remove ${dataset.name}`)}.`
          : `⚠ ${code(concern.who)} of ${name} ${WHY[concern.why]}. All others keep what they have.\nNext: ${typed(`remove-user ${dataset.name} ${concern.who}`)}`,
      );
  }
}

/** How a dataset stands beside its grant, in a line or two; nothing where all is well. */
export function standingWords({ owner, leavers, recertified, isDue }: BucketStanding): string {
  return [
    ...(owner === undefined ? [] : [`Asked for by ${person(owner)}`]),
    ...(recertified === undefined
      ? []
      : [`found to be still right by ${person(recertified.by)}${moment(recertified.at, ',')}`]),
    ...(isDue ? ['⚠ to be looked at this quarter'] : []),
    ...leavers.map((leaver) => `⚠ ${person(leaver.who)} ${WHY[leaver.why]}`),
  ].join(' · ');
}

/** What was moved, as far as we know. */
export function trafficWords(traffic: BucketStanding['traffic']): string | undefined {
  if (traffic === undefined) return undefined;
  const { last, objects, bytes, waiting, isUnused } = traffic;
  const moved =
    last === undefined
      ? 'nothing moved yet'
      : `${count(objects, 'object')} moved (${size(bytes)}), last ${moment(last)}`;
  const { objects: left, why } = waiting;
  const waits = left === 0 ? '' : `, ${left} waiting`;
  const reason = why === undefined ? '' : `, the last attempt: ⚠ ${escaped(why, 300)}`;
  return `${isUnused ? '⚠ unused: ' : ''}${moved}${waits}${reason}`;
}

/** Why nothing is said of who fetches, and where it is to be found. */
export const READERS_UNSEEN =
  'Who fetches from a pull bucket is not seen from here: its store’s access log says it, where one is kept';

export function lyingWords({ objects, bytes, more }: Held): string {
  const most = more ? 'more than ' : '';
  return `there are ${most}${count(objects, 'object')} (${most}${size(bytes)}) now`;
}

/** What is not well, in a few words. */
export function warningWords({ isDue, leavers }: BucketStanding): string | undefined {
  const words = [
    ...(isDue ? ['to be looked at'] : []),
    ...(leavers.length > 0 ? [`${leavers.map(({ who }) => person(who)).join(', ')} gone`] : []),
  ];
  return words.length === 0 ? undefined : `⚠ ${words.join(', ')}`;
}

/** What somebody is to look at this quarter, each with its button; and who has. */
export function recertificationView({ quarter, datasets }: RecertificationCard): Rendered {
  const due = datasets.filter(({ isDue }) => isDue);
  const done = datasets.length - due.length;
  const title = `*Is it still right? ${quarter}*`;
  const text =
    due.length === 0
      ? `${title}\n✓ Somebody has looked at all ${count(datasets.length, 'dataset')}.`
      : `${title}\n${due.length} of ${count(datasets.length, 'dataset')} to be looked at: are these the people, and does it still have to leave?`;
  const more = due.length - MOST_DUE;
  return {
    text,
    blocks: [
      section(text),
      ...due.slice(0, MOST_DUE).flatMap((one) => {
        const facts = [
          `${bold(one.name)} (${one.kind}) → ${code(one.to)}`,
          count(one.users.length, 'user'),
          one.expires === undefined ? 'paperwork without an end' : `paperwork until ${one.expires}`,
        ].join(' · ');
        const standing = standingWords({ ...one, isDue: false });
        return [
          section([facts, standing].filter(Boolean).join('\n')),
          ...row([stillRight(one, one)]),
        ];
      }),
      context(
        more > 0
          ? `… and ${more} more: \`${BUCKET.command} show <name>\` has the button, too`
          : undefined,
        done > 0 ? `${done} done` : undefined,
        `\`${BUCKET.command} show <name>\` says who can do what`,
      ),
    ],
  };
}

export function handOverWords(said: HandOver, name: string, to: string, roles: Roles): string {
  if (said.ok)
    return `✓ ${bold(name)} is ${person(to)}’s from now on: they may take people out, and are told what is to be seen to.`;
  return said.why === 'unknown'
    ? `There is no dataset ${code(name)}. \`${BUCKET.command} list\` shows all of them.`
    : `This is for ${escaped(roles['data-engineering'].name)}.`;
}

/** Why it did not count; undefined where it did. */
export function recertifyWords(said: Recertify, name: string, roles: Roles): string {
  if (said.ok) return `✓ ${bold(name)} is still right: it is in the journal, with your name.`;
  switch (said.why) {
    case 'unknown':
      return `There is no dataset ${code(name)} any more.`;
    case 'not yours':
      return `This is for whoever asked for ${bold(name)}, and for ${escaped(roles['data-engineering'].name)}.`;
    case 'changed':
      return `${bold(name)} has changed since this was shown, so your word does not count. Please look again: \`${BUCKET.command} show ${escaped(name)}\``;
    case 'not due':
      return `Somebody has looked at ${bold(name)} this quarter already, nothing more to do.`;
  }
}
