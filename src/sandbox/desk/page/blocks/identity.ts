import type { ViewValues } from '../../page-contract.ts';
import { type Json, stringAt } from '../json.js';
import { elementsOf } from './state.js';

/**
 * What each block is, across the versions of a message: Slack gives a new `block_id` to every version of a
 * block that has none of its own. A field of a form keeps its name; any other block is the nth of its kind.
 */
export function identities(blocks: readonly Json[]): readonly string[] {
  const counts = new Map<string, number>();
  return blocks.map((block) => {
    const type = stringAt(block, 'type');
    const kind = elementsOf(block).length > 0 ? `acting ${type}` : type;
    const count = counts.get(kind) ?? 0;
    counts.set(kind, count + 1);
    const name = type === 'input' ? stringAt(block, 'block_id') : '';
    return `${kind} ${name || count}`;
  });
}

/** What was chosen in the former version of some blocks, for the version that takes its place. */
export function carried(
  former: readonly Json[],
  blocks: readonly Json[],
  typed: ViewValues,
): ViewValues {
  if (former === blocks || Object.keys(typed).length === 0) return typed;
  const before = identities(former);
  const moved = identities(blocks).flatMap((identity, index) => {
    const from = stringAt(former[before.indexOf(identity)] ?? {}, 'block_id');
    const to = stringAt(blocks[index] ?? {}, 'block_id');
    const chosen = typed[from];
    return chosen === undefined || typed[to] !== undefined ? [] : [[to, chosen] as const];
  });
  return { ...typed, ...Object.fromEntries(moved) };
}
