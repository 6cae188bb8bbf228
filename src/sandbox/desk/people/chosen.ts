/** The `actions[0]` of an interaction: the element, and what was chosen in it. */
import type { Interactive } from '../blocks/interactive.ts';
import type { ElementState } from '../page-contract.ts';

/** Undefined when the state does not fit the element, or its option is not among those offered. */
export function chosen(element: Interactive, state: ElementState | undefined): object | undefined {
  switch (element.type) {
    case 'button':
      return {
        type: element.type,
        text: element.text,
        ...(element.value !== undefined && { value: element.value }),
        ...(element.style !== undefined && { style: element.style }),
      };
    case 'icon_button':
      return { type: element.type, text: element.text, icon: element.icon, value: element.value };
    case 'feedback_buttons': {
      const pressed = [element.positive_button, element.negative_button].find(
        (each) => each.value === state?.['value'],
      );
      return pressed && { type: element.type, text: pressed.text, value: pressed.value };
    }
    default:
      if (state?.type !== element.type || !isOffered(element, state)) return undefined;
      return {
        ...('placeholder' in element &&
          element.placeholder && { placeholder: element.placeholder }),
        ...state,
      };
  }
}

/** Menus with options of their own give nothing else back. */
function isOffered(element: Interactive, state: ElementState): boolean {
  const groups = 'option_groups' in element ? (element.option_groups ?? []) : [];
  const offered = [
    ...('options' in element ? (element.options ?? []) : []),
    ...groups.flatMap((group) => group.options),
  ].map((option) => option.value);
  if (offered.length === 0) return true;
  const several = state['selected_options'];
  const selected = Array.isArray(several) ? several : [state['selected_option'] ?? undefined];
  return selected.every((each) => each === undefined || offered.includes(optionValue(each)));
}

function optionValue(option: unknown): string {
  const value = typeof option === 'object' && option !== null && 'value' in option && option.value;
  return typeof value === 'string' ? value : '';
}
