import type { Engine } from '../../engine/engine.ts';
import { computed, select, type Table } from '../../table.ts';
import { textOf } from '../cell-text.ts';
import type { Writing } from '../writer.ts';

/** What has to be known of a column before its first row is written. */
export interface Fact {
  readonly missing: number;
  readonly widest: number; // bytes of the longest text
  readonly mean: number; // bytes of a text
  readonly zero: boolean; // whether a text has a zero character in it
  readonly largest: bigint; // of an integer, without its sign
}

/** From here on the engine's memory would be full of columns that have hardly begun. */
const MOST_KEPT_COLUMNS = 500;

/** The rows as they will be written. */
export interface Staged extends Table {
  readonly rows: number;
  /** Computed and checked once, in a table of the engine's own; otherwise whenever they are asked for. */
  readonly kept: boolean;
  readonly facts: readonly Fact[];
}

export async function stage(table: Table, { engine, tally }: Writing): Promise<Staged> {
  const columns = table.columns.map((column) => {
    const { expression, kind } = column;
    const number = kind === 'double' || kind === 'integer' || kind === 'boolean';
    return { ...column, expression: number ? expression : textOf(column) };
  });
  await tally.create(engine);
  if (columns.length > MOST_KEPT_COLUMNS) {
    const found = await factsOf(computed(table, columns), engine);
    await tally.create(engine); // the facts have counted once already
    return { ...computed(table, columns), ...found, kept: false };
  }
  const fields = columns.map(({ expression }, index) => `${expression} AS s${index}`);
  await engine.copy(`CREATE OR REPLACE TEMP TABLE staged AS ${select(table, fields)}`);
  const staged = {
    relation: 'staged',
    columns: columns.map((column, index) => ({ ...column, expression: `s${index}` })),
  };
  return { ...staged, ...(await factsOf(staged, engine)), kept: true };
}

async function factsOf(table: Table, engine: Engine): Promise<Pick<Staged, 'rows' | 'facts'>> {
  const asked = table.columns.flatMap(({ expression: x, kind }) => {
    const count = `count(${x})`;
    if (kind === 'integer') return [count, '0', '0', 'FALSE', `max(abs(CAST(${x} AS HUGEINT)))`];
    if (kind === 'double' || kind === 'boolean') return [count, '0', '0', 'FALSE', '0'];
    const zero = `bool_or(contains(${x}, chr(0)))`;
    return [count, `max(strlen(${x}))`, `avg(strlen(${x}))`, zero, '0'];
  });
  const [[rows, ...answer] = []] = await engine.rows(select(table, ['count(*)', ...asked]));
  const facts = table.columns.map((_, index) => {
    const [present, widest, mean, zero, largest] = answer.slice(index * 5, index * 5 + 5);
    return {
      missing: Number(rows) - Number(present),
      widest: Number(widest ?? 0),
      mean: Number(mean ?? 0),
      zero: zero === true,
      largest: BigInt(String(largest ?? 0)),
    };
  });
  return { rows: Number(rows), facts };
}
