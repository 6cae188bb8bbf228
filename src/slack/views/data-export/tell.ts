import type { InputBlock } from '@slack/types';
import type { KeptTarget, TargetKind } from '../../../domain/data-export/notification.ts';
import { input, optional } from '../dialogs/input.ts';
import { plain } from '../text.ts';

export const TARGET_NAMES: Readonly<Record<TargetKind, string>> = {
  'e-mail': 'E-mail',
  webhook: 'Webhook',
  teams: 'Teams',
};

export type Told = Pick<KeptTarget, 'id' | 'kind' | 'shown'>;
/** The field in which is ticked who is told of one export. */
export const TELL = 'tell';
const MOST_TICKS = 10; // of Slack’s checkboxes

/** One’s own targets, of which an export may leave out some; nothing for whoever has none. */
export function tellInputs(targets: readonly Told[]): readonly InputBlock[] {
  if (targets.length === 0) return [];
  const options = targetOptions(targets);
  const ticks = { type: 'checkboxes', action_id: 'value', options } as const;
  const hint = 'For this export alone; \u201c/data-export notify\u201d is for all of them.';
  return [
    optional(
      input(TELL, 'Besides Slack, tell me at', { ...ticks, initial_options: options }, hint),
    ),
  ];
}

export function targetOptions(targets: readonly Told[]) {
  return targets.slice(0, MOST_TICKS).map(({ id, kind, shown }) => ({
    text: { type: 'plain_text' as const, text: plain(`${TARGET_NAMES[kind]}: ${shown}`, 75) },
    value: id,
  }));
}
