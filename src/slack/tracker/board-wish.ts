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

/** Each word that needs another one behind it. */
const WITH_VALUE: Readonly<Record<string, (value: string) => Reading>> = {
  state: (value) => ({ ...stageIn(value) }),
  tech: (tech) => ({ tech }),
  curator: (curator) => ({ curator }),
  stuck: (stuck) =>
    stuckFor(stuck) === undefined
      ? `${stuck} is no time: \`stuck 30d\`, \`2w\` or \`12h\``
      : { stuck },
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

/** What follows `board`; a word that means nothing here comes back, with what is meant. */
export function readBoardWish(
  words: readonly string[],
): { readonly wish: BoardWish } | { readonly fault: string } {
  let wish = PLAIN_WISH;
  const said = new Set<string>();
  const rest = words.values();
  for (const word of rest) {
    const key = word.toLowerCase();
    const withValue = Object.hasOwn(WITH_VALUE, key) ? WITH_VALUE[key] : undefined;
    const alone = Object.hasOwn(ALONE, key) ? ALONE[key] : stageIn(key);
    if (withValue === undefined) {
      if (alone === undefined) return { fault: `I don’t know “${word}” there` };
      if (isSaidTwice(said, alone)) return { fault: `“${word}” says again what was said before` };
      wish = { ...wish, ...alone };
      continue;
    }
    const { value } = rest.next();
    if (value === undefined) return { fault: `Something is missing after “${word}”` };
    const reading = withValue(value);
    if (typeof reading === 'string') return { fault: reading };
    if (key === 'state' && reading.stage === undefined)
      return { fault: `${value} is no state; there are ${STAGES.join(', ')}` };
    if (isSaidTwice(said, reading))
      return { fault: `“${word} ${value}” says again what was said before` };
    wish = { ...wish, ...reading };
  }
  return { wish };
}

/** A second state, or ours and external: one of them would count and the other be forgotten. */
function isSaidTwice(said: Set<string>, reading: Partial<BoardWish>): boolean {
  const before = said.size;
  const names = Object.keys(reading);
  for (const name of names) said.add(name);
  return said.size < before + names.length;
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

/** Milliseconds; undefined where it is no time. A bare number counts days. */
export function stuckFor(text: string): number | undefined {
  const [, number, unit = 'd'] = /^(\d{1,5})\s*([hdw])?$/i.exec(text) ?? [];
  const { [unit.toLowerCase()]: length } = UNITS;
  return number === undefined || length === undefined || Number(number) === 0
    ? undefined
    : Number(number) * length;
}

/** Words as people type them: what stands in quotation marks, of whatever kind, is one. */
export function wordsIn(text: string): readonly string[] {
  return [...text.matchAll(/["“”„]([^"“”„]*)["“”]|(\S+)/g)].map(
    ([, one, other]) => one ?? other ?? '',
  );
}
