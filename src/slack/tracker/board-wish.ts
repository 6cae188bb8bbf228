import { days, hours } from '../../domain/duration.ts';
import type { BoardOrder } from '../../storage/tracker/board.ts';
import { STAGES, type Stage } from '../../tracker/state/stage.ts';
import { isTime } from './as-of.ts';

export const ORDERS = [
  'accession',
  'state',
  'since',
  'modified',
] as const satisfies readonly BoardOrder[];

/** Which datasets somebody wants to see, and how. */
export interface BoardWish {
  readonly stage?: Stage | undefined;
  readonly tech?: string | undefined;
  readonly curator?: string | undefined;
  readonly external?: boolean | undefined;
  readonly stuck?: string | undefined; // with the same status at least so long: `30d`
  readonly order: BoardOrder;
  readonly descending: boolean;
  readonly page: number; // from 1
  readonly asOf?: string | undefined; // a day, as it was typed
}

export const PLAIN_WISH: BoardWish = { order: 'accession', descending: false, page: 1 };

type Reading = Partial<BoardWish> | string; // why not

interface Said {
  readonly value: unknown;
  readonly typed: string;
}

/** Each word that needs another one behind it. */
const WITH_VALUE: Readonly<Record<string, (value: string) => Reading>> = {
  state: (value) => stageIn(value) ?? `${value} is no state; there are ${STAGES.join(', ')}`,
  tech: (tech) => ({ tech }),
  curator: (curator) => ({ curator }),
  stuck: (value) => {
    const stuck = shortTime(value);
    return stuck === undefined
      ? `${value} is no time: \`stuck 30d\`, \`2w\` or \`12h\``
      : { stuck };
  },
  sort: (value) => {
    const order = ORDERS.find((one) => one === value.toLowerCase());
    return order === undefined
      ? `I can’t sort by ${value}, but by ${ORDERS.join(', ')}`
      : { order };
  },
  page: (value) =>
    /^[1-9]\d{0,5}$/.test(value) ? { page: Number(value) } : `${value} is no page: \`page 2\``,
  'as-of': (asOf) => (isTime(asOf) ? { asOf } : `${asOf} is no day: \`2026-10-01\``),
};
const ALONE: Readonly<Record<string, Partial<BoardWish>>> = {
  external: { external: true },
  ours: { external: false },
  descending: { descending: true },
  desc: { descending: true },
};

const stageIn = (word: string): Partial<BoardWish> | undefined => {
  const stage = STAGES.find((one) => one === word.toLowerCase());
  return stage && { stage };
};

/** Any word that means something of itself. */
const isKnown = (word: string): boolean =>
  [WITH_VALUE, ALONE].some((words) => Object.hasOwn(words, word.toLowerCase())) ||
  stageIn(word) !== undefined;

/** What follows `board`; a word that means nothing here comes back, with what is meant. */
export function readBoardWish(
  words: readonly string[],
): { readonly wish: BoardWish } | { readonly fault: string } {
  let wish = PLAIN_WISH;
  const said = new Map<string, Said>(); // by what it is of
  const rest = [...words];
  for (let word = rest.shift(); word !== undefined; word = rest.shift()) {
    const key = word.toLowerCase();
    const withValue = Object.hasOwn(WITH_VALUE, key) ? WITH_VALUE[key] : undefined;
    let reading: Reading | undefined = Object.hasOwn(ALONE, key) ? ALONE[key] : stageIn(key);
    let typed = word;
    if (withValue !== undefined) {
      const value = key === 'stuck' ? takeTime(rest) : rest.shift();
      if (value === undefined) return { fault: `Something is missing after “${word}”` };
      reading = withValue(value);
      typed = `${word} ${value}`;
    }
    if (reading === undefined) return { fault: `I don’t know “${word}” there` };
    if (typeof reading === 'string') return { fault: reading };
    const fault = saidBefore(said, reading, typed);
    if (fault !== undefined) return { fault };
    wish = { ...wish, ...reading };
  }
  return { wish };
}

/** `5 days`, as people type it, is one value. */
function takeTime(rest: string[]): string | undefined {
  const number = rest.shift();
  const [unit] = rest;
  if (number === undefined || !/^\d+$/.test(number) || unit === undefined || isKnown(unit))
    return number;
  rest.shift();
  return `${number} ${unit}`;
}

/** A second state, or ours and external: one of them would count and the other be forgotten. */
function saidBefore(
  said: Map<string, Said>,
  reading: Partial<BoardWish>,
  typed: string,
): string | undefined {
  for (const [name, value] of Object.entries(reading)) {
    const before = said.get(name);
    if (before !== undefined)
      return before.value === value
        ? `“${typed}” says again what was said before`
        : `“${typed}” contradicts “${before.typed}”: please choose one of them`;
    said.set(name, { value, typed });
  }
  return undefined;
}

/** The same wish as words, for the buttons of a board. */
export function wordsOf(wish: BoardWish, change: Partial<BoardWish> = {}): string {
  const { stage, tech, curator, external, stuck, order, descending, page, asOf } = {
    ...wish,
    ...change,
  };
  return [
    'board',
    stage,
    tech && `tech ${quoted(tech)}`,
    curator && `curator ${quoted(curator)}`,
    external === undefined ? undefined : external ? 'external' : 'ours',
    stuck && `stuck ${stuck}`,
    order === PLAIN_WISH.order ? undefined : `sort ${order}`,
    descending ? 'descending' : undefined,
    asOf && `as-of ${asOf}`,
    page === 1 ? undefined : `page ${page}`,
  ]
    .filter(Boolean)
    .join(' ');
}

const quoted = (value: string): string =>
  /\s/.test(value) ? `"${value.replaceAll('"', '')}"` : value;

const UNITS: Readonly<Record<string, number>> = { h: hours(1), d: days(1), w: days(7) };

/** `5 days` is `5d`; a bare number counts days. Undefined where it is no time. */
function shortTime(text: string): string | undefined {
  const [, number, unit = 'd'] =
    /^(\d{1,5})\s*(h|hours?|d|days?|w|weeks?)?$/i.exec(text.trim()) ?? [];
  return number === undefined || Number(number) === 0
    ? undefined
    : `${Number(number)}${unit.charAt(0).toLowerCase()}`;
}

/** Milliseconds; undefined where it is no time. */
export function stuckFor(text: string): number | undefined {
  const short = shortTime(text);
  const { [short?.at(-1) ?? '']: length } = UNITS;
  return short === undefined || length === undefined
    ? undefined
    : Number.parseInt(short, 10) * length;
}

/** Words as people type them: what stands in quotation marks, of whatever kind, is one. */
export function wordsIn(text: string): readonly string[] {
  return [...text.matchAll(/["“”„]([^"“”„]*)["“”]|(\S+)/g)].map(
    ([, one, other]) => one ?? other ?? '',
  );
}
