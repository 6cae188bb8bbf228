import type { KnownBlock, View } from '@slack/types';
import { cut } from './views/text.ts';

/** A place in blocks that Slack would refuse, as a path like `/2/text/text`. */
interface Excess {
  readonly path: string;
  readonly limit: number;
  readonly found: number;
}

/** Longest strings by the keys that lead to them, innermost last; the most specific entry wins. */
const TEXTS: readonly (readonly [keys: string, limit: number])[] = [
  ['section/text/text', 3000],
  ['section/fields/text', 2000],
  ['header/text/text', 150],
  ['context/elements/text', 2000],
  ['input/label/text', 2000],
  ['input/hint/text', 2000],
  ['alert/text/text', 3000],
  ['markdown/text', 12_000],
  ['button/text/text', 75],
  ['button/value', 2000],
  ['button/url', 3000],
  ['options/text/text', 75],
  ['options/value', 75],
  ['options/description/text', 75],
  ['initial_option/text/text', 75],
  ['initial_option/value', 75],
  ['placeholder/text', 150],
  ['modal/title/text', 24],
  ['modal/submit/text', 24],
  ['modal/close/text', 24],
  ['private_metadata', 3000],
  ['initial_value', 3000],
  ['action_id', 255],
  ['block_id', 255],
  ['callback_id', 255],
];

/** Longest lists by the keys that lead to them. */
const LISTS: readonly (readonly [keys: string, limit: number])[] = [
  ['overflow/options', 5],
  ['checkboxes/options', 10],
  ['radio_buttons/options', 10],
  ['static_select/options', 100],
  ['actions/elements', 25],
  ['context/elements', 10],
  ['section/fields', 10],
  ['table/rows', 100],
];

const MOST_BLOCKS = { message: 50, modal: 100, home: 100 } as const;
const MOST_IN_TABLE = 10_000;

/** Identifiers are never shortened: they would name something else. */
const UNCUTTABLE = /(value|url|_id|private_metadata)$/;

/** Everything in these blocks that is over a limit of Slack's. */
export function excesses(
  blocks: readonly KnownBlock[],
  surface: 'message' | 'modal' | 'home' = 'message',
): readonly Excess[] {
  const most = MOST_BLOCKS[surface];
  const found: Excess[] = [];
  if (blocks.length > most) found.push({ path: '', limit: most, found: blocks.length });
  const ids = blocks.flatMap((block) => block.block_id ?? []);
  if (new Set(ids).size < ids.length) found.push({ path: '/block_id', limit: 1, found: 2 });
  const tables = blocks.filter((block) => block.type === 'table');
  if (tables.length > 1) found.push({ path: '/table', limit: 1, found: tables.length });
  for (const table of tables) {
    const letters = lettersIn(table.rows);
    if (letters > MOST_IN_TABLE)
      found.push({ path: '/table/rows', limit: MOST_IN_TABLE, found: letters });
  }
  walk(blocks, [], '', (trail, path, value) => {
    const limit = limitOf(trail, value);
    if (limit !== undefined && value.length > limit)
      found.push({ path, limit, found: value.length });
    return value;
  });
  return found;
}

/** The same for a modal or a Home tab, with its title, buttons and metadata. */
export function excessesOfView(view: View): readonly Excess[] {
  const found = [...excesses(view.blocks as KnownBlock[], view.type === 'home' ? 'home' : 'modal')];
  const { blocks: _counted, ...frame } = view;
  walk(frame, [view.type], '', (trail, path, value) => {
    const limit = limitOf(trail, value);
    if (limit !== undefined && value.length > limit)
      found.push({ path, limit, found: value.length });
    return value;
  });
  return found;
}

/** Blocks that Slack will take: over-long texts shortened, lists and the message cut off at their limit. */
export function withinLimits<T extends KnownBlock>(
  blocks: readonly T[],
  surface: 'message' | 'modal' | 'home' = 'message',
): readonly T[] {
  const fitted = walk(blocks.slice(0, MOST_BLOCKS[surface]), [], '', (trail, _path, value) => {
    const limit = limitOf(trail, value);
    if (limit === undefined || value.length <= limit) return value;
    if (typeof value !== 'string') return value.slice(0, limit);
    return UNCUTTABLE.test(trail.at(-1) ?? '') ? value : cut(value, limit);
  });
  // The walk keeps every shape as it is; only strings and lists get shorter.
  return fitted as readonly T[];
}

type Sized = string | readonly unknown[];
type Visit = (trail: readonly string[], path: string, value: Sized) => Sized;

function walk(node: unknown, trail: readonly string[], path: string, visit: Visit): unknown {
  if (typeof node === 'string') return visit(trail, path, node);
  if (Array.isArray(node)) {
    const kept = visit(trail, path, node);
    if (typeof kept === 'string') return kept;
    return kept.map((each, index) => walk(each, trail, `${path}/${index}`, visit));
  }
  if (typeof node !== 'object' || node === null) return node;
  const type = 'type' in node && typeof node.type === 'string' ? [node.type] : [];
  return Object.fromEntries(
    Object.entries(node).map(([key, value]) => [
      key,
      key === 'type' ? value : walk(value, [...trail, ...type, key], `${path}/${key}`, visit),
    ]),
  );
}

/** The text object's own type stands between the keys in a trail; it says nothing here. */
function limitOf(trail: readonly string[], value: Sized): number | undefined {
  const steps = trail.filter((step) => step !== 'mrkdwn' && step !== 'plain_text').join('/');
  const table = typeof value === 'string' ? TEXTS : LISTS;
  return table.find(([keys]) => steps === keys || steps.endsWith(`/${keys}`))?.[1];
}

function lettersIn(node: unknown): number {
  if (Array.isArray(node)) return node.reduce<number>((sum, each) => sum + lettersIn(each), 0);
  if (typeof node !== 'object' || node === null) return 0;
  return Object.entries(node).reduce(
    (sum, [key, value]) =>
      sum + (key === 'text' && typeof value === 'string' ? value.length : lettersIn(value)),
    0,
  );
}
