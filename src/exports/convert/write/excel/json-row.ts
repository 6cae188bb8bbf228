import { z } from 'zod';
import type { Cell } from '../wide-rows.ts';
import type { RowBytes } from './row-bytes.ts';

const QUOTE = 0x22;
const NULL = 0x6e;
const AFTER_NULL = 4;

const values = z.array(z.union([z.number(), z.string(), z.null()]));

/** Puts a row down that came as an array of JSON; `columns` says where each of its values belongs, null nowhere. */
export function putJson(json: Uint8Array, columns: readonly number[], into: RowBytes): void {
  let at = 1;
  for (let value = 0; value < columns.length; value++) {
    const column = columns[value] ?? 0;
    const sign = json[at];
    if (sign === QUOTE) at = into.jsonText(column, json, at);
    else if (sign === NULL) at += AFTER_NULL;
    else at = into.jsonNumber(column, json, at);
    at++; // a comma, or the end
  }
}

/** The cells of such a row, by column. */
export function cellsIn(json: Uint8Array, columns: readonly number[]): readonly Cell[] {
  const cells: Cell[] = [];
  for (const [at, value] of values.parse(JSON.parse(Buffer.from(json).toString())).entries()) {
    if (value !== null) cells[columns[at] ?? 0] = value;
  }
  return cells;
}
