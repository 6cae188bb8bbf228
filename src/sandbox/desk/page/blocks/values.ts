import type { ElementState, ViewValues } from '../../page-contract.ts';
import { type Json, objectsAt, stringAt } from '../json.js';
import { elementsOf, initialState } from './state.js';

/** What a view holds now: what was typed, else what it started with; `state.values` in Slack. */
export function collectValues(blocks: readonly Json[], typed: ViewValues): ViewValues {
  const values: Record<string, Record<string, ElementState>> = {};
  for (const block of withInner(blocks)) {
    const blockId = stringAt(block, 'block_id');
    for (const element of elementsOf(block)) {
      const state = stateOf(blockId, element, typed);
      if (!state) continue;
      const inBlock = values[blockId] ?? {};
      inBlock[stringAt(element, 'action_id')] = state;
      values[blockId] = inBlock;
    }
  }
  return values;
}

/** One element's state; something typed into an element of another type no longer counts. */
export function stateOf(
  blockId: string,
  element: Json,
  typed: ViewValues,
): ElementState | undefined {
  const first = initialState(element);
  const state = typed[blockId]?.[stringAt(element, 'action_id')];
  return state !== undefined && state.type === first?.type ? state : first;
}

/** The blocks and those inside containers. */
export function withInner(blocks: readonly Json[]): readonly Json[] {
  return blocks.flatMap((block) => [block, ...objectsAt(block, 'child_blocks')]);
}
