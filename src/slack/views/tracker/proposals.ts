import type { Button, KnownBlock } from '@slack/types';
import type { ProposalNews, ProposedCell } from '../../../domain/proposed-cell.ts';
import type { Proposal } from '../../../storage/tracker/proposals.ts';
import type { Decided } from '../../../tracker/tracking/google/proposals.ts';
import { buttonValue } from '../../interaction/button-value.ts';
import { button, context, inSections, paragraph, type Rendered, row, section } from '../blocks.ts';
import { ago, bold, count, cut, link, literal, moment, person } from '../text.ts';
import { NOT_YOUR_ROLE, wordsButton } from './pieces.ts';

/** As many at once as fit into a message; the others follow. */
export const PROPOSALS_SHOWN = 10;

const MOST_IN_CHANNEL = 80; // letters of a cell

const SHEETS: Readonly<Record<ProposedCell['sheet'], string>> = {
  discover: 'Discover Experiments',
  track: 'Track Ingested Experiments',
};

/** `/dataset proposals`: what people wrote into cells of ours. `some`: may have one more than is shown. */
export function proposalsView(
  some: readonly Proposal[],
  {
    address, // of the spreadsheet
    after, // which they follow
    count: all,
  }: { readonly address: string; readonly after: number; readonly count: number },
): Rendered {
  const sheet = link(address, 'the sheet');
  const shown = some.slice(0, PROPOSALS_SHOWN);
  const last = shown.at(-1);
  if (last === undefined)
    return paragraph(
      `Nothing waits: what stands in ${sheet} is what the crawls say, or what somebody accepted.`,
    );
  const head = `*What people wrote into ${sheet}, in cells that I fill*`;
  const ways = [
    ...(after > 0 ? [wordsButton('The first ones', 'proposals')] : []),
    ...(some.length > shown.length ? [wordsButton('More', `proposals after ${last.id}`)] : []),
  ];
  return {
    text: cut([head, ...shown.map((one) => proposalWords(one))].join('\n'), 3000),
    blocks: [
      section(head),
      ...shown.flatMap((one) => proposalBlocks(one, after)),
      ...row(ways),
      context(
        all > shown.length ? `${shown.length} of ${count(all, 'cell')}` : undefined,
        'Accepted, it holds over the crawl until the crawl says the same, a Status until the dataset moves; refused, the cell says again what it said',
      ),
    ],
  };
}

function proposalBlocks(proposal: Proposal, after: number): readonly KnownBlock[] {
  const decide = (label: string, v: 'accept' | 'refuse') =>
    button({
      label,
      id: `dataset-proposal:${v}:${proposal.id}`,
      value: buttonValue({ p: proposal.id, v, n: after }),
    });
  return [
    section(proposalWords(proposal)),
    ...row([decide('Accept', 'accept'), decide('Refuse', 'refuse')]),
  ];
}

function proposalWords(
  { accession, title, was, proposed, sheet, seenAt }: ProposedCell,
  most = 300,
): string {
  return `${bold(accession)}, ${literal(title, 100)}: ${cell(proposed, most)} instead of ${cell(was, most)} · ${SHEETS[sheet]}${moment(seenAt, ', seen')}`;
}

const cell = (text: string, most = 300): string =>
  text === '' ? 'nothing' : `“${literal(text, most)}”`;

/** The channel is told, once, that people wrote into cells of ours. */
export function proposalNewsView(news: ProposalNews): Rendered {
  const head = `*${proposalNewsWords(news)}*`;
  const lines = news.first.map((one) => `• ${proposalWords(one, MOST_IN_CHANNEL)}`);
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

/** What became of a press; who is late is told who was first. */
export function proposalDecided(said: Decided | 'not your role', now: Date): string {
  if (said === 'not your role') return NOT_YOUR_ROLE;
  const [one] = said.decided;
  if (one !== undefined) return `✓ ${deedOf(one)}.`;
  const [late] = said.late;
  if (late === undefined) return 'I know of no such proposal any more.';
  if (late.state === 'withdrawn')
    return `Somebody has changed ${cellOf(late)} in the sheet since, so there is nothing to decide.`;
  if (late.state === 'agreed')
    return `The crawl says the same of ${cellOf(late)} by now, so there is nothing to decide.`;
  const isOver = late.settledAt !== undefined && late.settledBy === undefined;
  const ended = late.settledAt ?? late.endedAt ?? now;
  return isOver
    ? `${cell(late.proposed)} as ${cellOf(late)} holds no longer: a crawl found it otherwise, or something else was accepted.`
    : `${deedOf(late)}, ${ago(ended, now)}; nothing more to do.`;
}

const cellOf = ({ title, accession }: Proposal): string =>
  `${literal(title, 100)} of ${bold(accession)}`;

/** Who decided what of it. */
function deedOf(one: Proposal): string {
  const by = person(one.settledBy ?? one.person ?? '');
  if (one.settledBy !== undefined)
    return `${by} took back ${cell(one.proposed)}; ${cellOf(one)} says what the crawl says`;
  return one.state === 'accepted'
    ? `${by} accepted ${cell(one.proposed)} as ${cellOf(one)}`
    : `${by} refused ${cell(one.proposed)}; ${cellOf(one)} says ${cell(one.was)} again`;
}
