/** What each surface (message, modal, Home) accepts as a whole, beyond its single blocks. */
import { z } from 'zod';
import { type Block, block } from './blocks.ts';
import { allBlocks, elementsOf } from './interactive.ts';
import { identifier, plainText } from './text.ts';

export type Surface = 'message' | 'modal' | 'home';

/** Where each block may stand. A Record, so that a new block cannot be forgotten. */
export const surfaces: Readonly<Record<Block['type'], readonly Surface[]>> = {
  actions: ['message', 'modal', 'home'],
  alert: ['modal'],
  card: ['message'],
  carousel: ['message'],
  container: ['message'],
  context: ['message', 'modal', 'home'],
  context_actions: ['message'],
  data_table: ['message', 'home'],
  divider: ['message', 'modal', 'home'],
  header: ['message', 'modal', 'home'],
  image: ['message', 'modal', 'home'],
  input: ['modal', 'home'],
  markdown: ['message'],
  plan: ['message'],
  rich_text: ['message', 'modal', 'home'],
  section: ['message', 'modal', 'home'],
  table: ['message', 'home'],
  task_card: ['message'],
};

function surfaceBlocks(surface: Surface, max: number) {
  return z
    .array(block)
    .max(max)
    .superRefine((blocks, context) => {
      const complain = (path: (string | number)[], message: string) =>
        context.addIssue({ code: 'custom', path, message });
      blocks.forEach((each, index) => {
        if (!surfaces[each.type].includes(surface))
          complain([index, 'type'], `unsupported type: ${each.type} is not for a ${surface}`);
      });
      const seen = new Set<string>();
      for (const { block: each, path } of allBlocks(blocks)) {
        if (each.block_id !== undefined && seen.has(each.block_id))
          complain([...path, 'block_id'], `block_id ${each.block_id} already exists`);
        if (each.block_id !== undefined) seen.add(each.block_id);
        if (each.type === 'input' && surface === 'message')
          complain(path, 'unsupported type: input is not for a message');
        const actions = elementsOf(each).flatMap((element) => element.action_id ?? []);
        if (new Set(actions).size !== actions.length)
          complain(path, 'action_id must be unique within a block');
      }
      const count = (type: Block['type']) =>
        allBlocks(blocks).filter((each) => each.block.type === type).length;
      if (count('table') > 1) complain([], 'only one table is allowed');
      if (count('plan') > 0 && blocks.some((each) => each.type === 'task_card'))
        complain([], 'a plan and a task_card of its own cannot be mixed');
      const written = blocks.reduce(
        (sum, it) => sum + (it.type === 'markdown' ? it.text.length : 0),
        0,
      );
      if (written > 12_000) complain([], 'markdown blocks hold more than 12000 characters');
      const focused = allBlocks(blocks)
        .flatMap((each) => elementsOf(each.block))
        .filter((element) => 'focus_on_load' in element && element.focus_on_load === true);
      if (focused.length > 1) complain([], 'only one element may have focus_on_load');
    });
}

export const messageBlocks = surfaceBlocks('message', 50);
const modalBlocks = surfaceBlocks('modal', 100);
const homeBlocks = surfaceBlocks('home', 100);

const viewParts = {
  private_metadata: z.string().max(3000).optional(),
  callback_id: z.string().max(255).optional(),
  external_id: identifier.optional(),
};

export const modalView = z
  .strictObject({
    type: z.literal('modal'),
    title: plainText(24),
    submit: plainText(24).optional(),
    close: plainText(24).optional(),
    clear_on_close: z.boolean().optional(),
    notify_on_close: z.boolean().optional(),
    blocks: modalBlocks,
    ...viewParts,
  })
  .refine((it) => it.submit !== undefined || it.blocks.every((each) => each.type !== 'input'), {
    path: ['submit'],
    message: 'submit is required when a modal has an input block',
  });

export const homeView = z.strictObject({
  type: z.literal('home'),
  blocks: homeBlocks,
  ...viewParts,
});

export const view = z.discriminatedUnion('type', [modalView, homeView]);

export type View = z.infer<typeof view>;
