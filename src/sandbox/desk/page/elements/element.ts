import type { FunctionComponent } from 'preact';
import { Unsupported } from '../blocks/unsupported.js';
import { html, type Rendered } from '../html.js';
import { stringAt } from '../json.js';
import { ButtonElement } from './button.js';
import { ChoiceElement } from './choice.js';
import { DateElement } from './date.js';
import { FieldElement } from './field.js';
import { IdSelectElement } from './id-select.js';
import { OverflowElement } from './overflow.js';
import type { ElementProps } from './props.js';
import { ExternalSelectElement, StaticSelectElement } from './select.js';

const elements = new Map<string, FunctionComponent<ElementProps>>(
  Object.entries({
    button: ButtonElement,
    workflow_button: ButtonElement,
    overflow: OverflowElement,
    plain_text_input: FieldElement,
    email_text_input: FieldElement,
    url_text_input: FieldElement,
    number_input: FieldElement,
    radio_buttons: ChoiceElement,
    checkboxes: ChoiceElement,
    datepicker: DateElement,
    timepicker: DateElement,
    datetimepicker: DateElement,
    static_select: StaticSelectElement,
    multi_static_select: StaticSelectElement,
    external_select: ExternalSelectElement,
    multi_external_select: ExternalSelectElement,
    users_select: IdSelectElement,
    multi_users_select: IdSelectElement,
    conversations_select: IdSelectElement,
    multi_conversations_select: IdSelectElement,
    channels_select: IdSelectElement,
    multi_channels_select: IdSelectElement,
  }),
);

/** Any interactive element of Block Kit. */
export function Element(props: ElementProps): Rendered {
  const type = stringAt(props.element, 'type');
  const component = elements.get(type);
  if (!component) return html`<${Unsupported} what="element" type=${type} />`;
  return html`<${component} ...${props} />`;
}
