import type { InputBlock } from '@slack/types';

/** One field of a dialog; the block’s id is its name. */
export function input(
  name: string,
  label: string,
  element: InputBlock['element'],
  hint?: string,
): InputBlock {
  return {
    type: 'input',
    block_id: name,
    label: { type: 'plain_text', text: label },
    element,
    ...(hint === undefined ? {} : { hint: { type: 'plain_text', text: hint } }),
  };
}

/** One whose choice changes the rest of the dialog. */
export const acting = (...given: Parameters<typeof input>): InputBlock => ({
  ...input(...given),
  dispatch_action: true,
});

export const optional = (block: InputBlock): InputBlock => ({ ...block, optional: true });
