import {
  isMap,
  isNode,
  isScalar,
  isSeq,
  LineCounter,
  type Node,
  parseAllDocuments,
  visit,
  type YAMLMap,
} from 'yaml';
import type { Fault } from './fault.ts';
import { shown } from './fault.ts';

const MOST_DEPTH = 20;

/** The keys of a file with their values, and where each stands. */
export interface Keys {
  readonly map: YAMLMap;
  readonly values: ReadonlyMap<string, unknown>;
  /** The line of a key, or of one item of its list. */
  lineOf(key: string, item?: number): number;
}

/**
 * A file of plain keys and values, and nothing of YAML that means more than it shows: no aliases, tags, directives or
 * second documents. What an older reader would understand otherwise is refused as well.
 */
export function readKeys(text: string): Keys | readonly Fault[] {
  const lines = new LineCounter();
  const lineAt = (offset = 0): number => lines.linePos(offset).line;
  if (depthOf(text) > MOST_DEPTH)
    return [
      { code: 'yaml', line: 1, says: 'Lists are nested too deeply: one level is all there is.' },
    ];
  const documents = parseAllDocuments(text, { lineCounter: lines, uniqueKeys: true });
  const [document] = Array.isArray(documents) ? documents : [];
  if (document === undefined || document.contents === null)
    return [
      { code: 'no keys', line: 1, says: 'The file is empty: write name, users, and where to.' },
    ];
  if (documents.length > 1) {
    const line = lineAt(documents[1]?.range[0]);
    const says = 'A second document begins after `---`: put it into a file of its own.';
    return [{ code: 'several documents', line, says }];
  }
  const errors = document.errors.map(({ message, linePos }): Fault => {
    const what = message.split(/ at line \d|\n/)[0]?.replace(/[.:]$/, '');
    return { code: 'yaml', line: linePos?.[0].line ?? 1, says: `This is no YAML: ${what}.` };
  });
  if (errors.length > 0) return errors;
  const odd: Fault[] = [];
  if (/^%/m.test(text))
    odd.push({
      code: 'yaml directive',
      line: 1,
      says: 'Lines that begin with % change how the rest is read: remove them.',
    });
  visit(document, {
    Alias(_, { source, range }) {
      const says = `\`*${source}\` repeats what stands elsewhere: write it out.`;
      odd.push({ code: 'yaml alias', line: lineAt(range?.[0]), says });
    },
    Node(_, node) {
      const line = lineAt(node.range?.[0]);
      if ('anchor' in node && node.anchor !== undefined)
        odd.push({
          code: 'yaml alias',
          line,
          says: `\`&${node.anchor}\` names a part of the file: leave it out.`,
        });
      if (node.tag !== undefined)
        odd.push({ code: 'yaml tag', line, says: `${shown(node.tag)} is a tag: leave it out.` });
    },
  });
  if (odd.length > 0) return odd;
  const { contents } = document;
  if (!isMap(contents))
    return [
      {
        code: 'no keys',
        line: 1,
        says: 'There are no keys: write name: …, users: …, and where to.',
      },
    ];
  const nodes = new Map<string, { readonly line: number; readonly value: Node | undefined }>();
  for (const { key, value } of contents.items) {
    const name = isScalar(key) ? String(key.value) : JSON.stringify(key);
    const line = lineAt(isNode(key) ? key.range?.[0] : 0);
    nodes.set(name, { line, value: isNode(value) ? value : undefined });
  }
  const lineOf = (key: string, item?: number): number => {
    const found = nodes.get(key);
    const list = found?.value;
    const one = isSeq(list) && item !== undefined ? list.items[item] : undefined;
    return isNode(one) ? lineAt(one.range?.[0]) : (found?.line ?? 1);
  };
  const values = new Map([...nodes].map(([key, { value }]) => [key, plain(value, document)]));
  const otherwise = readOtherwise(text, values, lineOf);
  return otherwise.length > 0 ? otherwise : { map: contents, values, lineOf };
}

function plain(value: Node | undefined, document: Parameters<Node['toJS']>[0]): unknown {
  return value === undefined ? null : value.toJS(document);
}

/**
 * The deployment that has always read these files follows YAML 1.1, where `name: 1_000` is a number and `no` is false.
 * Paperwork it does not read at all.
 */
function readOtherwise(
  text: string,
  values: ReadonlyMap<string, unknown>,
  lineOf: Keys['lineOf'],
): readonly Fault[] {
  const [older] = parseAllDocuments(text, { version: '1.1', uniqueKeys: true });
  if (older === undefined || !('toJS' in older) || !isMap(older.contents)) return [];
  const faults: Fault[] = [];
  for (const [key, value] of values) {
    if (key === 'paperwork') continue;
    const theirs = older.get(key);
    const [list, other] = [listOf(value), listOf(isNode(theirs) ? theirs.toJS(older) : theirs)];
    list.forEach((one, item) => {
      // True and false are told apart later, with better words.
      if (typeof one !== 'string' || typeof other[item] === 'string' || isFlag(key)) return;
      const says = `${shown(one)} is read as a number, a date or a yes by the deployment: put it in quotes.`;
      faults.push({
        code: 'read otherwise',
        line: lineOf(key, item),
        says,
        suggestion: `"${one}"`,
      });
    });
  }
  return faults;
}

const FLAGS = ['keep_files', 'allow_push', 'bucket_versioning'];
const isFlag = (key: string): boolean => FLAGS.includes(key);

function listOf(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}

/** How deep brackets and lines can nest at most: a parser that recurses must not be led into a pit. */
function depthOf(text: string): number {
  let [depth, deepest] = [0, 0];
  for (const sign of text) {
    if (sign === '[' || sign === '{') depth += 1;
    else if (sign === ']' || sign === '}') depth -= 1;
    deepest = Math.max(deepest, depth);
  }
  const dashes = Math.max(
    0,
    ...text.split('\n').map((line) => (line.match(/(- |\? |: )/g) ?? []).length),
  );
  return Math.max(deepest, dashes);
}
