/** The menus: one choice, or several. */
import { z } from 'zod';
import { type Choices, isOffered, notOffered } from './offer.ts';
import { actionable, confirmable, focusable, hinted, optionGroup, plainOption } from './text.ts';

const menu = { ...actionable, ...confirmable, ...focusable, ...hinted };
const several = { ...menu, max_selected_items: z.number().int().min(1).optional() };
const choices = {
  options: z.array(plainOption).min(1).max(100).optional(),
  option_groups: z.array(optionGroup).min(1).max(100).optional(),
};
const minimumQuery = { min_query_length: z.number().int().min(0).optional() };
const respondable = { response_url_enabled: z.boolean().optional() };
const conversationFilter = {
  default_to_current_conversation: z.boolean().optional(),
  filter: z
    .strictObject({
      include: z
        .array(z.enum(['im', 'mpim', 'private', 'public']))
        .min(1)
        .optional(),
      exclude_external_shared_channels: z.boolean().optional(),
      exclude_bot_users: z.boolean().optional(),
    })
    .optional(),
};

const oneSource = 'exactly one of options or option_groups is required';

function hasOneSource(menuElement: Choices): boolean {
  return (menuElement.options === undefined) !== (menuElement.option_groups === undefined);
}

const staticSelect = z
  .strictObject({
    type: z.literal('static_select'),
    ...menu,
    ...choices,
    initial_option: plainOption.optional(),
  })
  .refine(hasOneSource, oneSource)
  .refine((it) => it.initial_option === undefined || isOffered(it, it.initial_option), notOffered);
const multiStaticSelect = z
  .strictObject({
    type: z.literal('multi_static_select'),
    ...several,
    ...choices,
    initial_options: z.array(plainOption).min(1).optional(),
  })
  .refine(hasOneSource, oneSource)
  .refine((it) => (it.initial_options ?? []).every((each) => isOffered(it, each)), notOffered);

const ids = z.array(z.string()).optional();

export const menus = [
  staticSelect,
  z.strictObject({
    type: z.literal('external_select'),
    ...menu,
    ...minimumQuery,
    initial_option: plainOption.optional(),
  }),
  z.strictObject({ type: z.literal('users_select'), ...menu, initial_user: z.string().optional() }),
  z.strictObject({
    type: z.literal('conversations_select'),
    ...menu,
    ...conversationFilter,
    ...respondable,
    initial_conversation: z.string().optional(),
  }),
  z.strictObject({
    type: z.literal('channels_select'),
    ...menu,
    ...respondable,
    initial_channel: z.string().optional(),
  }),
  multiStaticSelect,
  z.strictObject({
    type: z.literal('multi_external_select'),
    ...several,
    ...minimumQuery,
    initial_options: z.array(plainOption).min(1).optional(),
  }),
  z.strictObject({ type: z.literal('multi_users_select'), ...several, initial_users: ids }),
  z.strictObject({
    type: z.literal('multi_conversations_select'),
    ...several,
    ...conversationFilter,
    initial_conversations: ids,
  }),
  z.strictObject({ type: z.literal('multi_channels_select'), ...several, initial_channels: ids }),
] as const;
