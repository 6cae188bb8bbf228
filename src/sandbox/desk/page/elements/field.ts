import { html, type Rendered } from '../html.js';
import { flagAt, numberAt, objectAt, stringAt, stringsAt, textAt } from '../json.js';
import { type ElementProps, naming, useElementState } from './props.js';

const inputTypes: Readonly<Record<string, { type: string; inputmode: string }>> = {
  email_text_input: { type: 'text', inputmode: 'email' },
  url_text_input: { type: 'text', inputmode: 'url' },
  number_input: { type: 'text', inputmode: 'decimal' },
};

/** plain_text_input (one line or several), email_text_input, url_text_input and number_input. */
export function FieldElement(props: ElementProps): Rendered {
  const { element } = props;
  const { state, keep, press } = useElementState(props);
  const triggers = stringsAt(objectAt(element, 'dispatch_action_config'), 'trigger_actions_on');
  const type = stringAt(element, 'type');
  const typed = (value: string) => ({ type, value: value === '' ? null : value });
  const shared = {
    id: props.id,
    class: 'field',
    ...naming(props, 'Text'),
    placeholder: textAt(element, 'placeholder'),
    maxlength: numberAt(element, 'max_length'),
    'data-focus-on-load': flagAt(element, 'focus_on_load') || undefined,
    value: typeof state['value'] === 'string' ? state['value'] : '',
    onInput: (event: InputEvent & { currentTarget: HTMLInputElement | HTMLTextAreaElement }) => {
      const next = typed(event.currentTarget.value);
      keep(next);
      if (props.dispatches && triggers.includes('on_character_entered')) press(next);
    },
  };
  if (flagAt(element, 'multiline')) return html`<textarea rows="3" ...${shared}></textarea>`;
  const onKeyDown = (event: KeyboardEvent & { currentTarget: HTMLInputElement }) => {
    if (event.key !== 'Enter' || event.isComposing || !props.dispatches) return;
    if (triggers.length > 0 && !triggers.includes('on_enter_pressed')) return;
    event.preventDefault();
    press(typed(event.currentTarget.value));
  };
  const kind = inputTypes[type] ?? { type: 'text', inputmode: 'text' };
  return html`<input autocomplete="off" ...${kind} ...${shared} onKeyDown=${onKeyDown} />`;
}
