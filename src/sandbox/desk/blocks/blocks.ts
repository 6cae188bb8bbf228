/** The blocks of Block Kit, closed to unknown properties, with Slack's limits. */
import { z } from 'zod';
import { button, checkboxes, contextButtons, image, overflow, radioButtons } from './elements.ts';
import { fields, pickers, richTextInput } from './fields.ts';
import { menus } from './menus.ts';
import { richText } from './rich-text.ts';
import { dataTable, table } from './tables.ts';
import { anyText, hasOnePicture, identifier, mrkdwn, pictureSource, plainText } from './text.ts';

const named = { block_id: identifier.optional() };

const section = z
  .strictObject({
    type: z.literal('section'),
    ...named,
    text: anyText(3000).optional(),
    fields: z.array(anyText(2000)).min(1).max(10).optional(),
    accessory: z
      .discriminatedUnion('type', [
        button,
        checkboxes,
        image,
        overflow,
        radioButtons,
        ...menus,
        pickers[0],
        pickers[1],
      ])
      .optional(),
    expand: z.boolean().optional(),
  })
  .refine((it) => it.text !== undefined || it.fields !== undefined, 'text or fields is required');

const actions = z.strictObject({
  type: z.literal('actions'),
  ...named,
  elements: z
    .array(
      z.discriminatedUnion('type', [
        button,
        checkboxes,
        overflow,
        radioButtons,
        richTextInput,
        ...menus,
        ...pickers,
      ]),
    )
    .min(1)
    .max(25),
});

const context = z.strictObject({
  type: z.literal('context'),
  ...named,
  elements: z
    .array(z.discriminatedUnion('type', [image, plainText(2000), mrkdwn(2000)]))
    .min(1)
    .max(10),
});

const divider = z.strictObject({ type: z.literal('divider'), ...named });
const header = z.strictObject({ type: z.literal('header'), ...named, text: plainText(150) });

const imageBlock = z
  .strictObject({
    type: z.literal('image'),
    ...named,
    alt_text: z.string().min(1).max(2000),
    title: plainText(2000).optional(),
    ...pictureSource,
  })
  .refine(hasOnePicture, 'exactly one of image_url or slack_file is required');

const input = z.strictObject({
  type: z.literal('input'),
  ...named,
  label: plainText(2000),
  hint: plainText(2000).optional(),
  optional: z.boolean().optional(),
  dispatch_action: z.boolean().optional(),
  element: z.discriminatedUnion('type', [
    checkboxes,
    radioButtons,
    ...menus,
    ...pickers,
    ...fields,
  ]),
});

const alert = z.strictObject({
  type: z.literal('alert'),
  ...named,
  text: anyText(3000),
  level: z.enum(['default', 'info', 'warning', 'error', 'success']).optional(),
});

const markdown = z.strictObject({
  type: z.literal('markdown'),
  ...named,
  text: z.string().min(1).max(12_000),
});

const taskCard = z.strictObject({
  type: z.literal('task_card'),
  ...named,
  task_id: z.string().min(1),
  title: z.string().min(1),
  status: z.enum(['pending', 'in_progress', 'complete', 'error']),
  details: richText.optional(),
  output: richText.optional(),
  sources: z
    .array(z.strictObject({ type: z.literal('url'), url: z.string(), text: z.string() }))
    .optional(),
});

const plan = z
  .strictObject({
    type: z.literal('plan'),
    ...named,
    title: z.string().min(1),
    tasks: z.array(taskCard).optional(),
  })
  .refine(
    ({ tasks = [] }) => new Set(tasks.map((task) => task.task_id)).size === tasks.length,
    'task_id must be unique within a plan',
  );

const card = z
  .strictObject({
    type: z.literal('card'),
    ...named,
    hero_image: image.optional(),
    icon: image.optional(),
    title: mrkdwn(150).optional(),
    subtitle: mrkdwn(150).optional(),
    body: mrkdwn(200).optional(),
    actions: z.array(button).optional(),
  })
  .refine(
    (it) => [it.hero_image, it.title, it.actions, it.body].some((part) => part !== undefined),
    'one of hero_image, title, actions or body is required',
  );

const carousel = z.strictObject({
  type: z.literal('carousel'),
  ...named,
  elements: z.array(card).min(1).max(10),
});

const contextActions = z.strictObject({
  type: z.literal('context_actions'),
  ...named,
  elements: z.array(z.discriminatedUnion('type', contextButtons)).min(1).max(5),
});

const container = z
  .strictObject({
    type: z.literal('container'),
    ...named,
    title: plainText(150).optional(),
    rich_text_title: richText.optional(),
    subtitle: anyText(150).optional(),
    child_blocks: z
      .array(
        z.discriminatedUnion('type', [
          actions,
          context,
          divider,
          header,
          imageBlock,
          input,
          richText,
          section,
          table,
        ]),
      )
      .min(1)
      .max(10),
    width: z.enum(['narrow', 'standard', 'wide', 'full']).optional(),
    icon: image.optional(),
    is_collapsible: z.boolean().optional(),
    default_collapsed: z.boolean().optional(),
    has_header_divider: z.boolean().optional(),
  })
  .refine((it) => it.title !== undefined || it.rich_text_title !== undefined, 'title is required')
  .refine(
    (it) => it.default_collapsed !== true || it.is_collapsible === true,
    'default_collapsed requires is_collapsible',
  );

/** Any block that the desk knows. */
export const block = z.discriminatedUnion('type', [
  actions,
  alert,
  card,
  carousel,
  container,
  context,
  contextActions,
  dataTable,
  divider,
  header,
  imageBlock,
  input,
  markdown,
  plan,
  richText,
  section,
  table,
  taskCard,
]);

export type Block = z.infer<typeof block>;
