import type { KnownBlock } from '@slack/types';
import {
  isAlertEvent,
  LATE,
  SNOOZED_OUT,
  STILL,
  UNANSWERED,
} from '../../../domain/decision/alert.ts';
import { isKey } from '../../../domain/role.ts';
import type { Runbook } from '../../../domain/runbook/runbook.ts';
import type { HistoryLine } from '../../../operations/operations.ts';
import { RUNBOOKS } from '../../../runbooks/registry.ts';
import { context, inSections, paragraph, type Rendered, section } from '../blocks.ts';
import { stateLabel } from '../card/state-label.ts';
import { bold, count, cut, escaped, isPerson, moment, person, quote, since } from '../text.ts';
import { ARCHIVED, deed, EXPORTED } from '../thread/event-words.ts';

const MOST_LINES = 45;

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
export function historyView(
  { command }: Runbook,
  shortName: string,
  lines: readonly HistoryLine[],
): Rendered {
  const name = escaped(shortName, 80);
  if (lines.length === 0) {
    return paragraph(
      `Nothing has happened to ${bold(shortName)} yet. \`${command} ${name}\` shows first what it would do.`,
    );
  }
  const worth = lines.filter(isTold);
  const shown = worth.slice(-MOST_LINES);
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
  return `${moment(line.at)} · ${countedAs(line)} ${line.cycle}, step ${line.step} · ${words}${moved}${quoted}`;
}

/** A project's history has the cycles of all runbooks: a state tells whose it is. */
function countedAs({ from, to }: HistoryLine): string {
  const its = RUNBOOKS.find(({ states }) =>
    [to, from].some((state) => Object.hasOwn(states, state)),
  );
  return its?.counted ?? 'cycle';
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
    case 'submit for archiving': {
      const chosen = Object.entries(ARCHIVED).find(([choice]) => choice === line.words);
      return chosen ? { words: `${who}: ${chosen[1]}` } : { words: who, said: line.words };
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
