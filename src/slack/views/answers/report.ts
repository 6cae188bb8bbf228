import type { KnownBlock, RawTextElement, RichTextBlock, TableBlock } from '@slack/types';
import {
  isAlertEvent,
  LATE,
  openAlert,
  SNOOZED_OUT,
  STILL,
  UNANSWERED,
} from '../../../domain/alert.ts';
import type { ProjectSummary } from '../../../domain/export/readiness.ts';
import { isKey } from '../../../domain/role.ts';
import { stateOf } from '../../../domain/runbook.ts';
import type { Message } from '../../../operations/message.ts';
import type { HistoryLine, Listing, NoteLine, Row } from '../../../operations/operations.ts';
import { runbookNamed } from '../../../runbooks/registry.ts';
import { context, paragraph, type Rendered, row, section } from '../blocks.ts';
import { statusNow, titleLine } from '../card/card.ts';
import { cardActions } from '../card/card-actions.ts';
import { stateLabel } from '../card/state-label.ts';
import {
  bold,
  code,
  count,
  cut,
  escaped,
  isPerson,
  link,
  moment,
  person,
  plain,
  quote,
  type Roles,
  since,
} from '../text.ts';
import { deed, EXPORTED } from '../thread/event-words.ts';

const MOST_LINES = 15;

export const NOTHING_UNDER_WAY =
  'Nothing is under way. A wrangler starts an export with `/export &lt;project&gt;`.';
export const NOTHING_WAITS = 'Nothing waits for you.';
export const SEE_THE_BOARD = '`/export board` shows what is under way.';

/** `/export status <project>`: the newest cycle, with the buttons that answer it. */
export function statusView(rows: readonly Row[], roles: Roles): Rendered {
  const [newest, ...earlier] = rows;
  if (newest === undefined) return paragraph(NOTHING_UNDER_WAY);
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
  return `• ${bold(cycle.dataset.shortName)} cycle ${cycle.number}: ${statusNow(card, roles)}${see}`;
}

/** `/export board`: all that is under way, as a table. */
export function boardView({ rows, total }: Listing, roles: Roles): Rendered {
  if (total === 0) return paragraph(NOTHING_UNDER_WAY);
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

/** What a machine saw without moving it on, and is told all the same: trouble, and how a clean-up ended. */
const TOLD: ReadonlySet<string> = new Set([
  'export disturbed',
  'staging faults seen',
  'clean-up done',
  'clean-up void',
]);

/** Whatever moved it on, whatever a person or a key did, and whomever an alert called. */
function isTold({ event, from, to, actor }: HistoryLine): boolean {
  if (event === 'refused') return false;
  const moved = to !== '' && from !== to;
  return moved || isPerson(actor) || isKey(actor) || isAlertEvent(event) || TOLD.has(event);
}

/** `/export history <project>`: what people did and what went wrong, oldest first; the rest is counted. */
export function historyView(shortName: string, lines: readonly HistoryLine[]): Rendered {
  const name = escaped(shortName, 80);
  if (lines.length === 0) {
    return paragraph(
      `Nothing has happened to ${bold(shortName)} yet. \`/export ${name}\` shows what an export would do.`,
    );
  }
  const worth = lines.filter(isTold);
  const shown = worth.slice(-MOST_LINES * 3);
  const skipped = worth.length - shown.length;
  const told = shown.map((line, index) => historyLine(line, worth.slice(0, skipped + index)));
  const head = section(
    `*History of ${name}*${skipped === 0 ? '' : `, the last ${shown.length} of ${worth.length} entries`}`,
  );
  const rest = besides(lines.filter((line) => !isTold(line)));
  return {
    text: cut([`History of ${name}`, ...told].join('\n'), 3000),
    blocks: [head, ...inSections(told), ...rest],
  };
}

/** `… 14 observations and 1 refusal`. */
function besides(lines: readonly HistoryLine[]): readonly KnownBlock[] {
  const refused = lines.filter(({ event }) => event === 'refused').length;
  const observed = lines.length - refused;
  const parts = [
    ...(observed === 0 ? [] : [count(observed, 'observation')]),
    ...(refused === 0 ? [] : [count(refused, 'refusal')]),
  ];
  return parts.length === 0 ? [] : [context(`… ${parts.join(' and ')}`)];
}

/** Everything an entry says; `before` are those of the dataset that came earlier. */
function historyLine(line: HistoryLine, before: readonly HistoryLine[]): string {
  const moved =
    line.from === line.to || line.to === '' ? '' : ` → ${escaped(stateLabel(line.to), 40)}`;
  const { words, said } = toldBy(line, before);
  const quoted = said === undefined ? '' : `\n${quote(said, 300)}`;
  return `${moment(line.at)} · cycle ${line.cycle}, step ${line.step} · ${words}${moved}${quoted}`;
}

/** Who did what, and what they said themselves; our own names for things are no quotation. */
function toldBy(
  line: HistoryLine,
  before: readonly HistoryLine[],
): { readonly words: string; readonly said?: string | undefined } {
  const who = `${person(line.actor)} ${escaped(deed(line.event), 60)}`;
  switch (line.event) {
    case 'submit': {
      const exported = Object.entries(EXPORTED).find(([action]) => action === line.words);
      return exported ? { words: `${who}: ${exported[1]}` } : { words: who, said: line.words };
    }
    case LATE: {
      const start = before.findLast(({ cycle, from, to }) => cycle === line.cycle && from !== to);
      return {
        words: start === undefined ? 'late' : `late after ${since(start.at, new Date(line.at))}`,
      };
    }
    case STILL:
      return { words: 'standing still' };
    case UNANSWERED:
      return { words: 'nobody answered: the next on the ladder was called' };
    case SNOOZED_OUT:
      return { words: 'the alert rang again' };
    default:
      return { words: who, said: line.words };
  }
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

export function notedView({ step }: Extract<Message, { kind: 'noted' }>): Rendered {
  return paragraph(`Noted against step ${step}. \`/export notes\` lists them.`);
}

/** No cycle of that name: a project that ingest knows can be started, of another the near misses are said. */
export function unknownDatasetView(
  words: string,
  nearest: readonly string[],
  command: string,
  project?: ProjectSummary,
): Rendered {
  if (project !== undefined) {
    const { shortName } = project;
    return paragraph(
      `${bold(shortName)} has no cycle here yet: ${code(`${command} ${shortName}`)} starts one.`,
    );
  }
  const names = nearest.slice(0, 3).map(bold);
  const mean = names.length === 0 ? '' : ` Did you mean ${names.join(' or ')}?`;
  return paragraph(
    `No cycle of ${bold(words)} is known here.${mean} ${code(`${command} board`)} shows what is under way.`,
  );
}

/** Lines in as few sections as Slack's limit allows. */
function inSections(lines: readonly string[]): readonly KnownBlock[] {
  const chunks: string[] = [];
  for (const line of lines) {
    const last = chunks.at(-1);
    if (last !== undefined && last.length + line.length < 2700) {
      chunks[chunks.length - 1] = `${last}\n${line}`;
    } else chunks.push(line);
  }
  return chunks.slice(0, 40).map(section);
}
