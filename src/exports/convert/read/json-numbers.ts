import type { Engine } from '../engine/engine.ts';
import type { Warnings } from '../warnings.ts';

// The engine reads fractions as doubles, and says nothing of what a double does not hold.

const OBJECT = 'CAST(json AS VARCHAR)';
const STRING = '"(?:\\\\.|[^"\\\\])*"';
const WITHOUT_STRINGS = `regexp_replace(${OBJECT}, '${STRING}', '', 'g')`;
const SMALLEST = '2.2250738585072014e-308'; // with all of its digits

/** Whether an object has a fraction of more digits than a double. */
const LONG = `(regexp_matches(${OBJECT}, '[1-9][0-9.]{18,}') AND
  list_bool_or(list_transform(regexp_extract_all(${WITHOUT_STRINGS}, '[0-9]+[.][0-9]+'),
    lambda x: length(ltrim(replace(x, '.', ''), '0')) > 17)) IS TRUE)`;

const NUMBER = '[0-9][0-9.]*(?:[eE]-[0-9]+)?';
const tiny = (x: string): string => `(coalesce(TRY_CAST(${x} AS DOUBLE), 0) < ${SMALLEST}
  AND regexp_matches(split_part(lower(${x}), 'e', 1), '[1-9]')
  AND CAST(to_json(TRY_CAST(${x} AS DOUBLE)) AS VARCHAR) IS DISTINCT FROM lower(${x}))`;
/** Whether one of its numbers is nearer to zero than a double can be, as 1e-400 is. */
const TINY = `(regexp_matches(${OBJECT}, '[eE]-0*(?:[2-9][0-9]{2}|[1-9][0-9]{3})|[.]0{300}') AND
  list_bool_or(list_transform(regexp_extract_all(${WITHOUT_STRINGS}, '${NUMBER}'),
    lambda x: ${tiny('x')})) IS TRUE)`;

/** For each object, as fields of a query: whether it is to be warned of. */
export const NOTICED = `CAST(${LONG} AS INT) AS long, CAST(${TINY} AS INT) AS tiny`;

/** Says how many objects have fractions that were not read with all of their digits. */
export function warnOfLong(objects: number, warnings: Warnings): void {
  const says = 'Has a fraction of more than 17 digits: it was read as the nearest double.';
  warnings.add({ code: 'long decimal', says, count: objects });
}

/** Says in which columns numbers were read as 0, or as what is next to it. */
export async function warnOfTiny(
  objects: string,
  keys: readonly string[],
  engine: Engine,
  warnings: Warnings,
): Promise<void> {
  const pair = `(${STRING})\\s*:\\s*-?(${NUMBER})`;
  const rows = await engine.rows(`SELECT regexp_extract(pair, '${pair}', 1) AS key, count(*) FROM
    (SELECT unnest(CASE WHEN len(pairs) = 0 THEN [''] ELSE pairs END) AS pair FROM
      (SELECT list_filter(regexp_extract_all(${OBJECT}, '${pair}'),
        lambda x: ${tiny(`regexp_extract(x, '${pair}', 2)`)}) AS pairs FROM ${objects} WHERE ${TINY}))
    GROUP BY key ORDER BY key LIMIT 1000`);
  const says =
    'Has a number nearer to zero than a double can be: it was read as the nearest double.';
  for (const [key, count] of rows) {
    const column = keys.find((name) => JSON.stringify(name) === key);
    const where = column === undefined ? {} : { column };
    warnings.add({ code: 'tiny number', says, ...where, count: Number(count) });
  }
}
