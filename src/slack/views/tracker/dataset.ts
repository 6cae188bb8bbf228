import type { KnownBlock } from '@slack/types';
import type { Row } from '../../../operations/operations.ts';
import type { Run } from '../../../storage/tracker/runs.ts';
import type { Dataset } from '../../../tracker/dataset/dataset.ts';
import type { Tracked } from '../../../tracker/tracking/tracker.ts';
import type { AsOf } from '../../tracker/as-of.ts';
import { rowLine } from '../answers/report.ts';
import { button, context, inSections, paragraph, type Rendered, row, section } from '../blocks.ts';
import { bold, code, cut, duration, escaped, moment, type Roles } from '../text.ts';
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
      ...(run === undefined
        ? ['No crawl is done yet']
        : [crawlWords(run), ...unreadWords(run.found?.unread)]),
    ),
  ];
  const text = [
    ...shown.map(({ dataset }) => standingLine(dataset)),
    ...rows.map((each) => rowLine(each, roles)),
  ].join('\n');
  return { text: cut(text, 3000), blocks };
}

function trackedBlocks({ dataset, since }: Tracked, { now, then }: Everywhere) {
  const { accession, title, location, tech, curators, organisms, secondaryAccessions } = dataset;
  const stood = duration((then?.at ?? now).getTime() - since.getTime());
  const facts = [
    title === undefined ? '' : escaped(title, 300),
    `In ${code(location, 300)} for at least ${stood}${moment(since, ', since')}`,
    fact('Technology', tech),
    fact('Organism', organisms),
    fact('Curator', curators),
    fact('Also called', secondaryAccessions),
    dataset.modifiedAt === undefined ? '' : `Metadata changed ${moment(dataset.modifiedAt)}`,
  ].filter((line) => line !== '');
  return [
    section([standingLine(dataset), ...facts].join('\n')),
    ...row([
      wordsButton('History', `history ${accession}`, true),
      wordsButton('Files', `files ${accession}`, true),
      ...(location.startsWith('http')
        ? [button({ label: 'Its place', id: `open:${accession}`, url: location })]
        : []),
    ]),
  ];
}

const standingLine = ({ accession, status }: Dataset): string =>
  `${bold(accession)} is *${escaped(status)}*`;

const fact = (name: string, values: readonly string[]): string =>
  values.length === 0 ? '' : `${name}: ${escaped(values.join(', '), 300)}`;

/** Nothing is called so, in no place and no runbook. */
export function unknownView(name: string, then?: AsOf): Rendered {
  const when = then === undefined ? '' : ` at ${escaped(then.words)}`;
  return paragraph(
    `I know of no dataset ${code(name)}${when}. \`${DATASET.command} board\` lists all of them; \`${DATASET.command} crawl\` looks again.`,
  );
}
