import type { Warning } from '../conversion.ts';
import { isWide, select, type Table } from '../table.ts';
import type { Warnings } from '../warnings.ts';
import type { Engine } from './engine.ts';
import { literal } from './sql.ts';

const ROWS = 'tally_rows';

export type Noticed = Omit<Warning, 'count'>;

/**
 * Counts cells while a query runs, so that nothing has to be read twice. A sequence is the one thing in SQL that
 * a query can count with on its way; inside a CASE it moves only for the rows of that branch.
 */
export class Tally {
  readonly #eachColumn: boolean;
  #rows = false;
  readonly #counters = new Map<string, { readonly name: string; readonly noticed: Noticed }>();

  /** Those of very wide tables are counted together: a counter for each would take longer than the conversion. */
  constructor({ eachColumn }: { readonly eachColumn: boolean }) {
    this.#eachColumn = eachColumn;
  }

  /** `value`, and one more of what was noticed. */
  counted(noticed: Noticed, value: string): string {
    return `CASE WHEN nextval(${literal(this.#counter(noticed))}) > 0 THEN ${value} END`;
  }

  /** The same table, which counts its rows on their way to whoever reads them. */
  rowsOf(table: Table): Table {
    const [first, ...others] = table.columns;
    if (first === undefined) return table;
    const { expression: x } = first;
    this.#rows = true;
    // A projection of a wide table would take room for each of its cells once more.
    if (isWide(table)) {
      return { ...table, relation: `(FROM ${table.relation} WHERE nextval('${ROWS}') > 0)` };
    }
    const counted = `CASE WHEN nextval('${ROWS}') > 0 THEN ${x} END`;
    const fields = others.map(({ expression }, at) => `${expression} AS t${at + 1}`);
    const relation = `(${select(table, [`${counted} AS t0`, ...fields])})`;
    return {
      ...table,
      relation,
      columns: table.columns.map((column, at) => ({ ...column, expression: `t${at}` })),
    };
  }

  /** How many rows have been read since `create`. */
  async rows(engine: Engine): Promise<number> {
    return (await this.#counts(engine)).get(ROWS) ?? 0;
  }

  async create(engine: Engine): Promise<void> {
    const names = [...this.#counters.values()].map(({ name }) => name);
    const all = this.#rows ? [ROWS, ...names] : names;
    const statements = all.map((name) => `CREATE OR REPLACE TEMP SEQUENCE ${name}`);
    if (statements.length > 0) await engine.run(statements.join(';'));
  }

  async report(engine: Engine, warnings: Warnings): Promise<void> {
    if (this.#counters.size === 0) return;
    const counts = await this.#counts(engine);
    for (const { name, noticed } of this.#counters.values()) {
      warnings.add({ ...noticed, count: counts.get(name) ?? 0 });
    }
  }

  async #counts(engine: Engine): Promise<ReadonlyMap<string, number>> {
    const rows = await engine.rows('SELECT sequence_name, last_value FROM duckdb_sequences()');
    return new Map(rows.map(([name, count]) => [String(name), Number(count ?? 0)]));
  }

  #counter({ code, says, column }: Noticed): string {
    const noticed = { code, says, ...(this.#eachColumn && column !== undefined && { column }) };
    const key = `${code}\n${noticed.column ?? ''}`;
    const counter = this.#counters.get(key) ?? { name: `tally_${this.#counters.size}`, noticed };
    this.#counters.set(key, counter);
    return counter.name;
  }
}
