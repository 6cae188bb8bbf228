import type { AccessRow } from '../../../domain/bucket-request.ts';
import { count } from '../text.ts';
import { alike, kindOf, namedTogether } from './alike.ts';

const LONGEST_NAME = 44;
const DENIED = '–';

/** Who can do what, place by place, in letters of one width. What does not fit is counted. */
export function accessTable(
  rows: readonly AccessRow[],
  most: number,
  named: (who: string) => string = short,
): string {
  const names = rows.map(({ who }) => named(who));
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

/** Rows by place, so that each place is said once; those of a role that can do the same there are one. */
export function byPlace(rows: readonly AccessRow[]): readonly AccessRow[] {
  return [...Map.groupBy(rows, ({ path }) => path).values()].flatMap((there) =>
    alike(there, ({ who, ...same }) => JSON.stringify([kindOf(who), same])).flatMap((some) => {
      const [first] = some;
      if (first === undefined || some.length === 1) return some;
      return [
        {
          ...first,
          who: namedTogether(
            some.map(({ who }) => short(who)),
            first.role,
          ),
        },
      ];
    }),
  );
}

/** An ARN without what all of them begin with; the account stays: it says whose role that is. */
function short(who: string): string {
  const name = who.replace(/^arn:aws:iam::/, '');
  return name.length <= LONGEST_NAME ? name : `${name.slice(0, LONGEST_NAME - 1)}…`;
}
