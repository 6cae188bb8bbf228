import { otherThanTable } from '../../domain/data-export/file-kind.ts';
import type { StepPorts } from './step.ts';
import { failUnit, type Unit } from './unit.ts';

/** What can be a table; the others are known by their names, and need not be fetched to fail. */
export async function tablesAmong(
  units: readonly Unit[],
  keep: StepPorts['keep'],
): Promise<readonly Unit[]> {
  const tables: Unit[] = [];
  for (const unit of units) {
    const says = unit.flatMap(({ file }) => wordsFor(file.name, unit.length))[0];
    if (says === undefined) tables.push(unit);
    else await keep((trx) => failUnit(trx, unit, says, true));
  }
  return tables;
}

function wordsFor(name: string, merged: number): readonly string[] {
  const holds = otherThanTable(name);
  if (holds === undefined) return [];
  const which = merged === 1 ? 'It' : name;
  return [`${which} is no table: it holds ${holds}. ZIP takes files as they are.`];
}
