import { emojiCharacter } from './emoji.js';
import { slackToken } from './slack-token.js';
import { decoded, type Inline } from './tree.js';

const marks = { '*': 'bold', _: 'italic', '~': 'strike' } as const;

/** Slack's mrkdwn within a line or paragraph: marks, code, `<tokens>`, emoji, line breaks. */
export function mrkdwnInline(source: string): readonly Inline[] {
  const nodes: Inline[] = [];
  let plain = '';
  let at = 0;
  const add = (node: Inline, end: number) => {
    if (plain !== '') nodes.push({ kind: 'text', text: decoded(plain) });
    plain = '';
    nodes.push(node);
    at = end;
  };
  while (at < source.length) {
    const found = nodeAt(source, at);
    if (found) {
      add(found.node, found.end);
    } else {
      plain += source[at];
      at += 1;
    }
  }
  if (plain !== '') nodes.push({ kind: 'text', text: decoded(plain) });
  return nodes;
}

/** plain_text objects know line breaks and emoji only. */
export function plainInline(source: string): readonly Inline[] {
  return source.split(/(\n|:[a-z0-9_+-]+:)/).flatMap((part): readonly Inline[] => {
    if (part === '\n') return [{ kind: 'break' }];
    if (/^:.+:$/.test(part) && emojiCharacter(part.slice(1, -1))) {
      return [{ kind: 'emoji', name: part.slice(1, -1) }];
    }
    return part === '' ? [] : [{ kind: 'text', text: decoded(part) }];
  });
}

interface Found {
  readonly node: Inline;
  readonly end: number;
}

function nodeAt(source: string, at: number): Found | undefined {
  const character = source[at];
  if (character === '\n') return { node: { kind: 'break' }, end: at + 1 };
  if (character === '<') return tokenAt(source, at);
  if (character === '`') return codeAt(source, at);
  if (character === ':') return emojiAt(source, at);
  if (character === '*' || character === '_' || character === '~') {
    const end = closingMark(source, at, character);
    if (end === undefined) return undefined;
    const children = mrkdwnInline(source.slice(at + 1, end));
    return { node: { kind: marks[character], children }, end: end + 1 };
  }
  return undefined;
}

function tokenAt(source: string, at: number): Found | undefined {
  const end = source.indexOf('>', at);
  if (end < 0) return undefined;
  const node = slackToken(source.slice(at + 1, end));
  return node && { node, end: end + 1 };
}

function codeAt(source: string, at: number): Found | undefined {
  const end = source.indexOf('`', at + 1);
  if (end <= at + 1 || source.slice(at, end).includes('\n')) return undefined;
  return { node: { kind: 'code', text: decoded(source.slice(at + 1, end)) }, end: end + 1 };
}

function emojiAt(source: string, at: number): Found | undefined {
  const name = /^:([a-z0-9_+-]{1,60}):/.exec(source.slice(at, at + 64))?.[1];
  if (name === undefined || emojiCharacter(name) === undefined) return undefined;
  return { node: { kind: 'emoji', name }, end: at + name.length + 2 };
}

/** Where a mark that opens at `at` closes on the same line, or undefined when it is only a character. */
function closingMark(source: string, at: number, mark: string): number | undefined {
  const before = source[at - 1] ?? ' ';
  const first = source[at + 1] ?? ' ';
  if (/[\p{L}\p{N}]/u.test(before) || /\s/.test(first) || first === mark) return undefined;
  for (let index = at + 1; index < source.length && source[index] !== '\n'; index += 1) {
    const skipped = source[index] === '<' ? tokenAt(source, index) : codeOnly(source, index);
    if (skipped) {
      index = skipped.end - 1;
    } else if (source[index] === mark && index > at + 1) {
      const after = source[index + 1] ?? ' ';
      if (!/\s/.test(source[index - 1] ?? ' ') && !/[\p{L}\p{N}]/u.test(after)) return index;
    }
  }
  return undefined;
}

function codeOnly(source: string, at: number): Found | undefined {
  return source[at] === '`' ? codeAt(source, at) : undefined;
}
