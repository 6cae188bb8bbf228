import type { InputBlock, KnownBlock, ModalView, PlainTextOption } from '@slack/types';
import type { FormValues } from '../../../domain/runbook/form.ts';
import { plain } from '../text.ts';

/**
 * A dialog with what was filled in before, as `readForm` reads it, in place of what it opens with; a field that is not
 * among the values stays as it is. `nameOf`: what a block’s value is called.
 */
export function refilled(
  view: ModalView,
  values: FormValues,
  nameOf: (block: string) => string = (block) => block,
): ModalView {
  const blocks = view.blocks.map((block) => {
    const value = isInput(block) ? values[nameOf(block.block_id ?? '')] : undefined;
    return isInput(block) && value !== undefined
      ? { ...block, element: holding(block.element, value) }
      : block;
  });
  return { ...view, blocks };
}

const isInput = (block: { readonly type: string }): block is InputBlock & KnownBlock =>
  block.type === 'input';

function holding(element: InputBlock['element'], value: string): InputBlock['element'] {
  const lines = value.split('\n').filter((line) => line !== '');
  switch (element.type) {
    case 'plain_text_input':
    case 'number_input':
      return { ...element, ...(value === '' ? {} : { initial_value: value }) };
    case 'static_select': {
      const chosen = element.options?.find((one) => one.value === value);
      return chosen === undefined ? element : { ...element, initial_option: chosen };
    }
    case 'checkboxes': {
      const { initial_options: _, ...empty } = element;
      const ticked = empty.options.filter((one) => lines.includes(one.value ?? ''));
      return ticked.length === 0 ? empty : { ...empty, initial_options: ticked };
    }
    case 'external_select':
      // What it opens with has words of its own; so below.
      return value === '' || element.initial_option !== undefined
        ? element
        : { ...element, initial_option: optionOf(value) };
    case 'multi_external_select':
      return lines.length === 0 || element.initial_options !== undefined
        ? element
        : { ...element, initial_options: lines.map(optionOf) };
    default:
      return element;
  }
}

const optionOf = (value: string): PlainTextOption => ({
  text: { type: 'plain_text', text: plain(value, 75) },
  value,
});
