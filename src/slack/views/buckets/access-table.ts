import type { AccessRow } from '../../../domain/bucket-request.ts';
import { count } from '../text.ts';

const LONGEST_NAME = 44;
const DENIED = '–';

/** Who can do what, place by place, in letters of one width. What does not fit is counted. */
export function accessTable(all: readonly AccessRow[], most: number): string {
  const rows = alike(all);
  const names = rows.map(({ who }) => short(who));
  const width = Math.max(0, ...names.map((name) => name.length));
  const lines = rows.flatMap((row, index) => {
    const heading = row.path === rows[index - 1]?.path ? [] : [row.path];
    const cells = (['list', 'read', 'write', 'delete'] as const).map((right) =>
      (row[right] ? right : DENIED).padEnd(right.length),
    );
    return [...heading, `  ${(names[index] ?? '').padEnd(width)}  ${cells.join('  ').trimEnd()}`];
  });
  const kept: string[] = [];
  let letters = 0;
  for (const line of lines) {
    letters += line.length + 1;
    if (letters > most) break;
    kept.push(line);
  }
  const left = lines.length - kept.length;
  return left === 0 ? kept.join('\n') : `${kept.join('\n')}\n… ${count(left, 'more line')}`;
}

const MOST_ALIKE = 6;

/** Many who may do the same at a place are one row, so that all who may not are seen, too; the file names each of them. */
function alike(rows: readonly AccessRow[]): readonly AccessRow[] {
  const rightsOf = ({ path, list, read, write, delete: remove }: AccessRow) =>
    JSON.stringify([path, list, read, write, remove]);
  return [...Map.groupBy(rows, rightsOf).values()].flatMap((some) => {
    const [first] = some;
    if (first === undefined || some.length <= MOST_ALIKE) return some;
    const who = `${short(first.who).slice(0, LONGEST_NAME - 12)} and ${some.length - 1} more`;
    return [{ ...first, who }];
  });
}

/** Rows by place, so that each place is said once. */
export function byPlace(rows: readonly AccessRow[]): readonly AccessRow[] {
  return [...Map.groupBy(rows, ({ path }) => path).values()].flat();
}

/** An ARN without what all of them begin with; the account stays: it says whose role that is. */
function short(who: string): string {
  const name = who.replace(/^arn:aws:iam::/, '');
  return name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME - 1)}…`;
}
