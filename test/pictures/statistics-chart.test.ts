import { expect, test } from 'vitest';
import { type StatisticsShown, statisticsChart } from '../../src/pictures/statistics-chart.ts';
import { FORMAT_NAMES } from '../../src/slack/views/data-export/formats.ts';

const FORMATS = Object.values(FORMAT_NAMES).map((name) => name.split(',')[0] ?? name);
const STATUSES = ['pending', 'processing', 'completed', 'failed', 'cancelled'];
/** A letter’s width, of its height: more than those of the font take in any of these words. */
const LETTER = 0.58;

const shown = (formats: readonly string[], jobs: number): StatisticsShown => ({
  byStatus: STATUSES.map((name) => ({ name, jobs })),
  byFormat: formats.map((name) => ({ name, jobs })),
  byDay: Array.from({ length: 14 }, (_, day) => ({ name: `${day + 8} Nov`, jobs: jobs % 1000 })),
  storage: {
    words: 'You keep 12.3 MB; all exports take 1.2 GB of 50.0 GB, less than 1 %',
    share: 0.3,
  },
});

test.each([
  ['every format', FORMATS, 12_345],
  ['one format', FORMATS.slice(0, 1), 3],
  ['no format yet', [], 1],
])('with %s each has its name, and no text touches another or the edge', (_, formats, jobs) => {
  const { texts, width, height } = read(statisticsChart(shown(formats, jobs)));
  const written = texts.map(({ text }) => text);
  expect(written).toEqual(expect.arrayContaining([...STATUSES, ...formats]));
  for (const [index, one] of texts.entries()) {
    expect(one.left, one.text).toBeGreaterThanOrEqual(0);
    expect(one.right, one.text).toBeLessThanOrEqual(width);
    expect(one.bottom, one.text).toBeLessThanOrEqual(height);
    const touched = texts.slice(index + 1).filter((other) => touch(one, other));
    expect(touched, one.text).toEqual([]);
  }
});

test('storage that is hardly used is drawn, and none is not', () => {
  const bar = (share: number) => {
    const chart = statisticsChart({ ...shown([], 1), storage: { words: 'Some', share } });
    return [...chart.matchAll(/<path d="([^"]*)" fill="#2b6ca3"/g)].at(-1)?.[1] ?? '';
  };
  const width = (path: string) => {
    const xs = [...path.matchAll(/[ML]([-\d.]+) /g)].map(([, x]) => Number(x));
    return Math.max(...xs) - Math.min(...xs);
  };
  expect(width(bar(0.00001))).toBeGreaterThanOrEqual(1);
  expect(width(bar(0.5))).toBeGreaterThan(250);
});

interface Box {
  readonly text: string;
  readonly left: number;
  readonly right: number;
  readonly top: number;
  readonly bottom: number;
}

function touch(one: Box, other: Box): boolean {
  const across = one.left < other.right && other.left < one.right;
  return across && one.top < other.bottom && other.top < one.bottom;
}

/** Where the picture writes what. */
function read(svg: string): { texts: readonly Box[]; width: number; height: number } {
  const [, width, height] = /width="(\d+)" height="(\d+)"/.exec(svg) ?? [];
  const texts = [...svg.matchAll(/<text ([^>]*)>([^<]*)<\/text>/g)].map(
    ([, attributes = '', text = '']) => {
      const [, size] = /font-size:([\d.]+)px/.exec(attributes) ?? [];
      const [, moveX = 0, moveY = 0] = /translate\(([-\d.]+) ([-\d.]+)\)/.exec(attributes) ?? [];
      const x = Number(moveX) + Number(/ x="([-\d.]+)"/.exec(attributes)?.[1] ?? 0);
      const y = Number(moveY) + Number(/ y="([-\d.]+)"/.exec(attributes)?.[1] ?? 0);
      const wide = text.length * Number(size) * LETTER;
      const anchor = /text-anchor="(\w+)"/.exec(attributes)?.[1] ?? 'start';
      const left = x - (anchor === 'end' ? wide : anchor === 'middle' ? wide / 2 : 0);
      const half = Number(size) / 2;
      return { text, left, right: left + wide, top: y - half, bottom: y + half };
    },
  );
  return { texts, width: Number(width), height: Number(height) };
}
