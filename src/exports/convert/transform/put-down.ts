import { type Engine, PUT_DOWN } from '../engine/engine.ts';
import { type Column, explained, ROWS_LOST, select, type Table } from '../table.ts';

/** Tables on the disk of the work folder: they can be read again and again, by row, whatever their size. */
export class PutDown {
  readonly #engine: Engine;
  #count = 0;

  constructor(engine: Engine) {
    this.#engine = engine;
  }

  /** Some of the rows of a table that was put down, counted from 0. */
  static rows(table: Table, from: number, count: number): Table {
    const relation = `(FROM ${table.relation} WHERE rowid >= ${from} AND rowid < ${from + count})`;
    return { ...table, relation, rows: count };
  }

  /** All rows, one table after the other. @throws {ConversionFailure} in the words of the table that is at fault. */
  async all([first, ...others]: readonly [Table, ...Table[]]): Promise<Table> {
    const name = this.#next();
    const none = [first, ...others].map((table) => select(table, fields(table)));
    await this.#engine.run(`CREATE TABLE ${name} AS FROM (${none.join(' UNION ALL ')}) LIMIT 0`);
    let rows = 0;
    for (const [at, table] of [first, ...others].entries()) {
      this.#engine.phases.part(at / (others.length + 1), (at + 1) / (others.length + 1));
      const query = select(table, fields(table));
      rows += await this.#insert(`INSERT INTO ${name} ${query}`, table);
    }
    const rowBytes = Math.max(1, ...[first, ...others].map((table) => table.rowBytes ?? 1));
    return { relation: name, columns: placed(first.columns), rows, rowBytes };
  }

  /** What `query` finds of a table that was put down; the other is given up. */
  async anew(table: Table, query: string): Promise<Table> {
    const name = this.#next();
    const from = select(table, fields(table));
    await this.#engine.run(`CREATE TABLE ${name} AS FROM (${from}) LIMIT 0`);
    const rows = await this.#engine.copy(`INSERT INTO ${name} ${from} ${query}`);
    return { ...table, relation: name, columns: placed(table.columns), rows };
  }

  async drop(table: Table): Promise<void> {
    await this.#engine.run(`DROP TABLE ${table.relation}`);
  }

  async #insert(sql: string, table: Table): Promise<number> {
    try {
      const rows = await this.#engine.copy(sql);
      if (table.rows !== undefined && table.rows !== rows) {
        throw new Error(`${ROWS_LOST}: ${table.rows} rows were to be read, ${rows} were`);
      }
      return rows;
    } catch (cause) {
      throw explained(table, cause);
    }
  }

  #next(): string {
    this.#count += 1;
    return `${PUT_DOWN}.table_${this.#count}`;
  }
}

function fields({ columns }: Table): readonly string[] {
  return columns.map(({ expression }, at) => `${expression} AS t${at}`);
}

function placed(columns: readonly Column[]): readonly Column[] {
  return columns.map((column, at) => ({ ...column, expression: `t${at}` }));
}
