import type { Run } from '../../../storage/tracker/runs.ts';
import type { Started } from '../../../tracker/tracking/crawls.ts';
import { paragraph, type Rendered } from '../blocks.ts';
import { codeBlock, count, cut, duration, escaped, moment, person } from '../text.ts';
import { countsWords } from './changes.ts';
import { unreadWords, wordsButton } from './pieces.ts';
import { troubledWords, troubleLine } from './troubles.ts';

const MOST_FAULTS = 10;
const MOST_TROUBLES = 8;

/** `/dataset crawl`: it has begun, or why not. */
export function startedView(started: Started): Rendered {
  switch (started.what) {
    case 'started':
      return paragraph(
        `I look through all places now (crawl ${started.run.id}) and say here what I find.`,
      );
    case 'under way':
      return paragraph(
        `Crawl ${started.run.id} is under way${moment(started.run.startedAt, ' since')}, started by ${person(started.run.by)}. I say here what it finds.`,
      );
    case 'no sources': {
      const faults = started.faults.slice(0, MOST_FAULTS).join('\n');
      return paragraph(
        `The file of the places can’t be used, so nothing is looked at. Whoever runs the bot mends it:\n${codeBlock(cut(faults, 2000))}`,
      );
    }
  }
}

/** What a crawl found, once it has ended. */
export function endedView(run: Run): Rendered {
  const { found, fault } = run;
  if (found === undefined)
    return paragraph(
      `Crawl ${run.id} came to no end: ${escaped(fault ?? '', 300)} Nothing of it counts; the next one begins anew.`,
    );
  const took =
    run.endedAt === undefined
      ? ''
      : ` in ${duration(run.endedAt.getTime() - run.startedAt.getTime())}`;
  const unread = new Set(found.unread.map(({ location }) => location)); // told by themselves
  const troubles = found.troubles
    .filter(({ path, location }) => path !== undefined || !unread.has(location))
    .slice(0, MOST_TROUBLES)
    .map(troubleLine);
  const lines = [
    `✓ Crawl ${run.id}: ${count(found.datasets, 'dataset')}${took}, ${count(found.filesRead, 'file')} read. ${countsWords(found.changes) || 'Nothing has changed'}.`,
    ...unreadWords(run.found?.unread),
    ...(found.troubled === 0
      ? []
      : [`${troubledWords(found.troubled)}${troubles.length === 0 ? '.' : ':'}`, ...troubles]),
  ];
  const changed = Object.keys(found.changes).length > 0;
  const buttons = [
    ...(changed ? [wordsButton('What changed', `changes ${run.id}`, true)] : []),
    ...(found.troubled > troubles.length
      ? [wordsButton('What was in the way', `troubles ${run.id}`, true)]
      : []),
  ];
  return paragraph(lines.join('\n'), buttons);
}
