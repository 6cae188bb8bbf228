import type { Engine } from '../../engine/engine.ts';
import {
  type Change,
  type Column,
  computed,
  type Form,
  isWide,
  select,
  type Table,
} from '../../table.ts';
import { textOf } from '../cell-text.ts';
import type { Writing } from '../writer.ts';
import { factsOfCounts } from './counted.ts';
import type { Fact, Staged } from './staged.ts';
import { stepsOf } from './steps.ts';

/** What netCDF fills up with where nothing was written: its readers take it for missing. */
export const FILL_INTEGER = -(2n ** 63n) + 2n;
export const FILL_DOUBLE = 9.969209968386869e36;

const COLUMNS_AT_ONCE = 200;

export async function stage(table: Table, writing: Writing): Promise<Staged> {
  const { engine, tally, counts } = writing;
  const written = computed(
    table,
    table.columns.map((column): Change => ({ column, form: formOf(column) })),
  );
  if (counts !== undefined) {
    return { ...written, ...(await factsOfCounts(counts, writing)), kept: false, counts };
  }
  await tally.create(engine);
  // The engine's memory would be full of columns that have hardly begun.
  if (isWide(table)) {
    const found = await factsOfLists(written, engine);
    await tally.create(engine); // the facts have counted once already
    return { ...written, ...found, kept: false };
  }
  engine.phases.part(0, 0.5);
  const fields = written.columns.map(({ expression }, index) => `${expression} AS s${index}`);
  const rows = await engine.copy(
    `CREATE OR REPLACE TEMP TABLE staged AS ${select(written, fields)}`,
  );
  engine.phases.part(0.5, 1);
  const staged = {
    relation: 'staged',
    columns: table.columns.map((column, index) => ({ ...column, expression: `s${index}` })),
    ...(table.rowBytes !== undefined && { rowBytes: table.rowBytes }),
  };
  return { ...staged, rows, facts: await factsOf(staged, rows, engine), kept: true };
}

function formOf(column: Column): Form {
  const { kind } = column;
  if (kind === 'double' || kind === 'integer' || kind === 'boolean') return (x) => x;
  return (x) => textOf({ ...column, expression: x });
}

async function factsOf(table: Table, rows: number, engine: Engine): Promise<readonly Fact[]> {
  const facts: Fact[] = [];
  for (let start = 0; start < table.columns.length; start += COLUMNS_AT_ONCE) {
    const columns = table.columns.slice(start, start + COLUMNS_AT_ONCE);
    const asked = columns.flatMap(questions);
    let found = columns.map(() => fact(0, []));
    let before = 0;
    for (const step of stepsOf(table, rows)) {
      const [[count, ...answers] = []] = await engine.rows(select(step, ['count(*)', ...asked]));
      const here = Number(count);
      found = found.map((one, at) => {
        const more = fact(here, answers.slice(at * QUESTIONS, (at + 1) * QUESTIONS));
        return joined(one, before, more, here);
      });
      before += here;
    }
    facts.push(...found);
  }
  return facts;
}

/** What is known of so many rows, and of so many behind them. */
function joined(one: Fact, rows: number, other: Fact, more: number): Fact {
  const [here, there] = [rows - one.missing, more - other.missing];
  return {
    missing: one.missing + other.missing,
    widest: Math.max(one.widest, other.widest),
    mean: (one.mean * here + other.mean * there) / Math.max(1, here + there),
    zero: one.zero || other.zero,
    ascii: one.ascii && other.ascii,
    largest: one.largest > other.largest ? one.largest : other.largest,
    usual: one.usual || other.usual,
  };
}

/** A row for each cell: the questions are planned once for each list, not once for each column. */
async function factsOfLists(table: Table, engine: Engine): Promise<Pick<Staged, 'rows' | 'facts'>> {
  const facts = table.columns.map(() => fact(0, []));
  let rows = 0;
  const lists = Map.groupBy(table.columns.keys(), (at) => table.columns[at]?.place?.list ?? '');
  for (const [list, columns] of lists) {
    const one = table.columns[columns[0] ?? 0];
    if (one === undefined) continue;
    const asked = questions({ ...one, expression: 'x' });
    const cells = `SELECT unnest(${list}) AS x, unnest(range(${one.place?.of})) AS place FROM ${table.relation}`;
    const answers = await engine.rows(
      `SELECT place, count(*), ${asked.join(', ')} FROM (${cells}) GROUP BY place`,
    );
    const places = new Map(columns.map((at) => [(table.columns[at]?.place?.at ?? 0) - 1, at]));
    for (const [place, all, ...some] of answers) {
      const column = places.get(Number(place));
      if (column === undefined) continue;
      rows = Number(all);
      facts[column] = fact(rows, some);
    }
  }
  return { rows, facts };
}

const QUESTIONS = 7;

function questions({ expression: x, kind }: Column): readonly string[] {
  const largest = `greatest(CAST(max(${x}) AS HUGEINT), -CAST(min(${x}) AS HUGEINT))`;
  const usual = (value: string) => `bool_or(${x} = ${value})`;
  if (kind === 'integer') {
    return [`count(${x})`, '0', '0', 'FALSE', largest, usual(String(FILL_INTEGER)), 'TRUE'];
  }
  if (kind === 'double' || kind === 'boolean') {
    const filled = kind === 'double' ? usual(String(FILL_DOUBLE)) : 'FALSE';
    return [`count(${x})`, '0', '0', 'FALSE', '0', filled, 'TRUE'];
  }
  const zero = `bool_or(contains(${x}, chr(0)))`;
  const ascii = `bool_and(strlen(${x}) = length(${x}))`;
  return [`count(${x})`, `max(strlen(${x}))`, `avg(strlen(${x}))`, zero, '0', usual("''"), ascii];
}

function fact(
  rows: number,
  [present, widest, mean, zero, largest, usual, ascii]: readonly unknown[],
): Fact {
  return {
    missing: rows - Number(present ?? 0),
    widest: Number(widest ?? 0),
    mean: Number(mean ?? 0),
    zero: zero === true,
    ascii: ascii !== false,
    largest: BigInt(String(largest ?? 0)),
    usual: usual === true,
  };
}
