import { isMap, isNode, isScalar, isSeq, parseDocument, stringify, type YAMLSeq } from 'yaml';
import type { Grant } from './grant.ts';
import { readKeys } from './yaml.ts';

type Value = string | boolean | readonly string[];

/** A new file, keys in the order of the guide. Flags that are off are left out, as they always were. */
export function writeGrant(grant: Grant): string {
  return stringify(
    Object.fromEntries(
      [['name', grant.name], ...keysOf(grant)].filter(([, value]) => value !== undefined),
    ),
    {
      version: '1.1', // the deployment’s: what it would take for a number or a yes is put in quotes
      lineWidth: 0,
    },
  );
}

/**
 * The same file with what has changed, and every other byte as it was: people’s comments, quotes and order are theirs.
 * Where a change has no place of its own that can be cut out, the library writes the whole file anew.
 */
export function rewriteGrant(text: string, before: Grant, after: Grant): string {
  let now = text;
  const old = new Map(keysOf(before));
  for (const [key, wanted] of keysOf(after)) {
    if (JSON.stringify(old.get(key)) === JSON.stringify(wanted)) continue;
    const cut = withKey(now, key, wanted);
    now = cut !== undefined && says(cut, key, wanted) ? cut : byTheLibrary(now, key, wanted);
  }
  return now;
}

function keysOf(grant: Grant): [string, Value | undefined][] {
  const paperwork = grant.paperwork.length === 1 ? grant.paperwork[0] : grant.paperwork;
  const rest: [string, Value | undefined] = [
    'paperwork',
    paperwork?.length === 0 ? undefined : paperwork,
  ];
  switch (grant.kind) {
    case 'push':
      return [
        ['target_bucket', grant.targetBucket],
        ['users', grant.users],
        ['keep_files', grant.keepFiles || undefined],
        rest,
      ];
    case 'pull':
      return [
        ['pull_arns', grant.pullArns],
        ['users', grant.users],
        ['allow_push', grant.allowPush || undefined],
        ['bucket_versioning', grant.bucketVersioning || undefined],
        rest,
      ];
  }
}

/** The text with one key’s value replaced, added or taken out by cutting; undefined where it is not laid out so. */
function withKey(text: string, key: string, wanted: Value | undefined): string | undefined {
  const { contents } = parseDocument(text);
  if (!isMap(contents)) return undefined;
  if (!contents.has(key)) {
    if (wanted === undefined) return text;
    const end = text === '' || text.endsWith('\n') ? '' : newline(text);
    return `${text}${end}${inLines(stringify({ [key]: wanted }, { version: '1.1', lineWidth: 0 }), text)}`;
  }
  const value: unknown = contents.get(key, true);
  if (!isNode(value) || value.range === null || value.range === undefined) return undefined;
  const [start, end] = value.range;
  if (isSeq(value) && !value.flow && Array.isArray(wanted)) return withItems(text, value, wanted);
  if (isScalar(value) && typeof wanted === 'string') {
    const scalar = stringify(wanted, { version: '1.1', lineWidth: 0 }).trimEnd();
    return scalar.includes('\n') ? undefined : text.slice(0, start) + scalar + text.slice(end);
  }
  if (isScalar(value) && typeof wanted === 'boolean')
    return text.slice(0, start) + String(wanted) + text.slice(end);
  return undefined;
}

/** Items that stay keep their lines and what is said behind them; new ones follow, indented alike. */
function withItems(text: string, list: YAMLSeq, wanted: readonly string[]): string | undefined {
  const items = list.items.flatMap((item) => (isScalar(item) && item.range ? [item] : []));
  const [first] = items;
  if (first?.range === undefined || first.range === null || items.length !== list.items.length)
    return undefined;
  const rows = items.map((item) => {
    const from = text.lastIndexOf('\n', (item.range?.[0] ?? 0) - 1) + 1;
    const found = text.indexOf('\n', item.range?.[1] ?? 0);
    return { value: String(item.value), from, to: found < 0 ? text.length : found + 1 };
  });
  const lead = /^[ \t]*-[ \t]+/.exec(text.slice(rows[0]?.from, first.range[0]))?.[0];
  if (
    lead === undefined ||
    rows.some(({ from }, index) => index > 0 && from < (rows[index - 1]?.to ?? 0))
  )
    return undefined;
  let result = '';
  let place = 0;
  for (const { value, from, to } of rows) {
    result += text.slice(place, from);
    if (wanted.includes(value)) result += text.slice(from, to);
    place = to;
  }
  const end = newline(text);
  const added = wanted.filter((one) => !rows.some(({ value }) => value === one));
  if (added.length > 0 && result !== '' && !result.endsWith('\n')) result += end;
  for (const one of added)
    result += `${lead}${stringify(one, { version: '1.1', lineWidth: 0 }).trimEnd()}${end}`;
  return result + text.slice(place);
}

function byTheLibrary(text: string, key: string, wanted: Value | undefined): string {
  const document = parseDocument(text);
  if (wanted === undefined) document.delete(key);
  else document.set(key, document.createNode(wanted));
  return document.toString({ lineWidth: 0 });
}

function says(text: string, key: string, wanted: Value | undefined): boolean {
  const keys = readKeys(text);
  if (!('lineOf' in keys)) return false;
  const found = keys.values.get(key);
  const [one, other] = [found, wanted].map((value) =>
    JSON.stringify(Array.isArray(value) ? [...value].sort() : value),
  );
  return one === other;
}

const newline = (text: string): string => (text.includes('\r\n') ? '\r\n' : '\n');

function inLines(addition: string, text: string): string {
  return addition.replaceAll('\n', newline(text));
}
