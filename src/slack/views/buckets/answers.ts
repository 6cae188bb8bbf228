import type { DatasetNow, Listed, Tried } from '../../../buckets/requests/looking.ts';
import type { Asked, BucketAnswer, Decided } from '../../../domain/bucket-order.ts';
import type { BucketRequest, BucketReview } from '../../../domain/bucket-request.ts';
import { buttonValue } from '../../interaction/button-value.ts';
import { button, context, inSections, paragraph, type Rendered, row, section } from '../blocks.ts';
import {
  bold,
  callRole,
  code,
  codeBlock,
  count,
  escaped,
  isPerson,
  moment,
  person,
  type Roles,
} from '../text.ts';
import { accessTable, byPlace } from './access-table.ts';
import { heldWords } from './card.ts';
import { filesWords, fileWords } from './files.ts';
import { BUCKET } from './help.ts';
import { targetBlock, usageWords } from './news.ts';
import {
  lyingWords,
  READERS_UNSEEN,
  standingWords,
  stillRight,
  trafficWords,
  warningWords,
} from './upkeep.ts';

const MOST_ACCESS = 2600; // letters in one block
const LONGEST_LIST = 60;

/** To whoever wanted it. */
export function bucketAnswerView(answer: BucketAnswer, roles: Roles): Rendered {
  switch (answer.to) {
    case 'a wish': {
      const { asked } = answer;
      const mayEnd = !asked.ok && asked.why === 'under way' && asked.mayWithdraw;
      return paragraph(askedWords(asked, roles), mayEnd ? [withdrawButton(asked.request)] : []);
    }
    case 'a withdrawal':
      return paragraph(withdrawnWords(answer.request));
    case 'a word':
      return paragraph(refusedWords(answer.refused, roles));
  }
}

function withdrawButton({ id, round }: BucketRequest) {
  const value = buttonValue({ r: id, n: round });
  return button({ label: 'Withdraw it', id: 'bucket:withdraw', value });
}

function withdrawnWords({ id, wanted, by, withdrawnBy }: BucketRequest): string {
  const told = withdrawnBy === by || !isPerson(by) ? '' : ` ${person(by)} is told.`;
  return `✓ Request ${id} for ${bold(wanted.name)} is withdrawn.${told}`;
}

/** What became of a wish, to whoever had it. */
function askedWords(asked: Asked, roles: Roles): string {
  if (asked.ok) return putWords(asked.request, asked.review, roles);
  if (asked.why === 'faults') return escaped(Object.values(asked.faults).join(' '), 900);
  if (asked.why === 'refused') return escaped(asked.says, 900);
  const { request } = asked;
  const whose =
    request.status === 'approved' ? 'is approved and not done yet' : 'waits for its review';
  return `Request ${request.id} of ${person(request.by)} for ${bold(request.wanted.name)} ${whose}; one at a time. Wait for it${asked.mayWithdraw ? ', or withdraw it.' : ': whoever asked, whose the dataset is, or data engineering may withdraw it.'}`;
}

function putWords(
  { id, wanted, status }: BucketRequest,
  review: BucketReview | undefined,
  { 'data-engineering': role }: Roles,
): string {
  const name = bold(wanted.name);
  if (wanted.what === 'elsewhere')
    return `Request ${id}: ${escaped(role.name)} knows what you wrote about ${name}, and answers you here.`;
  if (status !== 'to be reviewed')
    return `Request ${id}: access to ${name} is only taken away, so nobody has to agree; I do it now and tell you.`;
  const held = wanted.after === null || wanted.held !== undefined ? heldWords(wanted) : '';
  const remarks = (review?.remarks ?? []).map((one) => escaped(one, 300));
  const who =
    review?.people === 2
      ? `two people of ${escaped(role.name)} confirm it`
      : `${escaped(role.name)} reviews it`;
  return [`Request ${id} for ${name}: ${who}, and I tell you.`, held, ...remarks]
    .filter(Boolean)
    .join(' ');
}

/** Why a word did not count. */
export function refusedWords(decided: Extract<Decided, { ok: false }>, roles: Roles): string {
  if (decided.why === 'obstacle')
    return `It can’t be approved as things are. ${escaped(decided.says, 900)}`;
  switch (decided.why) {
    case 'unknown':
      return `I don’t know this request any more. \`${BUCKET.command} list\` shows what is under way.`;
    case 'not your role':
      return `This is for ${escaped(roles['data-engineering'].name)}.`;
    case 'people only':
      return 'People approve: a key has not seen what it confirms.';
    case 'own request':
      return `You can’t decide about your own request. ${callRole(roles, 'data-engineering')} can.`;
    case 'twice':
      return 'You have confirmed it already; one other person has to, too.';
    case 'changed':
      return 'Something has changed since this was shown, so nothing is approved. The card shows it anew: please look again.';
    case 'not now':
      return 'This is decided already, nothing more to do; its card shows how.';
  }
}

export function listView({ datasets, news, requests }: Listed): Rendered {
  const more = datasets.length - LONGEST_LIST;
  const lines = [
    `*${count(datasets.length, 'dataset')}*`,
    ...datasets
      .slice(0, LONGEST_LIST)
      .map(({ kind, name, users, expires, standing, remarks }) =>
        [
          `${code(name)} · ${kind} · ${count(users.length, 'user')}`,
          expires === undefined ? 'paperwork without an end' : `paperwork until ${expires}`,
          trafficWords(standing.traffic),
          warningWords(standing),
          ...remarks.map((one) => escaped(one, 200)),
        ]
          .filter(Boolean)
          .join(' · '),
      ),
    ...(more > 0 ? [`… and ${more} more`] : []),
    ...(datasets.some(({ kind }) => kind === 'pull') ? [`_${READERS_UNSEEN}_`] : []),
    ...(requests.length === 0 ? [] : ['*Under way*']),
    ...requests.map(
      (one) =>
        `Request ${one.id} · ${code(one.wanted.name)} · ${person(one.by)} · ${waitsFor(one)}`,
    ),
    ...(news.length === 0 ? [] : ['*Files that are not what holds*']),
    ...filesWords(news),
  ];
  return { text: `${count(datasets.length, 'dataset')}`, blocks: inSections(lines) };
}

/** What a request that is under way waits for. */
function waitsFor({ status, by, trouble, dueAt }: BucketRequest): string {
  if (trouble !== undefined) return `⚠ ${status}; ${escaped(trouble, 400)}`;
  if (dueAt !== undefined) return moment(dueAt, 'it ends');
  if (status === 'returned') return `returned, ${person(by)} mends it or leaves it`;
  return status === 'approved' ? 'approved, being applied' : 'to be reviewed by data engineering';
}

export function datasetView(dataset: DatasetNow): Rendered {
  const { kind, name, usage, paperwork, access, open, standing, held, remarks, news } = dataset;
  const title = `${bold(name)} (${kind})`;
  return {
    text: title,
    blocks: [
      section(`${title}\n${usageWords(usage)}`),
      ...news.map((one) => section(`⚠ ${fileWords(one)}`)),
      section(
        `*Who can do what, over TLS*\n${codeBlock(accessTable(byPlace(access), MOST_ACCESS))}`,
      ),
      ...(usage.target === undefined ? [] : [targetBlock(usage.target)]),
      context(
        standing.owner === undefined ? 'Nobody’s yet' : `Whose it is: ${person(standing.owner)}`,
        paperwork.length === 0
          ? 'No paperwork'
          : `Paperwork: ${escaped(paperwork.join('; '), 500)}`,
        open && `Request ${open.id} of ${person(open.by)}: ${waitsFor(open)}`,
        trafficWords(standing.traffic),
        held && lyingWords(held),
        kind === 'pull' ? READERS_UNSEEN : undefined,
        ...remarks.map((one) => escaped(one, 300)),
      ),
      ...(standing.isDue || standing.recertified || standing.leavers.length > 0
        ? [section(standingWords(standing)), ...row([stillRight({ name }, standing)])]
        : []),
    ],
  };
}

const DID = {
  put: 'Put',
  delivered: 'delivered',
  copied: 'not moved on by anything within 15 s, so copied by me',
  read: 'read back, the same',
  deleted: 'deleted',
} as const;

export function testedView(name: string, tried: Tried): Rendered {
  if (!tried.ok) {
    switch (tried.why) {
      case 'unknown':
        return paragraph(`There is no dataset ${bold(name)} any more.`);
      case 'not yours':
        return paragraph(
          `A test file is for whoever asked for ${bold(name)}, and for data engineering.`,
        );
      case 'no store':
        return paragraph('I can’t reach the store from here: the plan is deployed by others.');
    }
  }
  const { trial, target } = tried;
  const { path, did, milliseconds, failed, missing, stays } = trial;
  const deeds = did.map((one) => DID[one]).join(', ');
  const took = (milliseconds / 1000).toFixed(1);
  const left =
    stays === undefined || (failed !== undefined && stays === path)
      ? ''
      : `\n${code(stays, 300)} stays there: I may not delete it, its owner may.`;
  if (failed === undefined)
    return paragraph(
      `${did.includes('copied') ? '⚠' : '✓'} ${deeds}: ${code(path, 300)} in ${took} s.${left}`,
    );
  const text = `⚠ ${deeds === '' ? '' : `${deeds}; but: `}${escaped(failed, 600)} ${code(path, 300)}${left}`;
  if (target === undefined || missing === undefined) return paragraph(text);
  if (missing === 'grant') return { text, blocks: [section(text), targetBlock(target)] };
  return paragraph(
    `${text}\nNext: the owner of ${code(target.bucket)} makes this bucket; if another was meant, ask for the dataset anew.`,
  );
}
