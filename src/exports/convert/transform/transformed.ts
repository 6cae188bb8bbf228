import type { Step } from '../conversion.ts';
import type { Engine } from '../engine/engine.ts';
import { Tally } from '../engine/tally.ts';
import { examined, infer, type Wanted } from '../infer.ts';
import { type Column, isWide, type Table } from '../table.ts';
import type { Warnings } from '../warnings.ts';
import { casted, checkCasts } from './cast.ts';
import { type Cell, cellOf } from './cell.ts';
import { columnsOf, kept } from './filter.ts';
import { aligned, type Source } from './merge.ts';
import { chosenColumns, columnNamed } from './named.ts';
import type { PutDown } from './put-down.ts';
import { type SortKey, type Transform, touchesRows } from './transform.ts';

interface Asked {
  readonly columns?: readonly string[] | undefined;
  readonly transform?: Transform | undefined;
}

/** A step; without its rows where nobody has counted them yet, and it leaves all of them. */
type Taken = Pick<Step, 'operation' | 'parameters'> & Partial<Step>;

export interface Transformed {
  /** What is to be written. */
  readonly table: Table;
  /** The same rows with all of their columns, called as they were. */
  readonly whole: Table;
  readonly steps: readonly Taken[];
  /** Where they were counted on the way. */
  readonly rowsIn?: number | undefined;
}

export interface Transforming {
  readonly engine: Engine;
  readonly warnings: Warnings;
  readonly store: PutDown;
}

/**
 * Does what was asked for, except for splitting. Rows keep their order unless they are sorted.
 * `types`: what the target wants to know of columns without a type.
 */
export async function transformed(
  sources: readonly [Source, ...Source[]],
  { columns, transform = { merge: false } }: Asked,
  types: Omit<Wanted, 'thoroughly'> | undefined,
  { engine, warnings, store }: Transforming,
): Promise<Transformed> {
  const { cast = [], merge, filter, sort, rename, split } = transform;
  const looked = [
    ...(filter === undefined ? [] : columnsOf(filter)),
    ...(sort ?? []).map(({ column }) => column),
  ];
  // A wrong name is known before anything is done.
  const [{ table: first }] = sources;
  chosenColumns(first, columns, rename);
  const others = [...cast.map(({ column }) => column), ...looked, split?.column];
  for (const name of others) if (name !== undefined) columnNamed(first, name);
  const steps: Taken[] = [];
  const note = (operation: Step['operation'], parameters: unknown, rows?: number, more = {}) => {
    const counted = rows === undefined ? {} : { rowsIn: rows, rowsOut: rows };
    steps.push({ operation, parameters, ...counted, ...more });
  };

  let whole = touchesRows(transform) ? await gathered() : sources[0].table;
  const rowsIn = whole.rows;
  if (filter !== undefined || sort !== undefined) {
    const cell = await certain(looked);
    for (const key of sort ?? []) await noteOrder(cell(key.column));
    const condition = filter === undefined ? 'TRUE' : kept(filter, cell);
    const order = (sort ?? []).flatMap((key) => orderOf(key, cell(key.column)));
    // Rows that are equal stay in their order.
    const sorted = order.length === 0 ? '' : `ORDER BY ${[...order, 'rowid'].join(', ')}`;
    // Types follow from all rows, so that two exports of one file agree whichever they keep.
    const before = filter === undefined ? whole : await typesOfAll(whole);
    whole = await store.anew(before, `WHERE ${condition} ${sorted}`);
    await store.drop(before);
  }
  const { rows } = whole;
  if (filter !== undefined) {
    note('filter', filter, rowsIn, { rowsOut: rows });
    const says = `The filter left none of the ${rowsIn} rows: the table has a header alone.`;
    if (rows === 0) warnings.add({ code: 'no rows', says, count: rowsIn ?? 0 });
  }
  if (sort !== undefined) note('sort', sort, rows);
  const table = chosenColumns(whole, columns, rename);
  if (columns !== undefined) note('columns', columns, rows);
  if (rename !== undefined) note('rename', rename, rows);
  return { table, whole, steps, rowsIn };

  /** All rows of all sources, cast, in one table that can be read by row. */
  async function gathered(): Promise<Table> {
    let cellsLost = 0;
    const done: Source[] = [];
    const raw: Table[] = [];
    for (const { name, table } of sources) {
      if (cast.length === 0) {
        done.push({ name, table });
        continue;
      }
      const put = await store.all([table]);
      cellsLost += await checkCasts(engine, put, cast, warnings);
      done.push({ name, table: casted(put, cast) });
      raw.push(put);
    }
    const all = await store.all(many(aligned(many(done))));
    for (const table of raw) await store.drop(table);
    const names = sources.map(({ name }) => name);
    if (cast.length > 0) note('cast', cast, all.rows, { cellsLost });
    if (merge) note('merge', names, all.rows);
    return all;
  }

  /** Columns that are not written need no type. */
  async function typesOfAll(table: Table): Promise<Table> {
    if (types === undefined) return table;
    const written = columns?.map((name) => columnNamed(table, name)) ?? table.columns;
    const known = await examined(
      engine,
      { ...table, columns: written },
      { ...types, thoroughly: true },
    );
    const fits = new Map(known.columns.map((column, at) => [written[at], column]));
    return { ...table, columns: table.columns.map((column) => fits.get(column) ?? column) };
  }

  /** 10 comes before 9 where a column is text, which is for somebody to know. */
  async function noteOrder({ kind, value, missing, label }: Cell): Promise<void> {
    if (kind !== 'text') return;
    const numbers = `count(*) FILTER (NOT ${missing} AND TRY_CAST(${value} AS DOUBLE) IS NOT NULL)`;
    const [[count] = []] = await engine.rows(`SELECT ${numbers} FROM ${whole.relation}`);
    const says =
      'Was sorted as text, though some cells are numbers: cast it to sort by their value.';
    warnings.add({ code: 'sorted as text', says, column: label, count: Number(count ?? 0) });
  }

  /** What cells are is only certain when all of them have been looked at. */
  async function certain(names: readonly string[]): Promise<(name: string) => Cell> {
    const columns = [...new Set(names)].map((name) => columnNamed(whole, name));
    const { columns: typed } = await kindsOf(engine, { ...whole, columns });
    const cells = new Map<string, Cell>();
    for (const [at, column] of columns.entries()) {
      cells.set(column.name, cellOf(column, typed[at]?.kind ?? column.kind));
    }
    return (name) => {
      const found = cells.get(name);
      if (found === undefined) throw new Error('a column that nobody looked at');
      return found;
    };
  }
}

async function kindsOf(
  engine: Engine,
  table: Table,
): Promise<{ readonly columns: readonly Column[] }> {
  if (table.columns.length === 0) return table;
  const tally = new Tally({ eachColumn: !isWide(table) });
  return infer(engine, table, tally, { dates: true, thoroughly: true });
}

/** Missing cells are the last, whichever way. */
function orderOf({ descending }: SortKey, { missing, value }: Cell): readonly string[] {
  const there = `CASE WHEN NOT ${missing} THEN ${value} END`; // NaN is not after what is empty
  return [missing, `${there} ${descending ? 'DESC' : 'ASC'}`];
}

function many<T>(list: readonly T[]): readonly [T, ...T[]] {
  const [first, ...others] = list;
  if (first === undefined) throw new Error('nothing to read');
  return [first, ...others];
}
