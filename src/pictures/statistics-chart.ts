import { bars, coloured, everyName, names, picture, ROW, small, title, values } from './bars.ts';

/** As little as it is: of what is there something is seen, pixels. */
const SLIVER = 4;
/** Told apart without colour, too: every bar says its name and number. */
const COLOURS: Readonly<Record<string, string>> = {
  completed: '#2f7d5b',
  processing: '#2b6ca3',
  pending: '#8a99a8',
  failed: '#b5432f',
  cancelled: '#a37b2b',
};

/** Somebody’s exports in numbers, as the picture shows them. */
export interface StatisticsShown {
  readonly byStatus: readonly { readonly name: string; readonly jobs: number }[];
  /** Only formats that were asked for. */
  readonly byFormat: readonly { readonly name: string; readonly jobs: number }[];
  /** One for each day, the oldest first; days without exports, too. */
  readonly byDay: readonly { readonly name: string; readonly jobs: number }[];
  readonly storage: { readonly words: string; readonly share?: number }; // of the quota, from 0 to 1
}

/** Four charts in one picture, as SVG. */
export function statisticsChart(shown: StatisticsShown): string {
  const height = Math.max(shown.byStatus.length, shown.byFormat.length) * ROW;
  const below = 54 + height; // where the days begin
  return picture(below + 320, {
    title: [
      title('By status', 24, 22),
      title('By format', 328, 22),
      title('By day, two weeks', 24, below + 16),
      title('Storage', 24, below + 210),
      {
        ...title(shown.storage.words, 24, below + (shown.storage.share === undefined ? 242 : 280)),
        textStyle: small,
      },
    ],
    grid: [
      { left: 112, top: 54, width: 150, height: shown.byStatus.length * ROW },
      { left: 456, top: 54, width: 124, height: shown.byFormat.length * ROW },
      { left: 24, top: below + 64, width: 592, height: 106 },
      { left: 24, top: below + 242, width: 592, height: 24 },
    ],
    xAxis: [
      ...[0, 1].map((gridIndex) => ({ ...values, gridIndex })),
      { ...names(shown.byDay), gridIndex: 2 },
      { ...values, gridIndex: 3, max: 1, show: false },
    ],
    yAxis: [
      { ...everyName(shown.byStatus), gridIndex: 0, inverse: true },
      { ...everyName(shown.byFormat), gridIndex: 1, inverse: true },
      { ...values, gridIndex: 2, splitLine: { show: false } },
      { type: 'category', data: [''], gridIndex: 3, show: false },
    ],
    series: [
      bars(
        0,
        'right',
        shown.byStatus.map(({ name, jobs }) => coloured(jobs, COLOURS[name])),
      ),
      bars(
        1,
        'right',
        shown.byFormat.map(({ jobs }) => coloured(jobs)),
      ),
      bars(
        2,
        'top',
        shown.byDay.map(({ jobs }) => coloured(jobs)),
      ),
      {
        ...bars(3, 'right', [coloured(shown.storage.share ?? 0)]),
        barWidth: 24,
        barMinHeight: (shown.storage.share ?? 0) > 0 ? SLIVER : 0,
        label: { show: false },
        showBackground: shown.storage.share !== undefined,
        backgroundStyle: { color: '#e8edf1' },
      },
    ],
  });
}
