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

/** The type and id, where it is in DSP, and what is said of it. */
export function faultLine({ type, link: at, says }: Fault): string {
  const what = type === '' ? 'The submission' : inWords(type);
  const entity = at === undefined ? escaped(what) : link(at, `${what} ${idIn(at)}`.trim());
  return `• ${entity}: ${escaped(says, 300)}`;
}

/** What DSP calls an entity: the end of its address. */
function idIn(at: string): string {
  const [end = ''] = URL.canParse(at)
    ? new URL(at).pathname.split('/').filter(Boolean).slice(-1)
    : [];
  return end.slice(0, 60);
}

/** `sequencingRuns` as people read it: `Sequencing runs`. */
export function inWords(type: string): string {
  const words = type.replaceAll(/([a-z])([A-Z])/g, '$1 $2').toLowerCase();
  return words.charAt(0).toUpperCase() + words.slice(1);
}
