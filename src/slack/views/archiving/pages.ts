import type { Button } from '@slack/types';
import type { Cycle } from '../../../domain/cycle/cycle.ts';
import { buttonValue } from '../../interaction/button-value.ts';
import type { ArchivingSubcommand } from '../answers/help.ts';
import { button } from '../blocks.ts';

interface Page<T> {
  readonly shown: readonly T[];
  /** `1 to 15 of 40`; empty where all are shown. */
  readonly says: string;
  readonly buttons: readonly Button[];
}

/** One page of many, with the ways to the others. A page that is not there is the last one. */
export function pageOf<T>(
  cycle: Cycle,
  name: ArchivingSubcommand,
  all: readonly T[],
  wanted: number,
  size: number,
  kind = '',
): Page<T> {
  const pages = Math.max(1, Math.ceil(all.length / size));
  const page = Math.min(Math.max(1, wanted), pages);
  const start = (page - 1) * size;
  const shown = all.slice(start, start + size);
  const to = (number: number, label: string) =>
    subcommandButton(cycle, name, label, `${kind}${number}`);
  return {
    shown,
    says: pages === 1 ? '' : `${start + 1} to ${start + shown.length} of ${all.length}`,
    buttons: [
      ...(page > 1 ? [to(page - 1, 'Previous')] : []),
      ...(page < pages ? [to(page + 1, 'Next')] : []),
    ],
  };
}

/** The same as a sub-command that somebody types. */
export function subcommandButton(
  { runbook, dataset }: Cycle,
  name: ArchivingSubcommand,
  label: string,
  behind = '',
): Button {
  const rest = `${dataset.projectUuid} ${behind}`.trim();
  return button({
    label,
    id: `sub:${name}:${behind}`,
    value: buttonValue({ b: runbook, s: name, r: rest }),
  });
}
