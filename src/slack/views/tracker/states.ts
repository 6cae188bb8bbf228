import type { RawTextElement, TableBlock } from '@slack/types';
import type { Run } from '../../../storage/tracker/runs.ts';
import type { Standing } from '../../../tracker/history/census.ts';
import { STAGES, type Stage } from '../../../tracker/state/stage.ts';
import { context, inSections, type Rendered, section } from '../blocks.ts';
import { count, cut, duration } from '../text.ts';
import { crawlWords, unreadWords } from './pieces.ts';

const MEANINGS: Readonly<Record<Stage, string>> = {
  external: 'in other resources; we may have metadata of it',
  incoming: 'is to be imported',
  loading: 'being curated, reviewed and ingested',
  analysing: 'curated and validated; its analysis runs',
  processed: 'analysis is complete',
  published_dev: 'on the site for developers',
  published: 'on the site',
};

/** `/dataset states`: what each means, and, once a crawl is done, how many stand there and how long. */
export function statesView(
  known:
    | { readonly run: Run; readonly standings: readonly Standing[]; readonly now: Date }
    | undefined,
  picture: 'sent' | 'failed' | 'none',
): Rendered {
  const lines = STAGES.map((stage) => {
    const standing = known?.standings.find((one) => one.stage === stage);
    const many = standing === undefined ? '' : `: ${standing.datasets.toLocaleString('en-GB')}`;
    return `*${stage}*${many} – ${MEANINGS[stage]}`;
  });
  const head =
    'A dataset stands where the place says that ranks highest. A place may stand for several states: its last one counts.';
  const where = {
    sent: 'The pictures are in your messages with me.',
    failed: 'The pictures could not be made; please try again later.',
    none: undefined,
  }[picture];
  const foot =
    known === undefined
      ? []
      : [context(crawlWords(known.run), where, ...unreadWords(known.run.found?.unread))];
  const shown = known === undefined ? inSections(lines) : [table(known.standings, known.now)];
  return {
    text: cut([head, ...lines].join('\n'), 3000),
    blocks: [section(head), ...shown, ...foot],
    fallback: [section(head), ...inSections(lines), ...foot],
  };
}

function table(standings: readonly Standing[], now: Date): TableBlock {
  const heads = ['State', 'Datasets', 'Half of them for', 'What it means'].map(cell);
  return {
    type: 'table',
    column_settings: [{}, { align: 'right' }, { align: 'right' }, { is_wrapped: true }],
    rows: [
      heads,
      ...standings.map(({ stage, datasets, median }) => [
        cell(stage),
        cell(datasets.toLocaleString('en-GB')),
        cell(median === undefined ? '–' : `${duration(now.getTime() - median.getTime())} or more`),
        cell(MEANINGS[stage]),
      ]),
    ],
  };
}

const cell = (text: string): RawTextElement => ({ type: 'raw_text', text });

/** One line for Home: `12,004 datasets: 310 loading, …`. */
export function standingsWords(standings: readonly Standing[]): string {
  const total = standings.reduce((sum, { datasets }) => sum + datasets, 0);
  const parts = standings
    .filter(({ datasets }) => datasets > 0)
    .map(({ stage, datasets }) => `${datasets.toLocaleString('en-GB')} ${stage}`);
  return `${count(total, 'dataset')}: ${parts.join(', ')}`;
}
