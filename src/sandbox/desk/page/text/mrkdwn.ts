import { mrkdwnInline } from './mrkdwn-inline.js';
import { decoded, type Passage } from './tree.js';

/** Slack's mrkdwn as passages: fences, quotes, lists and paragraphs. */
export function mrkdwn(source: string): readonly Passage[] {
  return source.split(/```([\s\S]+?)```/).flatMap((part, index): readonly Passage[] => {
    if (index % 2 === 0) return lines(part);
    return [{ kind: 'preformatted', text: decoded(part.replace(/^\n|\n$/g, '')) }];
  });
}

const quote = /^(?:>|&gt;) ?/;
const bullet = /^(\s*)(?:[•◦▪]|-(?= ))\s*(.*)$/;
const numbered = /^(\s*)(\d{1,4})\.\s+(.*)$/;

function lines(source: string): readonly Passage[] {
  const passages: Passage[] = [];
  const all = source.replace(/^\n|\n$/g, '').split('\n');
  for (let at = 0; at < all.length; ) {
    const taken = take(all, at, passages);
    at += taken;
  }
  return passages;
}

/** Reads one passage that starts at a line, and says how many lines it took. */
function take(all: readonly string[], at: number, passages: Passage[]): number {
  const line = all[at] ?? '';
  if (quote.test(line)) {
    const run = runOf(all, at, (next) => quote.test(next));
    const inner = run.map((next) => next.replace(quote, '')).join('\n');
    passages.push({ kind: 'quote', passages: lines(inner) });
    return run.length;
  }
  if (bullet.test(line) || numbered.test(line)) {
    passages.push(listItem(line));
    return 1;
  }
  if (line.trim() === '') return 1;
  const run = runOf(all, at, (next) => next.trim() !== '' && !startsPassage(next));
  passages.push({ kind: 'paragraph', children: mrkdwnInline(run.join('\n')) });
  return run.length;
}

function startsPassage(line: string): boolean {
  return quote.test(line) || bullet.test(line) || numbered.test(line);
}

function runOf(all: readonly string[], at: number, belongs: (line: string) => boolean) {
  let end = at;
  while (end < all.length && belongs(all[end] ?? '')) end += 1;
  return all.slice(at, end);
}

function listItem(line: string): Passage {
  const [, space = '', body = ''] = bullet.exec(line) ?? [];
  const [, numberSpace = '', start = '1', numberBody = ''] = numbered.exec(line) ?? [];
  const ordered = numbered.test(line);
  return {
    kind: 'list',
    ordered,
    indent: Math.min(4, Math.floor((ordered ? numberSpace : space).length / 2)),
    start: Number(start),
    items: [mrkdwnInline(ordered ? numberBody : body)],
  };
}
