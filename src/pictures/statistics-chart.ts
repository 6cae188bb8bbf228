import { BarChart } from 'echarts/charts';
import { GridComponent, TitleComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

echarts.use([BarChart, GridComponent, TitleComponent, SVGRenderer]);

/** As large as a chat shows it: what is written keeps its size there. */
const WIDTH = 640;
const ROW = 32; // pixels that one status or format takes
const SLIVER = 4; // pixels of what is little, and not nothing
const FONT = 'Inter';
const INK = '#1f2a33';
const FAINT = '#5b6b78';
const LINE = '#d8dfe5';
/** Told apart without colour, too: every bar says its name and number. */
const COLOURS: Readonly<Record<string, string>> = {
  completed: '#2f7d5b',
  processing: '#2b6ca3',
  pending: '#8a99a8',
  failed: '#b5432f',
  cancelled: '#a37b2b',
};
const PLAIN = '#2b6ca3';

/** Somebody’s exports in numbers, as the picture shows them. */
export interface StatisticsShown {
  readonly byStatus: readonly { readonly name: string; readonly jobs: number }[];
  /** Only formats that were asked for. */
  readonly byFormat: readonly { readonly name: string; readonly jobs: number }[];
  /** One for each day, the oldest first; days without exports, too. */
  readonly byDay: readonly { readonly name: string; readonly jobs: number }[];
  readonly storage: { readonly words: string; readonly share?: number }; // of the quota, from 0 to 1
}

/** Four charts in one picture, as SVG. It has a background of its own: dark or light, it reads the same. */
export function statisticsChart(shown: StatisticsShown): string {
  const height = Math.max(shown.byStatus.length, shown.byFormat.length) * ROW;
  const below = 54 + height; // where the days begin
  const chart = echarts.init(null, null, {
    renderer: 'svg',
    ssr: true,
    width: WIDTH,
    height: below + 320,
  });
  try {
    chart.setOption({
      animation: false,
      backgroundColor: '#ffffff',
      textStyle: { fontFamily: FONT, color: INK, fontSize: 15 },
      title: [
        title('By status', 24, 22),
        title('By format', 328, 22),
        title('By day, two weeks', 24, below + 16),
        title('Storage', 24, below + 210),
        {
          ...title(
            shown.storage.words,
            24,
            below + (shown.storage.share === undefined ? 242 : 280),
          ),
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
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

const small = { fontFamily: FONT, color: FAINT, fontSize: 15, fontWeight: 'normal' as const };

const title = (text: string, left: number, top: number) => ({
  text,
  left,
  top,
  padding: 0,
  textStyle: { fontFamily: FONT, color: INK, fontSize: 19, fontWeight: 600 as const },
});

const values = {
  type: 'value' as const,
  minInterval: 1,
  axisLabel: { show: false },
  splitLine: { show: false },
};

const names = (all: readonly { readonly name: string }[]) => ({
  type: 'category' as const,
  data: all.map(({ name }) => name),
  axisTick: { show: false },
  axisLine: { lineStyle: { color: LINE } },
  axisLabel: { color: INK, fontFamily: FONT, fontSize: 15 },
});

/** Left to itself the axis leaves out what it thinks too close. */
const everyName = (all: Parameters<typeof names>[0]) => {
  const axis = names(all);
  return { ...axis, axisLabel: { ...axis.axisLabel, interval: 0 } };
};

const coloured = (value: number, color = PLAIN) => ({ value, itemStyle: { color } });

const bars = (
  index: number,
  position: 'right' | 'top',
  data: readonly ReturnType<typeof coloured>[],
) => ({
  type: 'bar' as const,
  xAxisIndex: index,
  yAxisIndex: index,
  data: [...data],
  barMaxWidth: 22,
  itemStyle: { borderRadius: 3 },
  label: {
    show: true,
    position,
    color: INK,
    fontFamily: FONT,
    fontSize: 15,
    formatter: ({ value }: { readonly value: unknown }) => (value === 0 ? '' : String(value)),
  },
});
