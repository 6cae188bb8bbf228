import type { InputBlock } from '@slack/types';
import type { FormValues } from '../../../domain/runbook/form.ts';
import { input } from '../dialogs/input.ts';

/** The columns that all chosen files have; undefined where nobody knows them, so that they are typed. */
export type Known = readonly string[] | undefined;

export const COLUMNS_MENU = 'export-dialog:columns';
const LONGEST_VALUE = 75; // of Slack’s menus
const MARK = '~';

export function columnField(
  name: string,
  label: string,
  known: Known,
  field: {
    readonly typed: InputBlock['element'];
    readonly hint?: string;
    readonly menuHint?: string;
  },
  many = true,
): InputBlock {
  if (known === undefined || !known.every(fitsMenu)) {
    return input(name, label, field.typed, field.hint);
  }
  const menu = {
    action_id: COLUMNS_MENU,
    min_query_length: 0,
    placeholder: { type: 'plain_text', text: many ? 'Choose columns' : 'Choose a column' },
  } as const;
  return input(
    `${name}${MARK}${markOf(known)}`,
    label,
    many ? { type: 'multi_external_select', ...menu } : { type: 'external_select', ...menu },
    field.menuHint,
  );
}

/** What was filled in, whether it was typed or chosen: one a line, under the field’s own name. */
export function readColumns(values: FormValues): FormValues {
  return Object.fromEntries(
    Object.entries(values).map(([block, value]) => {
      const name = nameOf(block);
      return [name, name === 'columns' && block === name ? value.replaceAll(',', '\n') : value];
    }),
  );
}

/** The block in which a field stands, among those of the dialog. */
export function blockOf(name: string, blocks: readonly string[]): string {
  return blocks.find((block) => nameOf(block) === name) ?? name;
}

/** Of a field, whichever columns it offers. */
export const nameOf = (block: string): string => block.split(MARK)[0] ?? block;

const fitsMenu = (column: string): boolean =>
  column !== '' &&
  column === column.trim() &&
  column.length <= LONGEST_VALUE &&
  !column.includes('\n');

/** Other columns are another field: Slack keeps what was chosen by the field’s name. */
function markOf(known: readonly string[]): string {
  let sum = known.length;
  for (const sign of known.join('\n')) sum = (sum * 31 + (sign.codePointAt(0) ?? 0)) >>> 0;
  return sum.toString(36);
}
