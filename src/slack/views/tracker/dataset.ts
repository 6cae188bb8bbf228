import type { KnownBlock } from '@slack/types';
import type { Row } from '../../../operations/operations.ts';
import type { Correction } from '../../../storage/tracker/corrections.ts';
import type { Run } from '../../../storage/tracker/runs.ts';
import type { Gone, Tracked } from '../../../tracker/tracking/tracked.ts';
import type { AsOf } from '../../tracker/as-of.ts';
import { rowLine } from '../answers/report.ts';
import { button, context, inSections, paragraph, type Rendered, row, section } from '../blocks.ts';
import { bold, code, cut, duration, escaped, literal, moment, type Roles } from '../text.ts';
import { correctionLines, isCorrected, SIGN_WORDS, saidOf, takeBackButtons } from './corrected.ts';
import { DATASET } from './help.ts';
import { asOfWords, crawlWords, unreadWords, wordsButton } from './pieces.ts';

const MOST_SHOWN = 5; // datasets that are called the same

/** Where a dataset stands everywhere. */
export interface Everywhere {
  readonly name: string; // as it was asked for
  readonly run: Run | undefined; // none was done yet
  readonly tracked: readonly Tracked[];
  readonly rows: readonly Row[]; // of runbooks
  readonly now: Date;
  readonly then?: AsOf | undefined; // it is told of another time
}

/** `/dataset <name>`: in the places that are crawled, and in the runbooks. */
export function everywhereView(all: Everywhere, roles: Roles): Rendered {
  const { name, run, tracked, rows, then } = all;
  if (tracked.length === 0 && rows.length === 0) return unknownView(name, then);
  const shown = tracked.slice(0, MOST_SHOWN);
  const blocks: KnownBlock[] = [
    ...shown.flatMap((one) => trackedBlocks(one, all)),
    ...(tracked.length > shown.length
      ? [context(`and ${tracked.length - shown.length} more of this name`)]
      : []),
    ...(tracked.length === 0
      ? [section(`No place that I crawl holds ${bold(name)}; a runbook does.`)]
      : []),
    ...(rows.length === 0
      ? []
      : [section('*In the runbooks*'), ...inSections(rows.map((each) => rowLine(each, roles)))]),
    context(
      then && asOfWords(then),
      shown.some(isCorrected) ? SIGN_WORDS : undefined,
      ...(run === undefined
        ? ['No crawl is done yet']
        : [crawlWords(run), ...unreadWords(run.found?.unread)]),
    ),
  ];
  const text = [...shown.map(standingLine), ...rows.map((each) => rowLine(each, roles))].join('\n');
  return { text: cut(text, 3000), blocks };
}

/** In the order of the lines: what the sheets call it, and what it is called here. */
const NAMED = {
  'Tech Type': 'Technology',
  Organism: 'Organism',
  Curator: 'Curator',
  'Secondary Accessions': 'Also called',
} as const;

function trackedBlocks(tracked: Tracked, { now, then }: Everywhere) {
  const { dataset, since, corrected = new Map<string, Correction>() } = tracked;
  const { accession, title = '', location, tech, curators, organisms } = dataset;
  const stood = duration((then?.at ?? now).getTime() - since.getTime());
  const crawled: Readonly<Record<keyof typeof NAMED, readonly string[]>> = {
    'Tech Type': tech,
    Organism: organisms,
    Curator: curators,
    'Secondary Accessions': dataset.secondaryAccessions,
  };
  const others = [...corrected.keys()].filter(
    (name) => !Object.hasOwn(NAMED, name) && name !== 'Investigation Title' && name !== 'Status',
  );
  const facts = [
    literalUnlessNone(saidOf(tracked, 'Investigation Title', title)),
    `In ${code(location, 300)}`,
    `With this state for at least ${stood}${moment(since, ', since')}`,
    ...Object.entries(crawled).map(([name, values]) =>
      fact(isNamed(name) ? NAMED[name] : name, saidOf(tracked, name, values.join(', '))),
    ),
    ...others.map((name) => fact(name, saidOf(tracked, name, ''))),
    dataset.modifiedAt === undefined ? '' : moment(dataset.modifiedAt, 'Metadata changed'),
    ...correctionLines(tracked),
  ].filter((line) => line !== '');
  return [
    section([standingLine(tracked), ...facts].join('\n')),
    ...row([
      wordsButton('History', `history ${accession}`, true),
      wordsButton('Files', `files ${accession}`, true),
      ...(location.startsWith('http')
        ? [button({ label: 'Its place', id: `open:${accession}`, url: location })]
        : []),
      ...(then === undefined ? takeBackButtons(tracked) : []),
    ]),
  ];
}

const isNamed = (name: string): name is keyof typeof NAMED => Object.hasOwn(NAMED, name);

function standingLine(tracked: Tracked): string {
  const { accession, status } = tracked.dataset;
  return `${bold(accession)} is ${bold(saidOf(tracked, 'Status', status))}`;
}

const literalUnlessNone = (text: string): string => (text === '' ? '' : literal(text, 300));

const fact = (name: string, text: string): string =>
  text === '' ? '' : `${literal(name)}: ${literal(text, 300)}`;

/** They were there once, and are in no place any more. */
export function goneView(gone: readonly Gone[], then?: AsOf): Rendered {
  const shown = gone.slice(0, MOST_SHOWN);
  const lines = shown.map(({ dataset: { accession, status, location }, to }) => {
    const was = `It was *${escaped(status)}* in ${code(location, 300)}.`;
    return `${bold(accession)} is nowhere${moment(to, ' since')}. ${was}`;
  });
  const when = then === undefined ? [] : [`${asOfWords(then)}.`];
  return paragraph(
    [...lines, ...when].join('\n'),
    shown.map(({ dataset: { accession } }) =>
      wordsButton(
        shown.length === 1 ? 'History' : `History of ${accession}`,
        `history ${accession}`,
        true,
      ),
    ),
  );
}

/** Nothing is called so, in no place and no runbook. */
export function unknownView(name: string, then?: AsOf): Rendered {
  const when = then === undefined ? '' : ` at ${escaped(then.words)}`;
  return paragraph(
    `I know of no dataset ${code(name)}${when}. \`${DATASET.command} board\` lists all of them; \`${DATASET.command} crawl\` looks again.`,
  );
}
