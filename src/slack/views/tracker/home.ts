import type { KnownBlock } from '@slack/types';
import type { Run } from '../../../storage/tracker/runs.ts';
import type { Standing } from '../../../tracker/history/census.ts';
import { context, header, inSections, row, section } from '../blocks.ts';
import { count, moment } from '../text.ts';
import { countsWords } from './changes.ts';
import { unreadWords, wordsButton } from './pieces.ts';
import { standingsWords } from './states.ts';

/** Where tracked datasets stand, on everybody’s Home; once a crawl is done. */
export interface TrackedHome {
  readonly run: Run;
  readonly standings: readonly Standing[];
}

/** What waits for whoever has a role, in the tracker. */
export interface TrackerWaiting {
  readonly cells: number; // of the spreadsheet, that people wrote into
  readonly pairs: number; // of datasets that may be one
}

export const trackerWaits = ({ cells, pairs }: TrackerWaiting): number => cells + pairs;

export function trackerWaitingBlocks({ cells, pairs }: TrackerWaiting): readonly KnownBlock[] {
  const lines = [
    ...(cells > 0 ? [`• ${count(cells, 'cell')} of the sheet that people wrote into`] : []),
    ...(pairs > 0
      ? [`• ${count(pairs, 'pair')} of datasets that share a name, and may be one`]
      : []),
  ];
  return [
    ...inSections(lines),
    ...row([
      ...(cells > 0 ? [wordsButton('What people wrote', 'proposals')] : []),
      ...(pairs > 0 ? [wordsButton('What may be one', 'duplicates')] : []),
    ]),
  ];
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
