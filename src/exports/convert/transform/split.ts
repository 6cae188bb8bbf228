import type { PartFile } from '../conversion.ts';
import { Tally } from '../engine/tally.ts';
import { beyond, failure } from '../failure.ts';
import { infer } from '../infer.ts';
import { type Column, isWide, type Table } from '../table.ts';
import { textOf } from '../write/cell-text.ts';
import { columnNamed } from './named.ts';
import { PutDown } from './put-down.ts';
import { MOST_PARTS, type Split } from './transform.ts';
import type { Transformed, Transforming } from './transformed.ts';

const MEGABYTE = 1_000_000;
const FIRST_GUESS = 10_000;
/** What a part weighs is only known when it was written; so often another number of rows is tried. */
const MOST_TRIES = 8;
const CAUTION = 0.9;

export interface PartPorts {
  /** Writes this table in place of what was drafted before; answers how many bytes that takes. */
  draft(table: Table): Promise<number>;
  /** What was drafted last is a part. */
  keep(value?: PartFile['value']): Promise<void>;
}

/** Writes the table in parts, in the order of the rows; those of a column in the order in which its values appear. */
export async function split(
  { table, whole }: Transformed,
  asked: Split,
  types: { readonly dates: boolean } | undefined,
  transforming: Transforming,
  ports: PartPorts,
): Promise<void> {
  const by = asked.column === undefined ? undefined : columnNamed(whole, asked.column);
  const { all, values } = await typed(table, by, types, transforming);
  if ((all.rows ?? 0) === 0) {
    await ports.draft(all);
    return ports.keep();
  }
  if (asked.rows !== undefined) return byRows(all, asked.rows, ports);
  if (asked.megabytes !== undefined) return bySize(all, asked.megabytes * MEGABYTE, ports);
  return byValue(all, values, asked.column ?? '', transforming, ports);
}

/** Columns get their types by all rows together, so that every part has the same. */
async function typed(
  table: Table,
  by: Column | undefined,
  types: { readonly dates: boolean } | undefined,
  { engine, warnings, store }: Transforming,
): Promise<{ readonly all: Table; readonly values: string }> {
  const tally = new Tally({ eachColumn: !isWide(table) });
  const value: readonly Column[] = by
    ? [{ ...by, expression: `nullif(${textOf(by)}, '')`, kind: 'text', type: 'text' }]
    : [];
  const given = { ...table, columns: [...table.columns, ...value] };
  const inferred =
    types === undefined ? given : await infer(engine, given, tally, { ...types, thoroughly: true });
  await tally.create(engine);
  const put = await store.all([inferred]);
  await tally.report(engine, warnings);
  const columns = put.columns.slice(0, table.columns.length);
  return { all: { ...put, columns }, values: put.columns.at(columns.length)?.expression ?? 'NULL' };
}

/** Rows of one value are put beside one another, so that a part is read without looking at the others. */
async function byValue(
  all: Table,
  values: string,
  column: string,
  { engine, store }: Transforming,
  ports: PartPorts,
): Promise<void> {
  const groups = `SELECT ${values} AS value, count(*) AS count, min(rowid) AS place
    FROM ${all.relation} GROUP BY ALL ORDER BY place LIMIT ${MOST_PARTS + 1}`;
  const found = await engine.rows(groups);
  if (found.length > MOST_PARTS) throw tooMany(`“${column}” has more different values.`);
  const grouped = await store.anew(
    all,
    `JOIN (${groups}) ON ${values} IS NOT DISTINCT FROM value ORDER BY place, rowid`,
  );
  let from = 0;
  for (const [value, count] of found) {
    const rows = Number(count);
    await ports.draft(PutDown.rows(grouped, from, rows));
    await ports.keep(value === null ? null : String(value));
    from += rows;
  }
}

async function byRows(all: Table, most: number, ports: PartPorts): Promise<void> {
  const rows = all.rows ?? 0;
  if (rows / most > MOST_PARTS) throw tooMany(`${rows} rows make more of ${most} each.`);
  for (let from = 0; from < rows; from += most) {
    await ports.draft(PutDown.rows(all, from, Math.min(most, rows - from)));
    await ports.keep();
  }
}

async function bySize(all: Table, limit: number, ports: PartPorts): Promise<void> {
  const rows = all.rows ?? 0;
  let guess = FIRST_GUESS;
  let parts = 0;
  for (let from = 0; from < rows; ) {
    parts += 1;
    if (parts > MOST_PARTS) throw tooMany('So small parts make more.');
    guess = await fitting(all, from, guess, limit, ports);
    await ports.keep();
    from += guess;
  }
}

/** Drafts a part of nearly that size, and no more; answers how many rows it has. */
async function fitting(
  all: Table,
  from: number,
  guess: number,
  limit: number,
  ports: PartPorts,
): Promise<number> {
  const left = (all.rows ?? 0) - from;
  let count = Math.min(guess, left);
  let tooLarge = left + 1;
  for (let tries = 1; ; tries++) {
    const bytes = await ports.draft(PutDown.rows(all, from, count));
    const other = Math.max(1, Math.floor((count * limit * CAUTION) / Math.max(1, bytes)));
    if (bytes > limit) {
      if (count === 1) throw beyond(`Not even one row fits into ${limit / MEGABYTE} MB.`);
      tooLarge = count;
      count = Math.min(other, count - 1);
    } else {
      const more = Math.min(other, tooLarge - 1);
      if (more <= count * 1.5 || tries >= MOST_TRIES) return count;
      count = more;
    }
  }
}

function tooMany(why: string) {
  return failure('limit', `A table is split into ${MOST_PARTS} parts at most. ${why}`);
}
