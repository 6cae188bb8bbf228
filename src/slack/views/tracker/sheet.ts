import type { AskedRun } from '../../../tracker/tracking/tracked.ts';
import { context, type Rendered, section } from '../blocks.ts';
import { link, moment } from '../text.ts';
import { crawlWords, unreadWords } from './pieces.ts';

/** `/dataset sheet [day]`: what became of the workbook; a link to it where Slack did not take the file. */
export function sheetView(run: AskedRun, workbook: 'sent' | string | undefined): Rendered {
  const said =
    workbook === 'sent'
      ? 'The workbook with both sheets is in your messages with me.'
      : workbook === undefined
        ? 'Slack did not take the workbook; please ask again later.'
        : `Slack did not take the file; ${link(workbook, 'the workbook of the crawl')} can be downloaded for a day.`;
  const then = run.then === undefined ? undefined : moment(run.then, 'As it stood');
  return {
    text: said,
    blocks: [section(said), context(then, crawlWords(run), ...unreadWords(run.found?.unread))],
  };
}
