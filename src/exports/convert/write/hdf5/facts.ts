import type { Engine } from '../../engine/engine.ts';
import { select, type Table } from '../../table.ts';
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

/** The rows as they will be written, computed and checked once, then looked at as often as need be. */
export interface Staged extends Table {
  readonly rows: number;
  readonly facts: readonly Fact[];
}

export async function stage(table: Table, { engine, tally }: Writing): Promise<Staged> {
  await tally.create(engine);
  const fields = table.columns.map((column, index) => {
    const { expression, kind } = column;
    const number = kind === 'double' || kind === 'integer' || kind === 'boolean';
    return `${number ? expression : textOf(column)} AS s${index}`;
  });
  const rows = await engine.copy(`CREATE OR REPLACE TEMP TABLE staged AS ${select(table, fields)}`);
  const columns = table.columns.map((column, index) => ({ ...column, expression: `s${index}` }));
  const staged = { relation: 'staged', columns };
  return { ...staged, rows, facts: await factsOf(staged, rows, engine) };
}

async function factsOf(staged: Table, rows: number, engine: Engine): Promise<readonly Fact[]> {
  const asked = staged.columns.flatMap(({ expression: x, kind }) => {
    const count = `count(${x})`;
    if (kind === 'integer') return [count, '0', '0', 'FALSE', `max(abs(CAST(${x} AS HUGEINT)))`];
    if (kind === 'double' || kind === 'boolean') return [count, '0', '0', 'FALSE', '0'];
    const zero = `bool_or(contains(${x}, chr(0)))`;
    return [count, `max(strlen(${x}))`, `avg(strlen(${x}))`, zero, '0'];
  });
  const [answer = []] = await engine.rows(select(staged, asked));
  return staged.columns.map((_, index) => {
    const [present, widest, mean, zero, largest] = answer.slice(index * 5, index * 5 + 5);
    return {
      missing: rows - Number(present),
      widest: Number(widest ?? 0),
      mean: Number(mean ?? 0),
      zero: zero === true,
      largest: BigInt(String(largest ?? 0)),
    };
  });
}
