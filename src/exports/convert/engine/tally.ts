import type { Warning } from '../conversion.ts';
import type { Warnings } from '../warnings.ts';
import type { Engine } from './engine.ts';
import { literal } from './sql.ts';

/** So many columns are counted one by one; creating more counters would take longer than many a conversion. */
const MOST_COUNTERS = 300;

export type Noticed = Omit<Warning, 'count'>;

/**
 * Counts cells while a query runs, so that nothing has to be read twice. A sequence is the one thing in SQL that
 * a query can count with on its way; inside a CASE it moves only for the rows of that branch.
 */
export class Tally {
  readonly #counters = new Map<string, { readonly name: string; readonly noticed: Noticed }>();

  /** `value`, and one more of what was noticed. */
  counted(noticed: Noticed, value: string): string {
    return `CASE WHEN nextval(${literal(this.#counter(noticed))}) > 0 THEN ${value} END`;
  }

  async create(engine: Engine): Promise<void> {
    for (const { name } of this.#counters.values()) {
      await engine.run(`CREATE OR REPLACE TEMP SEQUENCE ${name}`);
    }
  }

  async report(engine: Engine, warnings: Warnings): Promise<void> {
    if (this.#counters.size === 0) return;
    const rows = await engine.rows('SELECT sequence_name, last_value FROM duckdb_sequences()');
    const counts = new Map(rows.map(([name, count]) => [String(name), Number(count ?? 0)]));
    for (const { name, noticed } of this.#counters.values()) {
      warnings.add({ ...noticed, count: counts.get(name) ?? 0 });
    }
  }

  #counter({ code, says, column }: Noticed): string {
    const single = this.#counters.size < MOST_COUNTERS;
    const noticed = { code, says, ...(single && column !== undefined && { column }) };
    const key = `${code}\n${noticed.column ?? ''}`;
    const counter = this.#counters.get(key) ?? { name: `tally_${this.#counters.size}`, noticed };
    this.#counters.set(key, counter);
    return counter.name;
  }
}
