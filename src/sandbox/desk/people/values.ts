/** What is filled in: the state of the inputs of a view or message, as Slack sends it. */
import type { Block } from '../blocks/blocks.ts';
import { allBlocks, elementsOf, type Interactive } from '../blocks/interactive.ts';
import type { ElementState, ViewValues } from '../page-contract.ts';

/** Elements without a state of their own. */
export const stateless: ReadonlySet<string> = new Set([
  'button',
  'overflow',
  'feedback_buttons',
  'icon_button',
]);

/** The state of every element: as given, or as the element began. Undefined for an unknown one. */
export function filledIn(blocks: readonly Block[], given: ViewValues): ViewValues | undefined {
  const values: Record<string, Record<string, ElementState>> = Object.create(null);
  for (const { block } of allBlocks(blocks)) {
    for (const element of elementsOf(block)) {
      if (stateless.has(element.type)) continue;
      const blockId = block.block_id ?? '';
      const actionId = element.action_id ?? '';
      const state = given[blockId]?.[actionId] ?? initialState(element);
      if (state.type !== element.type) return undefined;
      const row = values[blockId] ?? {};
      row[actionId] = state;
      values[blockId] = row;
    }
  }
  const known = (blockId: string, actionId: string) => values[blockId]?.[actionId] !== undefined;
  const strangers = Object.entries(given).flatMap(([blockId, row]) =>
    Object.keys(row).filter((actionId) => !known(blockId, actionId)),
  );
  return strangers.length === 0 ? values : undefined;
}

function initialState(element: Interactive): ElementState {
  switch (element.type) {
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
      return { type: element.type, selected_option: element.initial_option ?? null };
    case 'multi_static_select':
    case 'multi_external_select':
    case 'checkboxes':
      return { type: element.type, selected_options: element.initial_options ?? [] };
    case 'users_select':
      return { type: element.type, selected_user: element.initial_user ?? null };
    case 'multi_users_select':
      return { type: element.type, selected_users: element.initial_users ?? [] };
    case 'conversations_select':
      return { type: element.type, selected_conversation: element.initial_conversation ?? null };
    case 'multi_conversations_select':
      return { type: element.type, selected_conversations: element.initial_conversations ?? [] };
    case 'channels_select':
      return { type: element.type, selected_channel: element.initial_channel ?? null };
    case 'multi_channels_select':
      return { type: element.type, selected_channels: element.initial_channels ?? [] };
    case 'datepicker':
      return { type: element.type, selected_date: element.initial_date ?? null };
    case 'timepicker':
      return { type: element.type, selected_time: element.initial_time ?? null };
    case 'datetimepicker':
      return { type: element.type, selected_date_time: element.initial_date_time ?? null };
    case 'rich_text_input':
      return { type: element.type, rich_text_value: element.initial_value ?? null };
    default:
      return {
        type: element.type,
        value: 'initial_value' in element ? (element.initial_value ?? null) : null,
      };
  }
}

/** What Slack's client itself refuses before it submits: by block_id, in a sentence. */
export function clientErrors(
  blocks: readonly Block[],
  values: ViewValues,
): Readonly<Record<string, string>> {
  const errors: Record<string, string> = Object.create(null);
  for (const { block } of allBlocks(blocks)) {
    if (block.type !== 'input') continue;
    const { element } = block;
    const state = values[block.block_id ?? '']?.[element.action_id ?? ''];
    const filled = content(state);
    if (filled === undefined) {
      if (block.optional !== true)
        errors[block.block_id ?? ''] = 'Please complete this required field.';
      continue;
    }
    const error = typeof filled === 'string' ? typingError(element, filled) : undefined;
    if (error !== undefined) errors[block.block_id ?? ''] = error;
  }
  return errors;
}

/** The one thing filled in; undefined for null, the empty text and the empty list. */
function content(state: ElementState | undefined): unknown {
  const { type: _, ...rest } = state ?? { type: '' };
  const [value] = Object.values(rest);
  if (value === null || value === undefined || value === '') return undefined;
  return Array.isArray(value) && value.length === 0 ? undefined : value;
}

function typingError(element: Interactive, text: string): string | undefined {
  switch (element.type) {
    case 'plain_text_input':
      if (text.length < (element.min_length ?? 0))
        return `Please enter at least ${element.min_length} characters.`;
      if (text.length > (element.max_length ?? 3000))
        return `Please enter no more than ${element.max_length ?? 3000} characters.`;
      return undefined;
    case 'number_input': {
      const pattern = element.is_decimal_allowed ? /^-?\d+(\.\d+)?$/ : /^-?\d+$/;
      if (!pattern.test(text)) return 'Please enter a number.';
      if (element.min_value !== undefined && Number(text) < Number(element.min_value))
        return `Please enter a number that is at least ${element.min_value}.`;
      if (element.max_value !== undefined && Number(text) > Number(element.max_value))
        return `Please enter a number that is at most ${element.max_value}.`;
      return undefined;
    }
    case 'email_text_input':
      return /^\S+@\S+\.\S+$/.test(text) ? undefined : 'Please enter a valid email address.';
    case 'url_text_input':
      return URL.canParse(text) ? undefined : 'Please enter a valid URL.';
    default:
      return undefined;
  }
}
