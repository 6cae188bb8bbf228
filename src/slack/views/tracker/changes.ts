import type { DatasetChange } from '../../../domain/crawl-digest.ts';
import type { Proposal } from '../../../storage/tracker/proposals.ts';
import type { Run } from '../../../storage/tracker/runs.ts';
import { CHANGE_KINDS, type Change } from '../../../tracker/history/changes.ts';
import type { ToldChange } from '../../../tracker/tracking/changes.ts';
import type { Stood } from '../../../tracker/tracking/tracker.ts';
import { context, inSections, paragraph, type Rendered, row, section } from '../blocks.ts';
import { bold, code, count, cut, escaped, literal, moment, person } from '../text.ts';
import { crawlWords, unreadWords, wordsButton } from './pieces.ts';

const MOST_CHANGES = 40; // of a dataset's history
const MOST_FIELDS = 4;

/** What happened, for people. */
const KIND_WORDS: Readonly<Record<Change['kind'], string>> = {
  backwards: 'went backwards',
  gone: 'gone',
  appeared: 'new',
  forwards: 'moved on',
  sideways: 'moved, as far as before',
  edited: 'edited',
};

const NONE_WORDS: Readonly<Record<Change['kind'], string>> = {
  ...KIND_WORDS,
  gone: 'has gone',
  appeared: 'is new',
  edited: 'was edited',
};

export function changeLine(change: DatasetChange): string {
  const name = bold(change.accession);
  switch (change.kind) {
    case 'appeared':
      return `• ${name} is new: ${literal(change.status)}`;
    case 'gone':
      return `⚠ ${name} is nowhere any more; it was ${literal(change.status)}`;
    case 'backwards':
      return `⚠ ${name} went backwards: ${literal(change.from)} → ${literal(change.to)}`;
    case 'forwards':
    case 'sideways':
      if (change.places !== undefined)
        return `• ${name}, ${literal(change.to)}: ${code(change.places.from, 200)} → ${code(change.places.to, 200)}`;
      return `• ${name}: ${literal(change.from)} → ${literal(change.to)}`;
    case 'edited': {
      const edits = change.fields
        .slice(0, MOST_FIELDS)
        .map(({ field, from, to }) => `${escaped(field)} ${was(from)} → ${was(to)}`);
      const more = change.fields.length - edits.length;
      return `• ${name} was edited: ${edits.join('; ')}${more > 0 ? ` and ${more} more` : ''}`;
    }
  }
}

const was = (value: string): string => (value === '' ? '(nothing)' : literal(value, 80));

/** `2 went backwards, 31 moved on`, what nobody expects first; empty where nothing changed. */
export function countsWords(counts: Readonly<Record<string, number>>): string {
  return CHANGE_KINDS.flatMap((kind) => {
    const { [kind]: n = 0 } = counts;
    return n === 0 ? [] : [`${n.toLocaleString('en-GB')} ${KIND_WORDS[kind]}`];
  }).join(', ');
}

/** `5-7`, or `7` where it is that one alone, as it is typed after `changes`. */
export const crawlsTyped = (since: number, last: number): string =>
  since === last ? `${last}` : `${since}-${last}`;

/** `/dataset changes`: what a crawl found otherwise than the one before it; of several, what is otherwise after them. */
export function changesView(
  crawls: {
    readonly run: Run; // the last of them
    readonly since: number; // the first of them
    readonly counts: Readonly<Record<string, number>>;
  },
  shown: readonly ToldChange[],
  wanted: {
    readonly kind?: Change['kind'] | undefined;
    /** Where what follows is found. */
    readonly next?: { readonly kind: Change['kind']; readonly after: number } | undefined;
  },
): Rendered {
  const { run, since, counts } = crawls;
  const { kind, next } = wanted;
  const typed = `changes ${crawlsTyped(since, run.id)}`;
  const which = since === run.id ? `Crawl ${run.id}` : `Crawls ${since} to ${run.id}`;
  const total = Object.values(counts).reduce((sum, n) => sum + n, 0);
  const head = `*${which}*${moment(run.startedAt, ',')}: ${countsWords(counts) || 'nothing has changed'}`;
  const none = kind !== undefined && shown.length === 0 ? [`Nothing ${NONE_WORDS[kind]}.`] : [];
  const lines = [...none, ...shown.map(({ change }) => changeLine(change))];
  const kinds = CHANGE_KINDS.filter((one) => one !== kind && (counts[one] ?? 0) > 0).map((one) =>
    wordsButton(KIND_WORDS[one], `${typed} ${one}`),
  );
  return {
    text: cut([head, ...lines].join('\n'), 3000),
    blocks: [
      section(head),
      ...inSections(lines),
      ...row([
        ...(next === undefined
          ? []
          : [wordsButton('More', `${typed} ${next.kind} after ${next.after}`)]),
        ...kinds,
      ]),
      context(
        kind === undefined && total > shown.length
          ? `${shown.length} of ${total.toLocaleString('en-GB')} changes`
          : undefined,
        since === run.id
          ? undefined
          : 'Before the first of them and after the last; one crawl, or a dataset’s history, has what was between',
        crawlWords(run),
        ...unreadWords(run.found?.unread),
      ),
    ],
  };
}

/** What people decided of a cell, and what became of it. */
function decisions({ title, proposed, person: by, endedAt, settledAt, settledBy }: Proposal) {
  const what = `“${literal(proposed || 'nothing', 80)}” as ${literal(title)}`;
  const ended =
    settledBy === undefined ? `${what} holds no longer` : `${person(settledBy)} took back ${what}`;
  return [
    { at: endedAt ?? new Date(0), words: `${person(by ?? '')} accepted ${what}` },
    ...(settledAt === undefined ? [] : [{ at: settledAt, words: ended }]),
  ];
}

/** `/dataset history <name>`: how it stood from when to when, and each change. */
export function historyView(
  accession: string,
  versions: readonly Stood[],
  changes: readonly ToldChange[],
  accepted: readonly Proposal[],
): Rendered {
  if (versions.length === 0)
    return paragraph(`Nothing is on record of ${bold(accession)}: no crawl has seen it.`);
  const told = [
    ...changes.map(({ at, change }) => ({ at, words: changeLine(change).replace(/^• /, '') })),
    ...accepted.flatMap(decisions),
  ].sort((one, other) => one.at.getTime() - other.at.getTime());
  const left = told.length - MOST_CHANGES;
  const lines = told.slice(-MOST_CHANGES).map(({ at, words }) => `${moment(at)} ${words}`);
  const last = versions.at(-1);
  const status = accepted.find((one) => one.title === 'Status' && one.settledAt === undefined);
  const over = status && ` People say “${literal(status.proposed)}”.`;
  const now =
    last?.to === undefined
      ? `It is *${escaped(last?.dataset.status ?? '')}*${moment(last?.since ?? new Date(0), ' since')}.${over ?? ''}`
      : `It is nowhere${moment(last.to, ' since')}.`;
  const head = `${bold(accession)}: ${count(changes.length, 'change')}. ${now}`;
  return {
    text: cut([head, ...lines].join('\n'), 3000),
    blocks: [
      section(head),
      ...(left > 0 ? [context(`The last ${MOST_CHANGES} of ${told.length}`)] : []),
      ...inSections(lines),
    ],
  };
}
