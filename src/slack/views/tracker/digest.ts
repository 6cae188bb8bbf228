import type { CrawlDigest, FailedCrawl } from '../../../domain/crawl-digest.ts';
import type { ProposalNews } from '../../../domain/proposed-cell.ts';
import { context, inSections, paragraph, type Rendered, row, section } from '../blocks.ts';
import { codeBlock, count, cut, link, moment } from '../text.ts';
import { changeLine, countsWords, crawlsTyped } from './changes.ts';
import { DATASET } from './help.ts';
import { unreadWords, wordsButton } from './pieces.ts';
import { proposalNewsWords, proposalsButton } from './proposals.ts';
import { troubledWords } from './troubles.ts';

/** What a scheduled crawl found otherwise than the one before, and what people wrote into the sheet; it calls nobody. */
export function digestView(digest: CrawlDigest | FailedCrawl, proposals?: ProposalNews): Rendered {
  if ('fault' in digest) return failedView(digest);
  const { run, since, at, datasets, isFirst, counts, changes, troubled, unread, workbook } = digest;
  const words = countsWords(counts);
  const head = isFirst
    ? `*The first crawl is done*${moment(at, ',')}: ${count(datasets, 'dataset')} are tracked from now on.`
    : `*${count(datasets, 'dataset')} looked through*${moment(at, ',')}: ${words || 'nothing has changed'}.`;
  const told = isFirst ? [] : changes.map(changeLine);
  const total = Object.values(counts).reduce((sum, n) => sum + n, 0);
  const more = isFirst ? 0 : total - told.length;
  const places = unreadWords(unread);
  const written = proposals === undefined ? [] : [`${proposalNewsWords(proposals)}.`];
  return {
    text: cut([head, ...told, ...places, ...written].join('\n'), 3000),
    blocks: [
      section(head),
      ...inSections(told),
      ...(more > 0 ? [context(`and ${more.toLocaleString('en-GB')} more`)] : []),
      ...inSections([...places, ...written]),
      ...row([
        ...(isFirst
          ? []
          : [wordsButton('What changed', `changes ${crawlsTyped(since, run)}`, true)]),
        wordsButton('Longest unmoved', 'board ours sort since', true),
        wordsButton('States', 'states', true),
        ...(proposals === undefined ? [] : [proposalsButton()]),
        ...(troubled > 0 ? [wordsButton('What was in the way', `troubles ${run}`, true)] : []),
      ]),
      context(
        workbook && `${link(workbook, 'The workbook')}, for a day`,
        troubled > 0 ? troubledWords(troubled) : undefined,
        `\`${DATASET.command} help\` shows what else can be asked`,
      ),
    ],
  };
}

function failedView({ at, fault }: FailedCrawl): Rendered {
  const head = `⚠ *The scheduled crawl*${moment(at, ' of')} was not done, so what is shown is of the one before. Whoever runs the bot mends it:`;
  return paragraph(`${head}\n${codeBlock(cut(fault, 2000))}`);
}
