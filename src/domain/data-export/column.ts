import { nearestNames } from '../nearest-names.ts';

const SUGGESTED = 3;

/** That a table has no such column, and which one may be meant. */
export function noColumnWords(name: string, names: readonly string[]): string {
  const near = nearestNames(name, names).slice(0, SUGGESTED);
  const quoted = near.map((one) => `“${one}”`);
  const last = quoted.pop();
  const meant = quoted.length === 0 ? last : `${quoted.join(', ')} or ${last}`;
  return `There is no column “${name}”.${meant === undefined ? '' : ` Did you mean ${meant}?`}`;
}
