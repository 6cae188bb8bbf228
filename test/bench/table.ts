import { availableParallelism, cpus, loadavg } from 'node:os';

/** A Markdown table; its first row is the head. */
export function markdown(title: string, rows: readonly (readonly string[])[], note = ''): string {
  const [head = [], ...body] = rows;
  const line = (cells: readonly string[]) => `| ${cells.join(' | ')} |`;
  return [
    `## ${title}`,
    '',
    line(head),
    line(head.map(() => '---')),
    ...body.map(line),
    '',
    ...(note === '' ? [] : [note, '']),
  ].join('\n');
}

/** When and on what: for chapters that are written anew by themselves. */
export function measuredHere(): string {
  const load = (loadavg()[0] ?? 0).toFixed(1);
  return `Measured on ${new Date().toISOString().slice(0, 10)} with ${availableParallelism()} cores (${cpus()[0]?.model ?? 'unknown'}), Node ${process.version}, load average ${load}.`;
}

/** A page with its chapters of these titles replaced where they stand; others are added at its end. */
export function withChapters(page: string, chapters: string): string {
  const found = chaptersOf(page);
  for (const one of chaptersOf(chapters)) {
    const at = found.findIndex((other) => titleOf(other) === titleOf(one));
    found.splice(at < 0 ? found.length : at, at < 0 ? 0 : 1, one);
  }
  return `${found.join('\n\n')}\n`;
}

/** The first is what stands before all chapters, if anything does. */
const chaptersOf = (page: string): string[] =>
  page
    .split(/^(?=## )/m)
    .map((chapter) => chapter.trim())
    .filter((chapter) => chapter !== '');

const titleOf = (chapter: string): string | undefined => chapter.split('\n')[0];

/** The value below which this part of them lies; `part` from 0 to 1. */
export function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

export const ascending = (values: Iterable<number>): readonly number[] =>
  [...values].sort((a, b) => a - b);

export const milliseconds = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
