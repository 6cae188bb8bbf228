import { literal } from '../engine/sql.ts';
import { failure, unreadable } from '../failure.ts';
import { type Change, type Column, computed, type Form, type Kind } from '../table.ts';
import { NOTICED, warnOfLong, warnOfTiny } from './json-numbers.ts';
import { firstBytes, plainText } from './plain-text.ts';
import type { Reader, Reading } from './reader.ts';

const LARGEST_OBJECT = 16 * 1024 * 1024;
const MOST_COLUMNS = 20_000;

/** What an object takes of memory while it is taken apart. */
const TIMES_ITS_TEXT = 3;

interface Objects {
  readonly keys: readonly string[];
  /** Of the text of an object, the mean of those with the same keys; of the longest sort. */
  readonly objectBytes: number;
}

/** An array of objects, or one object a line. */
export const readJson: Reader = async (input, reading) => {
  const { path } = await plainText(input, reading);
  const array = /^\s*\[/.test((await firstBytes(path, 4096)).toString('latin1'));
  const objects = `read_json_objects(${literal(path)}, format = ${array ? "'array'" : "'newline_delimited'"},
    compression = 'uncompressed', maximum_object_size = ${LARGEST_OBJECT})`;
  try {
    const { keys, objectBytes } = await surveyed(objects, reading);
    if (keys.length === 0) return { relation: `(SELECT 1 LIMIT 0)`, columns: [], explain };
    const paths = keys.map((key) => literal(pointer(key))).join(', ');
    // One walk over each object, however many keys it has.
    const relation = `(SELECT json_extract(json, [${paths}]) AS v FROM ${objects})`;
    await reading.engine.fit(keys.length);
    const types = await typesOf(relation, keys.length, reading);
    const changes = keys.map((name, index) => change(name, index, types[index] ?? new Set()));
    const columns = changes.map(({ column }) => ({ ...column, type: 'JSON' }));
    await reading.engine.fitRows({ columns, rowBytes: TIMES_ITS_TEXT * objectBytes });
    return computed({ relation, columns, rowBytes: objectBytes, explain }, changes);
  } catch (cause) {
    throw (cause instanceof Error && explain(cause)) || cause;
  }
};

/** The keys of all objects, in the order in which they first appear, and what an object takes. */
async function surveyed(objects: string, { engine, warnings }: Reading): Promise<Objects> {
  const rows =
    await engine.rows(`SELECT keys, min(place) AS first, bool_and(is_object), sum(long), sum(tiny), avg(bytes) FROM
    (SELECT json_keys(json) AS keys, ${NOTICED}, json_type(json) = 'OBJECT' AS is_object,
      strlen(CAST(json AS VARCHAR)) AS bytes, row_number() OVER () AS place FROM ${objects})
    GROUP BY keys ORDER BY first LIMIT 100000`);
  const keys = new Set<string>();
  let objectBytes = 1;
  let tiny = 0;
  for (const [list, first, isObject, long, near, bytes] of rows) {
    objectBytes = Math.max(objectBytes, Number(bytes ?? 0));
    warnOfLong(Number(long ?? 0), warnings);
    tiny += Number(near ?? 0);
    if (isObject !== true) {
      throw unreadable(`Value ${first} is no object; a table is a list of objects.`);
    }
    const names = Array.isArray(list) ? list.map(String) : [];
    if (new Set(names).size < names.length) {
      throw unreadable(`Object ${first} has a key twice.`);
    }
    for (const name of names) keys.add(name);
    if (keys.size > MOST_COLUMNS) {
      throw failure('limit', `There are more than ${MOST_COLUMNS} different keys.`);
    }
  }
  if (tiny > 0) await warnOfTiny(objects, [...keys], engine, warnings);
  return { keys: [...keys], objectBytes };
}

async function typesOf(
  relation: string,
  count: number,
  { engine }: Reading,
): Promise<readonly ReadonlySet<string>[]> {
  // A row for each value: an aggregate for each of thousands of keys took gigabytes.
  const rows = await engine.rows(`SELECT DISTINCT place, json_type(x) FROM
    (SELECT unnest(v) AS x, unnest(range(${count})) AS place FROM ${relation})`);
  const found = Array.from({ length: count }, () => new Set<string>());
  for (const [place, type] of rows) found[Number(place)]?.add(String(type));
  return found;
}

function change(name: string, index: number, types: ReadonlySet<string>): Change {
  const found = new Set([...types].filter((type) => type !== 'NULL' && type !== 'null'));
  const raw: Form = (x) => `CASE WHEN json_type(${x}) <> 'NULL' THEN CAST(${x} AS VARCHAR) END`;
  const plain: Form = (x) => `${x} ->> '$'`;
  const of = (kind: Kind, form: Form, note?: string): Change => {
    const column: Column = {
      name,
      expression: `v[${index + 1}]`,
      kind,
      type: kind === 'other' ? 'JSON' : kind,
    };
    return { form, column: note === undefined ? column : { ...column, note } };
  };
  const only = (...allowed: readonly string[]) =>
    [...found].every((type) => allowed.includes(type));
  if (only('VARCHAR')) return of('text', plain);
  if (only('UBIGINT', 'BIGINT', 'DOUBLE', 'HUGEINT')) return of('number', raw);
  if (only('BOOLEAN')) return of('boolean', (x) => `CAST(${raw(x)} AS BOOLEAN)`);
  // As JSON: whoever cannot write that makes text of it.
  const value: Form = (x) => `CASE WHEN json_type(${x}) <> 'NULL' THEN ${x} END`;
  if (only('OBJECT', 'ARRAY')) return of('other', value, 'Nested JSON');
  return of('other', value, `Different types (${[...found].sort().join(', ')})`);
}

/** RFC 6901. */
function pointer(key: string): string {
  return `/${key.replaceAll('~', '~0').replaceAll('/', '~1')}`;
}

function explain(cause: Error): Error | undefined {
  const says = cause.message;
  const byte = /at byte (\d+) in (?:record\/value|line) (\d+)/.exec(says);
  if (byte !== null) {
    return unreadable(
      `Value ${byte[2]} is no JSON: look at its byte ${byte[1]}.`,
      undefined,
      cause,
    );
  }
  if (/maximum_object_size/.test(says)) {
    return failure(
      'limit',
      `An object is larger than ${LARGEST_OBJECT / 1024 / 1024} MB.`,
      undefined,
      cause,
    );
  }
  if (/JSON/.test(says)) return unreadable('It is not valid JSON.', undefined, cause);
  return undefined;
}
