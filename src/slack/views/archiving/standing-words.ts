import type { Fault, Faults, Standing } from '../../../domain/archiving/standing.ts';
import { count, escaped, link } from '../text.ts';

/** What keeps DSP from being completed: `2 errors, 1 pending, 3 files not ready`. */
export function whatBlocks(standing: Standing | undefined): string {
  if (standing === undefined) return 'not looked at yet';
  const { errors, pending, blockers } = standing;
  const entities = errors.reduce((sum, each) => sum + each.count, 0);
  const parts = [
    ...(entities === 0 ? [] : [count(entities, 'entity with errors', 'entities with errors')]),
    ...(pending === 0 ? [] : [`${pending} pending`]),
    ...(blockers.filesNotReady === 0
      ? []
      : [count(blockers.filesNotReady, 'file not ready', 'files not ready')]),
    ...(blockers.metadata === 0 ? [] : [count(blockers.metadata, 'metadata blocker')]),
    ...(blockers.empty ? ['an empty submission'] : []),
    ...(blockers.validating ? ['validation under way'] : []),
  ];
  return parts.length === 0 ? 'no errors, nothing pending, no blockers' : parts.join(', ');
}

export function faultLines(faults: Faults | undefined): string {
  if (faults === undefined) return '';
  const shown = faults.first.map(faultLine);
  const rest = faults.entities - shown.length;
  return [...shown, ...(rest > 0 ? [`• and ${rest} more`] : [])].join('\n');
}

/** The type, where it is in DSP, and what is said of it. */
export function faultLine({ type, link: at, says }: Fault): string {
  const what = type === '' ? 'The submission' : inWords(type);
  const entity = at === undefined ? escaped(what) : link(at, what);
  return `• ${entity}: ${escaped(says, 300)}`;
}

/** `sequencingRuns` as people read it: `Sequencing runs`. */
export function inWords(type: string): string {
  const words = type.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
