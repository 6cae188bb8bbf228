import { SAME, statesBefore, WHERE_IT_WAS } from '../../src/domain/runbook.ts';
import { exporting } from '../../src/runbooks/exporting.ts';
import type { Finding } from './finding.ts';
import type { CycleRow, History, JournalRow } from './history.ts';

/** The journal tells one possible story for each cycle, ends where the cycle stands, and nobody has changed it. */
export function checkJournal({ journal, cycles, chain, integrity }: History): Finding {
  const rows = Map.groupBy(
    journal.filter(({ event }) => event !== 'refused'),
    ({ cycleId }) => cycleId,
  );
  const broken = cycles.flatMap((cycle) => storyOf(cycle, rows.get(cycle.id) ?? []));
  const open = Map.groupBy(
    cycles.filter(({ closed }) => !closed),
    ({ projectUuid }) => projectUuid,
  );
  for (const [uuid, ones] of open)
    if (ones.length > 1) broken.push(`doubled: project ${uuid} has ${ones.length} open cycles`);
  if (chain !== 'ok') broken.push(`tampered: the journal, ${chain}`);
  if (integrity !== 'ok') broken.push(`damaged: the database, ${integrity}`);
  const transitions = [...rows.values()].reduce((sum, ones) => sum + ones.length, 0);
  return {
    counts: [
      ['journal entries', journal.length],
      ['… of them transitions', transitions],
    ],
    broken,
  };
}

function storyOf(cycle: CycleRow, rows: readonly JournalRow[]): readonly string[] {
  const what = `${cycle.project}, cycle ${cycle.number}`;
  let state: string = exporting.starts;
  let turn = 0;
  for (const { seq, event, from, to } of rows) {
    if (from !== state) return [`doubled: ${what}, entry ${seq} leaves “${from}” from “${state}”`];
    if (!mayLead(event, from, to))
      return [`impossible: ${what}, entry ${seq}, “${event}” from “${from}” to “${to}”`];
    if (to !== from) turn += 1;
    state = to;
  }
  if (state !== cycle.state)
    return [`lost: ${what} is “${cycle.state}”, its journal ends with “${state}”`];
  return turn === cycle.turn
    ? []
    : [`lost: ${what} is in turn ${cycle.turn}, its journal in ${turn}`];
}

function mayLead(event: string, from: string, to: string): boolean {
  return exporting.steps
    .flatMap(({ transitions }) => transitions)
    .filter((each) => each.on === event && statesBefore(exporting, each).includes(from))
    .some((each) => (each.to === SAME ? to === from : each.to === WHERE_IT_WAS || each.to === to));
}
