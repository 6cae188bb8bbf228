import type { Run } from '../../../storage/tracker/runs.ts';
import type { Trouble } from '../../../tracker/crawl/trouble.ts';
import { context, inSections, type Rendered, section } from '../blocks.ts';
import { code, count, cut, escaped, moment } from '../text.ts';
import { crawlWords, unreadWords } from './pieces.ts';

const MOST_SHOWN = 40;

/** What was in the way, for people who never saw the word in the report. */
const WORDS: Readonly<Record<Trouble['why'], string>> = {
  absent: 'is not there',
  emptied: 'is empty all at once, as where nothing is mounted; what it held counts',
  denied: 'may not be read by my user',
  silent: 'did not answer in time',
  outside: 'is a link that leads in a circle or out of its place, so it was not followed',
  'no file': 'is no file but a pipe or a device, so it was not opened',
  vanished: 'went away while I looked',
  'odd name': 'has a name that is not UTF-8',
  broken: 'could not be read',
  empty: 'is empty',
  'not UTF-8': 'is not UTF-8; it was read as Latin-1',
  long: 'is very long; its beginning was read',
  mismatch: 'does not agree with the database',
};

const isKnown = (why: string): why is Trouble['why'] => Object.hasOwn(WORDS, why);

type Kept = NonNullable<Run['found']>['troubles'][number];

/** One line for each. */
export function troubleLine({ location, path, why, detail }: Kept): string {
  const words = isKnown(why) ? WORDS[why] : escaped(why);
  const said =
    detail === undefined || why === 'outside' || why === 'emptied'
      ? ''
      : ` (${escaped(detail, 300)})`;
  return `• ${code(path ?? location, 300)} ${words}${said}`;
}

/** `13 things were in the way`. */
export const troubledWords = (troubled: number): string =>
  `${count(troubled, 'thing was', 'things were')} in the way`;

/** `/dataset troubles [crawl]`: what a crawl could not read as it should. */
export function troublesView(run: Run): Rendered {
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
