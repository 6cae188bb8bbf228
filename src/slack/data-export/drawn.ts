import type { ModalView } from '@slack/types';
import type { Actor } from '../../domain/role.ts';
import { within } from '../connection/patience.ts';
import type { Needs } from '../needs.ts';
import { type DialogState, exportDialog } from '../views/data-export/dialog.ts';

const COLUMNS_MOST = 1500; // milliseconds of real time: a store may be slow, and columns can be typed

/** The dialog of an export with what is known of its files’ columns, and of whom else it is told. */
export async function drawn(
  needs: Needs,
  actor: Actor,
  state: Omit<DialogState, 'columns' | 'targets'> & { readonly fileIds: readonly number[] },
): Promise<ModalView> {
  const { fileIds, memory, ...rest } = state;
  const columns = await columnsOf(needs, fileIds, actor);
  const remembered = columns === undefined ? memory : { ...memory, f: [...fileIds] };
  const targets = await needs.exports.notifications.preference(actor);
  return exportDialog({ ...rest, memory: remembered, columns, targets });
}

/** Undefined also where they are not to be had soon. */
export function columnsOf(
  { exports }: Pick<Needs, 'exports'>,
  fileIds: readonly number[],
  actor: Actor,
): Promise<readonly string[] | undefined> {
  return within(COLUMNS_MOST, exports.columns(fileIds, actor), undefined);
}
