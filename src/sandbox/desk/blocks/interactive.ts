/** Finding one's way in blocks: children, elements, and the ids that Slack gives to what has none. */
import type { Block } from './blocks.ts';
import type { Element } from './elements.ts';

export type Interactive = Exclude<Element, { type: 'image' }>;

interface Placed {
  readonly block: Block;
  readonly path: (string | number)[];
}

/** Blocks in reading order, the children of containers and carousels included. */
export function allBlocks(
  blocks: readonly Block[],
  at: readonly (string | number)[] = [],
): readonly Placed[] {
  return blocks.flatMap((block, index) => {
    const path = [...at, index];
    if (block.type === 'container')
      return [{ block, path }, ...allBlocks(block.child_blocks, [...path, 'child_blocks'])];
    if (block.type === 'carousel')
      return [{ block, path }, ...allBlocks(block.elements, [...path, 'elements'])];
    return [{ block, path }];
  });
}

/** The elements a person can use in this block itself (not in its child blocks). */
export function elementsOf(block: Block): readonly Interactive[] {
  switch (block.type) {
    case 'actions':
    case 'context_actions':
      return block.elements;
    case 'card':
      return block.actions ?? [];
    case 'input':
      return [block.element];
    case 'section':
      return block.accessory === undefined || block.accessory.type === 'image'
        ? []
        : [block.accessory];
    default:
      return [];
  }
}

/** Gives a block_id and an action_id to everything without one, as Slack does. Changes its argument. */
export function nameParts(blocks: readonly Block[], name: () => string): void {
  for (const { block } of allBlocks(blocks)) {
    block.block_id ??= name();
    for (const element of elementsOf(block)) element.action_id ??= name();
  }
}

export function findElement(
  blocks: readonly Block[],
  blockId: string,
  actionId: string,
): { readonly block: Block; readonly element: Interactive } | undefined {
  for (const { block } of allBlocks(blocks)) {
    if (block.block_id !== blockId) continue;
    const element = elementsOf(block).find((each) => each.action_id === actionId);
    if (element !== undefined) return { block, element };
  }
  return undefined;
}
