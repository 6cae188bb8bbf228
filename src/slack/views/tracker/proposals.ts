import type { KnownBlock } from '@slack/types';
import type { Proposal } from '../../../storage/tracker/proposals.ts';
import type { Decided } from '../../../tracker/tracking/google/proposals.ts';
import { buttonValue } from '../../interaction/button-value.ts';
import { button, context, paragraph, type Rendered, row, section } from '../blocks.ts';
import { bold, cut, escaped, link, moment, person } from '../text.ts';
import { NOT_YOUR_ROLE } from './pieces.ts';

/** As many at once as fit into a message; the others follow. */
export const PROPOSALS_SHOWN = 10;

const SHEETS: Readonly<Record<Proposal['sheet'], string>> = {
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

function proposalWords({ accession, title, was, proposed, sheet, seenAt }: Proposal): string {
  return `${bold(accession)}, ${escaped(title, 100)}: “${cell(proposed)}” instead of “${cell(was)}” · ${SHEETS[sheet]}${moment(seenAt, ', seen')}`;
}

const cell = (text: string): string => (text === '' ? 'nothing' : escaped(text, 300));

/** What became of a press. */
export function proposalDecided(said: Decided | 'not your role'): string {
  if (said === 'not your role') return NOT_YOUR_ROLE;
  const [one] = said.decided;
  if (one === undefined)
    return 'It is not open any more: somebody was first, or the cell has changed since.';
  const by = one.person === undefined ? '' : `${person(one.person)} `;
  return one.state === 'accepted'
    ? `✓ ${by}accepted “${cell(one.proposed)}” as ${escaped(one.title, 100)} of ${bold(one.accession)}.`
    : `✓ ${by}refused “${cell(one.proposed)}”; ${escaped(one.title, 100)} of ${bold(one.accession)} says “${cell(one.was)}” again.`;
}
