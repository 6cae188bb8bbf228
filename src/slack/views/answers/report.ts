import type { KnownBlock, RawTextElement, RichTextBlock, TableBlock } from '@slack/types';
import { openAlert } from '../../../domain/decision/alert.ts';
import type { ProjectSummary } from '../../../domain/export/readiness.ts';
import { type Runbook, stateOf } from '../../../domain/runbook/runbook.ts';
import type { Message } from '../../../operations/message.ts';
import type { Listing, NoteLine, Row } from '../../../operations/operations.ts';
import { runbookNamed } from '../../../runbooks/registry.ts';
import { context, inSections, paragraph, type Rendered, row, section } from '../blocks.ts';
import { statusNow, titleLine } from '../card/card.ts';
import { cardActions } from '../card/card-actions.ts';
import {
  bold,
  code,
  count,
  cut,
  escaped,
  link,
  moment,
  person,
  plain,
  quote,
  type Roles,
  since,
} from '../text.ts';

const MOST_LINES = 15;

export const nothingUnderWay = ({ command, name }: Runbook): string =>
  `Nothing is under way. A wrangler starts ${name === 'archiving' ? 'archiving' : 'an export'} with \`${command} &lt;project&gt;\`.`;
export const NOTHING_WAITS = 'Nothing waits for you.';
export const seeTheBoard = ({ command }: Runbook): string =>
  `\`${command} board\` shows what is under way.`;

/** `/export status <project>`: the newest cycle, with the buttons that answer it. */
export function statusView(rows: readonly Row[], roles: Roles, runbook: Runbook): Rendered {
  const [newest, ...earlier] = rows;
  if (newest === undefined) return paragraph(nothingUnderWay(runbook));
  const { card } = newest;
  const text = `${titleLine(card)}\n${statusNow(card, roles)}`;
  const before = earlier.length === 0 ? undefined : count(earlier.length, 'earlier cycle');
  const see = newest.link === undefined ? undefined : link(newest.link, 'See its card');
  const foot = context(see, before, code(card.cycle.dataset.projectUuid));
  return {
    text: cut(text, 3000),
    blocks: [section(text), ...row(cardActions(card)), foot],
  };
}

/** `/export status`, `mine`: one line each, longest in its state first. */
export function listView(
  title: string,
  { rows, total }: Listing,
  roles: Roles,
  empty: string,
): Rendered {
  if (total === 0) return paragraph(empty);
  const lines = rows.slice(0, MOST_LINES).map((each) => rowLine(each, roles));
  const more = total > lines.length ? [`and ${total - lines.length} more`] : [];
  return paragraph([`*${escaped(title)}*`, ...lines, ...more].join('\n'));
}

export function rowLine({ card, link: at, list }: Row, roles: Roles): string {
  const { cycle } = card;
  const see = [
    ...(at === undefined ? [] : [` · ${link(at, 'card')}`]),
    ...(list === undefined ? [] : [` · ${link(list, 'what would be deleted')}`]),
  ].join('');
  return `• ${bold(cycle.dataset.shortName)} ${runbookNamed(cycle.runbook).counted} ${cycle.number}: ${statusNow(card, roles)}${see}`;
}

/** `/export board`: all that is under way, as a table. */
export function boardView({ rows, total }: Listing, roles: Roles, runbook: Runbook): Rendered {
  if (total === 0) return paragraph(nothingUnderWay(runbook));
  const head: KnownBlock = section(`*${count(total, 'dataset')} under way*, longest first`);
  const more = total > rows.length ? [context(`and ${total - rows.length} more`)] : [];
  const lines = rows.map((each) => rowLine(each, roles));
  return {
    text: cut([`${count(total, 'dataset')} under way`, ...lines].join('\n'), 3000),
    blocks: [head, table(rows, roles), ...more],
    fallback: [head, ...inSections(lines), ...more],
  };
}

function table(rows: readonly Row[], roles: Roles): TableBlock {
  const heads = ['Dataset', 'Cycle', 'State', 'With', 'For'].map(cell);
  return {
    type: 'table',
    column_settings: [{ is_wrapped: true }, { align: 'right' }],
    rows: [heads, ...rows.map((each) => cells(each, roles))],
  };
}

function cells({ card, link: at }: Row, roles: Roles): (RawTextElement | RichTextBlock)[] {
  const { cycle, now } = card;
  const { label, holder } = stateOf(runbookNamed(cycle.runbook), cycle.state);
  const name = plain(cycle.dataset.shortName, 60);
  return [
    at === undefined ? cell(name) : rich({ type: 'link', url: at, text: name }),
    cell(String(cycle.number)),
    cell(openAlert(cycle) ? `${label}, late` : label),
    holder === 'submitter' && /^[UW][A-Z0-9]+$/.test(cycle.submitter)
      ? rich({ type: 'user', user_id: cycle.submitter })
      : cell(holderName(holder, roles)),
    cell(since(cycle.since, now)),
  ];
}

function holderName(holder: string, roles: Roles): string {
  const role = Object.entries(roles).find(([name]) => name === holder);
  return role?.[1].name ?? holder;
}

function cell(text: string): RawTextElement {
  return { type: 'raw_text', text };
}

function rich(
  element: { type: 'link'; url: string; text: string } | { type: 'user'; user_id: string },
): RichTextBlock {
  return { type: 'rich_text', elements: [{ type: 'rich_text_section', elements: [element] }] };
}

/** `/export notes [project]`: what was difficult, newest first. */
export function notesView(lines: readonly NoteLine[], shortName?: string): Rendered {
  const of = shortName === undefined ? '' : ` on ${bold(shortName)}`;
  if (lines.length === 0) {
    return paragraph(
      `No notes on the process${of} yet. “Note on the process” is behind ⋯ on each card.`,
    );
  }
  const shown = lines.slice(0, MOST_LINES);
  const told = shown.map(
    (line) =>
      `${bold(line.shortName)}, step ${line.step} · ${person(line.author)}${moment(line.at, ',')}\n${quote(line.note, 400)}`,
  );
  const more =
    lines.length > shown.length ? [context(`and ${lines.length - shown.length} older`)] : [];
  const title = `*${count(lines.length, 'note')} on the process*${of}`;
  return {
    text: cut([title, ...told].join('\n'), 3000),
    blocks: [section(title), ...inSections(told), ...more],
  };
}

export function notedView({ step, runbook }: Extract<Message, { kind: 'noted' }>): Rendered {
  const { command } = runbookNamed(runbook);
  return paragraph(`Noted against step ${step}. \`${command} notes\` lists them.`);
}

/** No cycle of that name: a project that ingest knows can be started, of another the near misses are said. */
export function unknownDatasetView(
  words: string,
  nearest: readonly string[],
  { command, counted }: Runbook,
  project?: ProjectSummary,
): Rendered {
  if (project !== undefined) {
    const { shortName } = project;
    return paragraph(
      `${bold(shortName)} has no ${counted} here yet: ${code(`${command} ${shortName}`)} starts one.`,
    );
  }
  const names = nearest.slice(0, 3).map(bold);
  const mean = names.length === 0 ? '' : ` Did you mean ${names.join(' or ')}?`;
  return paragraph(
    `No ${counted} of ${bold(words)} is known here.${mean} ${code(`${command} board`)} shows what is under way.`,
  );
}
