import type { KnownBlock } from '@slack/types';
import type { Run } from '../../../storage/tracker/runs.ts';
import type { Standing } from '../../../tracker/history/census.ts';
import { context, header, row, section } from '../blocks.ts';
import { moment } from '../text.ts';
import { countsWords } from './changes.ts';
import { unreadWords, wordsButton } from './pieces.ts';
import { standingsWords } from './states.ts';

/** Where tracked datasets stand, on everybody’s Home; once a crawl is done. */
export interface TrackedHome {
  readonly run: Run;
  readonly standings: readonly Standing[];
}

export function trackedBlocks({ run, standings }: TrackedHome): readonly KnownBlock[] {
  const changed = countsWords(run.found?.changes ?? {}) || 'nothing changed';
  return [
    header('Datasets'),
    section(`${standingsWords(standings)}\n${moment(run.startedAt, 'Crawled')}: ${changed}`),
    ...row([
      wordsButton('Board', 'board'),
      wordsButton('What changed', `changes ${run.id}`),
      wordsButton('Duplicates', 'duplicates'),
    ]),
    ...(run.found?.unread.length ? [context(...unreadWords(run.found.unread))] : []),
  ];
}
