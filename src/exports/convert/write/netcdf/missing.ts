import type { Engine } from '../../engine/engine.ts';
import { literal } from '../../engine/sql.ts';
import { select } from '../../table.ts';
import { FILL_DOUBLE, FILL_INTEGER } from '../hdf5/facts.ts';
import type { Staged } from '../hdf5/staged.ts';
import { stepsOf } from '../hdf5/steps.ts';

const COLUMNS_AT_ONCE = 500;

/** What stands for a missing cell: a value that no cell of the column has. */
export type Missing = bigint | number | string;

/** One for each column. Only where a cell happens to be the usual one is another looked for. */
export async function missingOf(staged: Staged, engine: Engine): Promise<readonly Missing[]> {
  const found = staged.columns.map(({ kind }) => candidate(kind, 0));
  let open = [...staged.facts.keys()].filter((at) => staged.facts[at]?.usual === true);
  for (let attempt = 1; open.length > 0; attempt++) {
    const taken: number[] = [];
    for (let start = 0; start < open.length; start += COLUMNS_AT_ONCE) {
      const some = open.slice(start, start + COLUMNS_AT_ONCE);
      const questions = some.map((at) => {
        const { kind = 'text', expression = '' } = staged.columns[at] ?? {};
        found[at] = candidate(kind, attempt);
        return `coalesce(bool_or(${expression} = ${missingInSql(found[at])}), FALSE)`;
      });
      const answers = new Set<number>();
      for (const step of staged.kept ? stepsOf(staged, staged.rows) : [staged]) {
        const [row = []] = await engine.rows(select(step, questions));
        for (const [at, is] of row.entries()) if (is === true) answers.add(at);
      }
      taken.push(...some.filter((_, at) => answers.has(at)));
    }
    open = taken;
  }
  return found;
}

export function missingInSql(value: Missing): string {
  switch (typeof value) {
    case 'bigint':
      return `CAST('${value}' AS BIGINT)`;
    case 'number':
      return `CAST('${value}' AS DOUBLE)`;
    case 'string':
      return literal(value);
  }
}

function candidate(kind: Staged['columns'][number]['kind'], attempt: number): Missing {
  if (kind === 'integer') return FILL_INTEGER + BigInt(attempt);
  if (kind === 'double') return FILL_DOUBLE / 2 ** attempt;
  const lines = '_'.repeat(Math.max(0, attempt - 1));
  return attempt === 0 ? '' : `${lines}missing${lines}`;
}
