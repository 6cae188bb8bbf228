import type { Run } from '../../../storage/tracker/runs.ts';
import { context, inSections, paragraph, type Rendered, section } from '../blocks.ts';
import { code, codeBlock, count, cut, escaped, moment } from '../text.ts';
import { crawlWords, unreadWords } from './pieces.ts';
import { whyWords } from './why.ts';

const MOST_SHOWN = 40;

type Kept = NonNullable<Run['found']>['troubles'][number];

/** Nothing was found: what is wrong is wrong with all of it. */
const notDoneView = ({ id, startedAt, fault = '' }: Run): Rendered =>
  paragraph(`*Crawl ${id}*${moment(startedAt, ',')} was not done:\n${codeBlock(cut(fault, 2000))}`);

/** One line for each. */
export function troubleLine({ location, path, why, detail }: Kept): string {
  const isSaid = detail === undefined || why === 'outside' || why === 'emptied';
  const said = isSaid ? '' : ` (${escaped(detail, 300)})`;
  return `• ${code(path ?? location, 300)} ${whyWords(why)}${said}`;
}

/** `13 things were in the way`. */
export const troubledWords = (troubled: number): string =>
  `${count(troubled, 'thing was', 'things were')} in the way`;

/** `/dataset troubles [crawl]`: what a crawl could not read as it should. */
export function troublesView(run: Run): Rendered {
  if (run.found === undefined) return notDoneView(run);
  const { troubles = [], troubled = 0 } = run.found ?? {};
  const said = troubled === 0 ? 'nothing was in the way' : troubledWords(troubled);
  const head = `*Crawl ${run.id}*${moment(run.startedAt, ',')}: ${said}.`;
  const lines = troubles.slice(0, MOST_SHOWN).map(troubleLine);
  const left = troubled - lines.length;
  const rest =
    left > 0
      ? `and ${left.toLocaleString('en-GB')} more; \`GET /api/tracker/runs/${run.id}\` names the first ${troubles.length.toLocaleString('en-GB')}`
      : undefined;
  return {
    text: cut([head, ...lines].join('\n'), 3000),
    blocks: [
      section(head),
      ...inSections(lines),
      context(rest, crawlWords(run), ...unreadWords(run.found?.unread)),
    ],
  };
}
