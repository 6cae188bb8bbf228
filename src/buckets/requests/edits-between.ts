import { diffArrays } from 'diff';

/** More lines than any request has: a file that is all other lines need not be compared for ever. */
const MOST_EDITED = 2000;

/** Two versions of a file line by line, with as few changes as lead from one to the other: `+ added`, `- taken out`, `  as it was`. */
export function editsBetween(before: string, after: string): readonly string[] {
  const [old, now] = [linesOf(before), linesOf(after)];
  const found = diffArrays(old, now, { maxEditLength: MOST_EDITED });
  if (found === undefined)
    return [...old.map((line) => `- ${line}`), ...now.map((line) => `+ ${line}`)];
  return found.flatMap(({ value, added, removed }) => {
    const mark = added ? '+' : removed ? '-' : ' ';
    return value.map((line) => `${mark} ${line}`);
  });
}

const linesOf = (text: string): string[] =>
  text === '' ? [] : text.replace(/\r?\n$/, '').split(/\r?\n/);
