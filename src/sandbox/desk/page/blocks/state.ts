import type { ElementState } from '../../page-contract.ts';
import { has, type Json, objectAt, objectsAt, stringAt, stringsAt } from '../json.js';

/** An element's state before anybody touched it, in the shape of `view.state.values`. */
export function initialState(element: Json): ElementState | undefined {
  const type = stringAt(element, 'type');
  const first = (key: string) => (has(element, key) ? element[key] : null);
  switch (type) {
    case 'plain_text_input':
    case 'email_text_input':
    case 'url_text_input':
    case 'number_input':
      return { type, value: stringAt(element, 'initial_value') || null };
    case 'static_select':
    case 'external_select':
    case 'radio_buttons':
      return { type, selected_option: first('initial_option') };
    case 'multi_static_select':
    case 'multi_external_select':
    case 'checkboxes':
      return { type, selected_options: objectsAt(element, 'initial_options') };
    case 'datepicker':
      return { type, selected_date: first('initial_date') };
    case 'timepicker':
      return { type, selected_time: first('initial_time') };
    case 'datetimepicker':
      return { type, selected_date_time: first('initial_date_time') };
    case 'users_select':
      return { type, selected_user: first('initial_user') };
    case 'multi_users_select':
      return { type, selected_users: stringsAt(element, 'initial_users') };
    case 'conversations_select':
      return { type, selected_conversation: first('initial_conversation') };
    case 'multi_conversations_select':
      return { type, selected_conversations: stringsAt(element, 'initial_conversations') };
    case 'channels_select':
      return { type, selected_channel: first('initial_channel') };
    case 'multi_channels_select':
      return { type, selected_channels: stringsAt(element, 'initial_channels') };
    default:
      return undefined;
  }
}

/** Every element of a block that people can act on. */
export function elementsOf(block: Json): readonly Json[] {
  switch (stringAt(block, 'type')) {
    case 'input':
      return [objectAt(block, 'element')];
    case 'section':
      return has(block, 'accessory') ? [objectAt(block, 'accessory')] : [];
    case 'actions':
      return objectsAt(block, 'elements');
    default:
      return [];
  }
}
