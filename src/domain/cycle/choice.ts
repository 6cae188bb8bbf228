import type { Choice, SubmitAction } from './cycle.ts';

/** What ingest is asked for by each choice; what it was asked for already, where somebody joins. */
const ACTIONS: Readonly<Record<Exclude<Choice, 'Join'>, readonly SubmitAction[]>> = {
  Export: ['Export'],
  Export_Metadata: ['Export_Metadata'],
  Archive_Export: ['Archive', 'Export'],
  Archive: ['Archive'],
};

export const CHOICES = ['Export', 'Export_Metadata', 'Archive_Export', 'Archive', 'Join'] as const;

export function actionsOf(
  choice: Choice,
  underWay: readonly SubmitAction[] = [],
): readonly SubmitAction[] {
  return choice === 'Join' ? underWay : ACTIONS[choice];
}
