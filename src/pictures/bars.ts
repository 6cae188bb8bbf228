import { BarChart } from 'echarts/charts';
import { GridComponent, TitleComponent } from 'echarts/components';
import * as echarts from 'echarts/core';
import { SVGRenderer } from 'echarts/renderers';

echarts.use([BarChart, GridComponent, TitleComponent, SVGRenderer]);

/** As large as a chat shows it: what is written keeps its size there. */
const WIDTH = 640;
export const ROW = 32; // pixels that one lying bar takes
const FONT = 'Inter';
const INK = '#1f2a33';
const FAINT = '#5b6b78';
const LINE = '#d8dfe5';
const PLAIN = '#2b6ca3';

/** Charts in one picture, as SVG. It has a background of its own: dark or light, it reads the same. */
export function picture(height: number, charts: echarts.EChartsCoreOption): string {
  const chart = echarts.init(null, null, { renderer: 'svg', ssr: true, width: WIDTH, height });
  try {
    chart.setOption({
      animation: false,
      backgroundColor: '#ffffff',
      textStyle: { fontFamily: FONT, color: INK, fontSize: 15 },
      ...charts,
    });
    return chart.renderToSVGString();
  } finally {
    chart.dispose();
  }
}

export const small = {
  fontFamily: FONT,
  color: FAINT,
  fontSize: 15,
  fontWeight: 'normal' as const,
};

export const title = (text: string, left: number, top: number) => ({
  text,
  left,
  top,
  padding: 0,
  textStyle: { fontFamily: FONT, color: INK, fontSize: 19, fontWeight: 600 as const },
});

export const values = {
  type: 'value' as const,
  minInterval: 1,
  axisLabel: { show: false },
  splitLine: { show: false },
};

export const names = (all: readonly { readonly name: string }[]) => ({
  type: 'category' as const,
  data: all.map(({ name }) => name),
  axisTick: { show: false },
  axisLine: { lineStyle: { color: LINE } },
  axisLabel: { color: INK, fontFamily: FONT, fontSize: 15 },
});

/** Left to itself the axis leaves out what it thinks too close. */
export const everyName = (all: Parameters<typeof names>[0]) => {
  const axis = names(all);
  return { ...axis, axisLabel: { ...axis.axisLabel, interval: 0 } };
};

export const coloured = (value: number, color = PLAIN) => ({ value, itemStyle: { color } });

export const bars = (
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
    formatter: ({ value }: { readonly value: unknown }) =>
      value === 0 ? '' : Number(value).toLocaleString('en-GB'),
  },
});
