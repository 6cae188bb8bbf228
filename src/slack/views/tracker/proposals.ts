import type { Button, KnownBlock } from '@slack/types';
import type { ProposalNews, ProposedCell } from '../../../domain/proposed-cell.ts';
import type { Proposal } from '../../../storage/tracker/proposals.ts';
import type { Decided } from '../../../tracker/tracking/google/proposals.ts';
import { buttonValue } from '../../interaction/button-value.ts';
import { button, context, inSections, paragraph, type Rendered, row, section } from '../blocks.ts';
import { bold, count, cut, escaped, link, moment, person } from '../text.ts';
import { NOT_YOUR_ROLE, wordsButton } from './pieces.ts';

/** As many at once as fit into a message; the others follow. */
export const PROPOSALS_SHOWN = 10;

const SHEETS: Readonly<Record<ProposedCell['sheet'], string>> = {
  discover: 'Discover Experiments',
  track: 'Track Ingested Experiments',
};

/** `/dataset proposals`: what people wrote into cells of ours. `address`: of the spreadsheet. `more`: there are others. */
export function proposalsView(
  open: readonly Proposal[],
  { address, more }: { readonly address: string; readonly more: boolean },
): Rendered {
  const sheet = link(address, 'the sheet');
  if (open.length === 0)
    return paragraph(
      `Nothing waits: what stands in ${sheet} is what the crawls say, or what somebody accepted.`,
    );
  const head = `*What people wrote into ${sheet}, in cells that I fill*`;
  const foot = `Accepted, it holds until a crawl says the same; refused, the cell says again what the crawl says${more ? ' · there are more' : ''}`;
  return {
    text: cut([head, ...open.map(proposalWords)].join('\n'), 3000),
    blocks: [section(head), ...open.flatMap(proposalBlocks), context(foot)],
  };
}

const proposalBlocks = (proposal: Proposal): readonly KnownBlock[] => [
  section(proposalWords(proposal)),
  ...row([
    button({
      label: 'Accept',
      id: `dataset-proposal:accept:${proposal.id}`,
      value: buttonValue({ p: proposal.id, v: 'accept' }),
      style: 'primary',
    }),
    button({
      label: 'Refuse',
      id: `dataset-proposal:refuse:${proposal.id}`,
      value: buttonValue({ p: proposal.id, v: 'refuse' }),
    }),
  ]),
];

function proposalWords({ accession, title, was, proposed, sheet, seenAt }: ProposedCell): string {
  return `${bold(accession)}, ${escaped(title, 100)}: “${cell(proposed)}” instead of “${cell(was)}” · ${SHEETS[sheet]}${moment(seenAt, ', seen')}`;
}

const cell = (text: string): string => (text === '' ? 'nothing' : escaped(text, 300));

/** The channel is told, once, that people wrote into cells of ours. */
export function proposalNewsView(news: ProposalNews): Rendered {
  const head = `*${proposalNewsWords(news)}*`;
  const lines = news.first.map((one) => `• ${proposalWords(one)}`);
  const more = news.count - lines.length;
  return {
    text: cut([head, ...lines].join('\n'), 3000),
    blocks: [
      section(head),
      ...inSections(lines),
      ...(more > 0 ? [context(`and ${more.toLocaleString('en-GB')} more`)] : []),
      ...row([proposalsButton()]),
      context('Whoever has a role accepts or refuses it; until then the sheet keeps it as it is'),
    ],
  };
}

/** The same in one line, for a digest. */
export const proposalNewsWords = ({ count: cells, address }: ProposalNews): string =>
  `People wrote into ${link(address, 'the sheet')}, in ${count(cells, 'cell')} that I fill`;

export const proposalsButton = (): Button => wordsButton('What people wrote', 'proposals', true);

/** What became of a press. */
export function proposalDecided(said: Decided | 'not your role'): string {
  if (said === 'not your role') return NOT_YOUR_ROLE;
  const [one] = said.decided;
  if (one === undefined)
    return 'It is not open any more: somebody was first, or the cell has changed since.';
  if (one.settledBy !== undefined)
    return `✓ ${person(one.settledBy)} took back “${cell(one.proposed)}”; ${escaped(one.title, 100)} of ${bold(one.accession)} says what the crawl says.`;
  const by = one.person === undefined ? '' : `${person(one.person)} `;
  return one.state === 'accepted'
    ? `✓ ${by}accepted “${cell(one.proposed)}” as ${escaped(one.title, 100)} of ${bold(one.accession)}.`
    : `✓ ${by}refused “${cell(one.proposed)}”; ${escaped(one.title, 100)} of ${bold(one.accession)} says “${cell(one.was)}” again.`;
}
