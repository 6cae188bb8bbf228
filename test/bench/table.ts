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

/** The value below which this part of them lies; `part` from 0 to 1. */
export function quantile(sorted: readonly number[], part: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * part))] ?? 0;
}

export const ascending = (values: Iterable<number>): readonly number[] =>
  [...values].sort((a, b) => a - b);

export const milliseconds = (value: number): string => `${value.toFixed(value < 10 ? 2 : 0)} ms`;
