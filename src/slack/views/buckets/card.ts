import type { Button, KnownBlock } from '@slack/types';
import type { FileNews } from '../../../domain/bucket-file.ts';
import type {
  BucketCard,
  BucketRequest,
  BucketReview,
  GrantWish,
} from '../../../domain/bucket-request.ts';
import { buttonValue } from '../../interaction/button-value.ts';
import { button, context, type Rendered, row, section } from '../blocks.ts';
import {
  bold,
  callRole,
  code,
  codeBlock,
  count,
  escaped,
  fileSize,
  moment,
  person,
  quote,
  type Roles,
} from '../text.ts';
import { accessTable, byPlace } from './access-table.ts';
import { alike, kindOf, namedTogether } from './alike.ts';
import { editsBlocks } from './edits.ts';
import { fileWords } from './files.ts';
import { BUCKET } from './help.ts';
import { policyBlocks } from './policies.ts';

/** Slack refuses a message of more than about 13,200 letters, whatever its blocks hold. */
const MOST_ON_CARD = 12_000; // letters
const MOST_ACCESS = 2400;

export type BucketVerb = 'approve' | 'return' | 'policies' | 'withdraw' | 'mend' | 'test';

/** The request before those who look after the buckets: what would be, who could do what, and what is decided. */
export function bucketCardView({ request, review }: BucketCard, roles: Roles): Rendered {
  const { wanted } = request;
  const title = titleOf(request);
  const facts =
    wanted.what === 'elsewhere'
      ? [section(`*${escaped(wanted.platform)}*\n${quote(wanted.facts, 2000)}`)]
      : review === undefined
        ? []
        : reviewBlocks(review, wanted);
  const head = [
    section([title, standing(request, review, roles)].filter(Boolean).join('\n')),
    ...row(buttonsOf(request, review)), // what is below is long
    ...facts,
  ];
  const foot = context(
    `Request ${request.id}`,
    `round ${request.round}`,
    review && `shown as ${code(review.hash.slice(0, 8))}`,
  );
  const left = MOST_ON_CARD - JSON.stringify([...head, foot]).length;
  return { text: title, blocks: [...head, ...policyBlocks(review?.policies ?? [], left), foot] };
}

function titleOf({ wanted, by }: BucketRequest): string {
  if (wanted.what === 'elsewhere')
    return `${person(by)} wants to send ${bold(wanted.name)} somewhere else`;
  return `${bold(wanted.name)} (${wanted.kind}): ${person(by)} ${deedWords(wanted)}`;
}

/** `asks for it`, `asks to add …`: the request in words. */
function deedWords({ deed, before }: GrantWish): string {
  return before === null && deed === 'is new'
    ? 'asks for it'
    : `asks for ${before === null ? 'what' : 'a change that'} ${escaped(deed, 300)}`;
}

function standing(
  { status, by, decisions, dueAt, trouble, wanted, changedAt, withdrawnBy }: BucketRequest,
  review: BucketReview | undefined,
  roles: Roles,
): string {
  const last = decisions.at(-1);
  switch (status) {
    case 'to be reviewed':
      return [
        ...(trouble === undefined ? [] : [`⚠ ${escaped(trouble, 600)}`]),
        wantedWords({ by, decisions, wanted, trouble }, review, roles),
      ].join('\n');
    case 'returned':
      return `Returned by ${person(last?.by ?? '')}${last && moment(last.at, ',')}:\n${quote(last?.reason ?? '')}`;
    case 'answered':
      return `✓ Answered by ${person(last?.by ?? '')}:\n${quote(last?.reason ?? '')}`;
    case 'approved': {
      const agreed =
        decisions.length === 0
          ? 'Access is only taken away, so nobody has to agree'
          : `Approved by ${people(decisions)}`;
      if (trouble !== undefined)
        return `${agreed}. ⚠ Not applied yet: ${escaped(trouble, 600)} I go on trying.`;
      return dueAt === undefined
        ? `${agreed}; being applied.`
        : `${agreed}. ${moment(dueAt, 'It ends')}; until then it can be kept. What lies there stays.`;
    }
    case 'applied': {
      const agreed = decisions.length === 0 ? '' : `, approved by ${people(decisions)}`;
      const remark = trouble === undefined ? '' : `\n⚠ ${escaped(trouble, 600)}`;
      return `${moment(changedAt, '✓ Applied')}${agreed}${remark}`;
    }
    case 'withdrawn':
      return `Withdrawn${withdrawnBy === undefined ? '' : ` by ${person(withdrawnBy)}`}${moment(changedAt, ',')}`;
  }
}

function wantedWords(
  {
    by,
    decisions,
    wanted,
    trouble,
  }: Pick<BucketRequest, 'by' | 'decisions' | 'wanted' | 'trouble'>,
  review: BucketReview | undefined,
  roles: Roles,
): string {
  const called = callRole(roles, 'data-engineering', by);
  if (wanted.what === 'elsewhere')
    return `${called}: please arrange it with them, and answer here.`;
  if (review === undefined && trouble !== undefined)
    return `${called}: it can’t be approved as things are. *Look again* once they have changed, *Return* it with a word, or *Withdraw* it.`;
  const why = review === undefined ? '' : ` Because: ${escaped(review.reasons.join(', '), 300)}.`;
  if (review?.people !== 2) return `${called}: one of you approves it, not ${person(by)}.${why}`;
  const agreed = decisions.filter(({ hash }) => hash === review.hash);
  const so = agreed.length === 0 ? '' : ` ${people(agreed)} has; one more.`;
  return `${called}: two of you confirm it, not ${person(by)}.${so}${why}`;
}

function people(decisions: BucketRequest['decisions']): string {
  return [...new Set(decisions.map(({ by }) => person(by)))].join(' and ');
}

function reviewBlocks(review: BucketReview, wish: GrantWish): readonly KnownBlock[] {
  const { edits, gained, lost, access, unencrypted, remarks, news } = review;
  const { after, held } = wish;
  const lying = after === null || held !== undefined ? heldWords(wish) : '';
  return [
    ...(lying === '' ? [] : [section(lying)]),
    ...filesBlocks(news, wish),
    ...editsBlocks(edits),
    ...(remarks.length === 0 ? [] : [context(...remarks.map((one) => escaped(one, 300)))]),
    section(
      [
        '*Against today*',
        ...changes('can from now on', gained),
        ...changes('can no longer', lost),
        ...(gained.length + lost.length === 0 ? ['Nobody can do more or less.'] : []),
      ].join('\n'),
    ),
    section(`*Who can do what, over TLS*\n${codeBlock(accessTable(byPlace(access), MOST_ACCESS))}`),
    context(
      unencrypted.length === 0
        ? 'Without TLS: nobody, nothing'
        : `Without TLS: ${escaped(unencrypted.join('; '), 600)}`,
    ),
  ];
}

/** Nothing of them is applied with this: what is the matter with its own, and that there are others. */
function filesBlocks(news: BucketReview['news'], { kind, name }: GrantWish): readonly KnownBlock[] {
  const isOwn = ({ path }: FileNews) => path === `${kind}_datasets/${name}.yaml`;
  const own = news.filter(isOwn).map((one) => context(`⚠ ${fileWords(one)}`));
  const others = news.length - own.length;
  if (others === 0) return own;
  const files = `${others}${own.length === 0 ? '' : ' other'} ${others === 1 ? 'file is' : 'files are'}`;
  const says = `${files} not what holds; this changes nothing of that: \`${BUCKET.command} list\``;
  return [...own, context(says)];
}

function changes(words: string, lines: readonly string[]): readonly string[] {
  const SHOWN = 8;
  const apart = lines.map((line) => {
    const at = line.indexOf(': ');
    return { who: line.slice(0, at), can: line.slice(at) };
  });
  const together = alike(apart, ({ who, can }) => `${kindOf(who)}${can}`).map(
    (some) =>
      `${namedTogether(
        some.map(({ who }) => who),
        some[0]?.who.startsWith('arn:') ? 'reader' : 'user',
      )}${some[0]?.can ?? ''}`,
  );
  const more = together.length - SHOWN;
  return [
    ...together.slice(0, SHOWN).map((line) => `${words}: ${code(line, 200)}`),
    ...(more > 0 ? [`… and ${more} more`] : []),
  ];
}

/** What lies in the place of a dataset that ends, or of one that begins. */
export function heldWords({ after, held }: Pick<GrantWish, 'after' | 'held'>): string {
  const kept = after === null ? 'Nothing of it is deleted.' : 'Whoever reads there sees them, too.';
  if (held === undefined)
    return `I can’t look into the store from here, so look what lies there. ${kept}`;
  if (held.objects === 0) return after === null ? 'Nothing lies in its place.' : '';
  const most = held.more ? 'more than ' : '';
  return `There are ${most}*${count(held.objects, 'object')}* (${most}${fileSize(held.bytes)}) in its place. ${kept}`;
}

function buttonsOf(request: BucketRequest, review: BucketReview | undefined): readonly Button[] {
  const { id: r, round: n, status, wanted, dueAt, trouble } = request;
  const press = (verb: BucketVerb, label: string, style?: 'primary' | 'danger') =>
    button({
      label,
      id: `bucket:${verb}`,
      value: buttonValue({ r, n, ...(review === undefined ? {} : { h: review.hash }) }),
      ...(style === undefined ? {} : { style }),
    });
  if (status === 'approved' && dueAt !== undefined) return [press('withdraw', 'Keep the dataset')];
  if (status === 'approved' && trouble !== undefined) return [press('withdraw', 'Withdraw')];
  if (status !== 'to be reviewed') return [];
  if (wanted.what === 'elsewhere') return [press('return', 'Answer', 'primary')];
  return [
    // Without a hash it agrees to nothing: what there is by then is shown.
    ...(review === undefined
      ? [press('approve', 'Look again')]
      : wanted.after === null
        ? [press('approve', 'Confirm its end', 'danger')]
        : [press('approve', 'Approve', 'primary')]),
    press('return', 'Return'),
    ...(review === undefined ? [] : [press('policies', 'All policies')]),
    press('withdraw', 'Withdraw'),
  ];
}
