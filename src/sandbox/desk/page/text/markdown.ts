import { emojiCharacter } from './emoji.js';
import { slackToken } from './slack-token.js';
import { decoded, type Inline, isSafeUrl, type Passage } from './tree.js';

/** Standard Markdown, as the `markdown` block takes it: the part of it that Slack shows. */
export function markdown(source: string): readonly Passage[] {
  return source.split(/^```[^\n]*\n([\s\S]*?)^```[ \t]*$/m).flatMap((part, index) => {
    if (index % 2 === 0) return part.split(/\n{2,}/).flatMap(section);
    return [{ kind: 'preformatted' as const, text: part.replace(/\n$/, '') }];
  });
}

/** A run of lines without a blank one between them. */
function section(source: string): readonly Passage[] {
  const all = source.split('\n').filter((line) => line.trim() !== '');
  if (all.length > 1 && /^\s*\|?\s*:?-{2,}[\s:|-]*$/.test(all[1] ?? '')) {
    const [head = '', , ...rows] = all;
    return [{ kind: 'table', head: cells(head), rows: rows.map(cells) }];
  }
  const passages: Passage[] = [];
  let paragraph: string[] = [];
  const flush = () => {
    if (paragraph.length > 0) {
      passages.push({ kind: 'paragraph', children: markdownInline(paragraph.join('\n')) });
    }
    paragraph = [];
  };
  for (const line of all) {
    const special = specialLine(line);
    if (special) flush();
    if (special) passages.push(special);
    else paragraph.push(line);
  }
  flush();
  return passages;
}

function cells(row: string): readonly (readonly Inline[])[] {
  const body = row.trim().replace(/^\||\|$/g, '');
  return body.split('|').map((cell) => markdownInline(cell.trim()));
}

function specialLine(line: string): Passage | undefined {
  const heading = /^(#{1,6})\s+(.*)$/.exec(line);
  if (heading) {
    const [, hashes = '', title = ''] = heading;
    return { kind: 'heading', level: hashes.length, children: markdownInline(title) };
  }
  if (/^\s*([-*_])(\s*\1){2,}\s*$/.test(line)) return { kind: 'rule' };
  const quoted = /^\s*>\s?(.*)$/.exec(line);
  if (quoted) return { kind: 'quote', passages: section(quoted[1] ?? '') };
  const item = /^(\s*)([-*+]|\d{1,4}[.)])\s+(.*)$/.exec(line);
  if (!item) return undefined;
  const [, space = '', marker = '', body = ''] = item;
  const ordered = /\d/.test(marker);
  return {
    kind: 'list',
    ordered,
    indent: Math.min(4, Math.floor(space.length / 2)),
    start: ordered ? Number.parseInt(marker, 10) : 1,
    items: [markdownInline(body)],
  };
}

interface Rule {
  readonly pattern: RegExp;
  make(match: RegExpExecArray): Inline | undefined;
}

const rules: readonly Rule[] = [
  { pattern: /^\\([\\`*_{}[\]()#+\-.!~|<>])/, make: ([, text = '']) => ({ kind: 'text', text }) },
  { pattern: /^`([^`\n]+)`/, make: ([, text = '']) => ({ kind: 'code', text }) },
  { pattern: /^<([^<>\n]{1,3000})>/, make: ([, body = '']) => slackToken(body) },
  {
    pattern: /^!?\[([^[\]\n]{1,500})\]\(([^()\s]{1,3000})\)/,
    make: ([, label = '', url = '']) =>
      isSafeUrl(url) ? { kind: 'link', url, children: markdownInline(label) } : undefined,
  },
  {
    pattern: /^(\*\*|__)(?=\S)([^\n]{0,3000}?\S)\1/,
    make: ([, , body = '']) => ({ kind: 'bold', children: markdownInline(body) }),
  },
  {
    pattern: /^~~(?=\S)([^\n]{0,3000}?\S)~~/,
    make: ([, body = '']) => ({ kind: 'strike', children: markdownInline(body) }),
  },
  {
    pattern: /^([*_])(?=[^\s*_])([^\n]{0,3000}?[^\s*_])\1(?![\p{L}\p{N}])/u,
    make: ([, , body = '']) => ({ kind: 'italic', children: markdownInline(body) }),
  },
  {
    pattern: /^:([a-z0-9_+-]{1,60}):/,
    make: ([, name = '']) => (emojiCharacter(name) ? { kind: 'emoji', name } : undefined),
  },
  { pattern: /^\n/, make: () => ({ kind: 'break' }) },
];

function markdownInline(source: string): readonly Inline[] {
  const nodes: Inline[] = [];
  let rest = source;
  let plain = '';
  while (rest !== '') {
    const found = firstRule(rest, /[\p{L}\p{N}]$/u.test(plain));
    if (found) {
      if (plain !== '') nodes.push({ kind: 'text', text: decoded(plain) });
      plain = '';
      nodes.push(found.node);
      rest = rest.slice(found.length);
    } else {
      const length = /^[\p{L}\p{N} ]+/u.exec(rest)?.[0].length ?? 1;
      plain += rest.slice(0, length);
      rest = rest.slice(length);
    }
  }
  if (plain !== '') nodes.push({ kind: 'text', text: decoded(plain) });
  return nodes;
}

/** An underscore or star inside a word opens nothing (`snake_case` stays as it is). */
function firstRule(rest: string, withinWord: boolean) {
  if (withinWord && /^[_*]/.test(rest)) return undefined;
  for (const rule of rules) {
    const match = rule.pattern.exec(rest);
    const node = match ? rule.make(match) : undefined;
    if (match && node) return { node, length: match[0].length };
  }
  return undefined;
}
