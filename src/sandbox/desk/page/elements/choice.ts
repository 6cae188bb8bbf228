import { useId } from 'preact/hooks';
import { html, type Rendered } from '../html.js';
import { asObject, has, type Json, objectAt, objectsAt, stringAt } from '../json.js';
import { TextObject } from '../text/passages.js';
import { type ElementProps, naming, useElementState } from './props.js';

/** radio_buttons and checkboxes. */
export function ChoiceElement(props: ElementProps): Rendered {
  const { element } = props;
  const { state, set, dialog } = useElementState(props);
  const name = useId();
  const type = stringAt(element, 'type');
  const many = type === 'checkboxes';
  const chosen = many ? objectsAt(state, 'selected_options') : [asObject(state['selected_option'])];
  const values = chosen.map((option) => stringAt(option, 'value'));
  const options = objectsAt(element, 'options');

  const toggle = (option: Json) => {
    if (!many) return set({ type, selected_option: option });
    const value = stringAt(option, 'value');
    const next = options.filter((other) => {
      const on = values.includes(stringAt(other, 'value'));
      return stringAt(other, 'value') === value ? !on : on;
    });
    set({ type, selected_options: next });
  };

  return html`<div
      class="choices"
      role=${many ? 'group' : 'radiogroup'}
      id=${props.id}
      ...${naming(props, many ? 'Options' : 'Choice')}
    >
      ${options.map((option, index) => {
        const id = `${name}-${index}`;
        return html`<div class="choice" key=${stringAt(option, 'value')}>
          <input
            type=${many ? 'checkbox' : 'radio'}
            id=${id}
            name=${name}
            checked=${values.includes(stringAt(option, 'value'))}
            ...${has(option, 'description') ? { 'aria-describedby': `${id}-more` } : {}}
            onChange=${() => toggle(option)}
          />
          <label for=${id}><${TextObject} object=${objectAt(option, 'text')} /></label>
          ${
            has(option, 'description') &&
            html`<div class="choice-more" id=${`${id}-more`}>
              <${TextObject} object=${objectAt(option, 'description')} />
            </div>`
          }
        </div>`;
      })}
    </div>
    ${dialog}`;
}
