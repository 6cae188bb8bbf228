/** The elements that blocks hold. Every one is closed to unknown properties. */
import { z } from 'zod';
import { fields, pickers } from './fields.ts';
import { menus } from './menus.ts';
import { isOffered, notOffered } from './offer.ts';
import {
  actionable,
  anyOption,
  confirmable,
  focusable,
  hasOnePicture,
  linkOption,
  pictureSource,
  plainText,
  styled,
} from './text.ts';

const feedback = z.strictObject({
  text: plainText(75),
  accessibility_label: z.string().max(75).optional(),
  value: z.string().max(2000),
});

export const button = z.strictObject({
  type: z.literal('button'),
  ...actionable,
  ...confirmable,
  ...styled,
  text: plainText(75),
  value: z.string().max(2000).optional(),
  url: z.string().max(3000).optional(),
});
export const image = z
  .strictObject({
    type: z.literal('image'),
    alt_text: z.string().min(1).max(2000),
    ...pictureSource,
  })
  .refine(hasOnePicture, 'exactly one of image_url or slack_file is required');
export const checkboxes = z
  .strictObject({
    type: z.literal('checkboxes'),
    ...actionable,
    ...confirmable,
    ...focusable,
    options: z.array(anyOption).min(1).max(10),
    initial_options: z.array(anyOption).min(1).optional(),
  })
  .refine((it) => (it.initial_options ?? []).every((each) => isOffered(it, each)), notOffered);
export const radioButtons = z
  .strictObject({
    type: z.literal('radio_buttons'),
    ...actionable,
    ...confirmable,
    ...focusable,
    options: z.array(anyOption).min(1).max(10),
    initial_option: anyOption.optional(),
  })
  .refine((it) => it.initial_option === undefined || isOffered(it, it.initial_option), notOffered);
export const overflow = z.strictObject({
  type: z.literal('overflow'),
  ...actionable,
  ...confirmable,
  options: z.array(linkOption).min(1).max(5),
});

/** What a `context_actions` block holds. */
export const contextButtons = [
  z.strictObject({
    type: z.literal('feedback_buttons'),
    ...actionable,
    positive_button: feedback,
    negative_button: feedback,
  }),
  z.strictObject({
    type: z.literal('icon_button'),
    ...actionable,
    ...confirmable,
    icon: z.string().min(1),
    text: plainText(75),
    accessibility_label: z.string().max(75).optional(),
    value: z.string().max(2000).optional(),
    visible_to_user_ids: z.array(z.string()).optional(),
  }),
] as const;

/** Every element, for the list of what the desk covers. */
export const elements = z.discriminatedUnion('type', [
  button,
  image,
  checkboxes,
  radioButtons,
  overflow,
  ...menus,
  ...pickers,
  ...fields,
  ...contextButtons,
]);

export type Element = z.infer<typeof elements>;
