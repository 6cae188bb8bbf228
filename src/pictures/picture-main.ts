import { readFile } from 'node:fs/promises';
import { createRequire } from 'node:module';
import { parentPort, workerData } from 'node:worker_threads';
import { initWasm, Resvg } from '@resvg/resvg-wasm';
import { datasetsChart } from './datasets-chart.ts';
import type { Drawing } from './draw.ts';
import { statisticsChart } from './statistics-chart.ts';

/** What runs in a thread of its own, so that nobody’s click waits for a picture: numbers in, PNG out. */
const SHARPNESS = 2; // device pixels for each of the picture’s
const { resolve } = createRequire(import.meta.url);
const FONTS = ['400Regular/Inter_400Regular.ttf', '600SemiBold/Inter_600SemiBold.ttf'];

await initWasm(readFile(resolve('@resvg/resvg-wasm/index_bg.wasm')));
const fontBuffers = await Promise.all(
  FONTS.map((name) => readFile(resolve(`@expo-google-fonts/inter/${name}`))),
);
const drawn = new Resvg(svgOf(workerData), {
  font: { fontBuffers, defaultFontFamily: 'Inter' },
  fitTo: { mode: 'zoom', value: SHARPNESS },
});
parentPort?.postMessage(drawn.render().asPng());

function svgOf(drawing: Drawing): string {
  switch (drawing.of) {
    case 'exports':
      return statisticsChart(drawing.shown);
    case 'datasets':
      return datasetsChart(drawing.shown);
  }
}
