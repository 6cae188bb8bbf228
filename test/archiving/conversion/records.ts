import type { Schema } from '../../../src/archiving/conversion/layout.ts';

/** The text of the files of a lane. */
export type Text = { readonly r1: string; readonly r2: string; readonly i1?: string };

const CELL = 16;
const SAMPLE = 8;
const UMI = { '10xV2': 10, '10xV3': 12 };

/** Bases of R1. */
export const barcodesOf = (schema: Schema): number => CELL + UMI[schema];

/** What a BAM must hold, as lines of SAM, made of the text of the FASTQs alone. `before`: reads of earlier texts. */
export function* recordsOf(schema: Schema, { r1, r2, i1 }: Text, before = 0): Generator<string> {
  const [lines1 = [], lines2 = [], lines3 = []] = [r1, r2, i1 ?? ''].map((one) => one.split('\n'));
  const end = barcodesOf(schema);
  for (let at = 0; at + 4 < lines2.length; at += 4) {
    const of = (lines: readonly string[], line: number): string => lines[at + line] ?? '';
    const [barcodes, quality] = [of(lines1, 1), of(lines1, 3)];
    const [bases, qualities] = [of(lines2, 1), of(lines2, 3)];
    const number = before + at / 4 + 1;
    const columns = `${number}\t4\t*\t0\t255\t*\t*\t0\t${bases.length}\t${bases}\t${qualities}`;
    const own = `on:Z:${of(lines2, 0).slice(1).replaceAll(' ', '@')}\top:Z:${qualities}`;
    const umi = `RX:Z:${barcodes.slice(CELL, end)}\tQX:Z:${quality.slice(CELL, end)}`;
    const cell = `CR:Z:${barcodes.slice(0, CELL)}\tCY:Z:${quality.slice(0, CELL)}`;
    const sample =
      i1 === undefined
        ? ''
        : `\tBC:Z:${of(lines3, 1).slice(0, SAMPLE)}\tQT:Z:${of(lines3, 3).slice(0, SAMPLE)}`;
    yield `${columns}\t${own}\t${umi}\t${cell}${sample}`;
  }
}
