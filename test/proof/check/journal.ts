import { ONE_OF_TWO } from '../../../src/domain/decision/transition.ts';
import { exporting } from '../../../src/runbooks/exporting.ts';
import type { Finding } from './finding.ts';
import type { CycleRow, History, JournalRow } from './history.ts';
import { eventOf, type Story } from './story.ts';

/**
 * The journal tells one story for each cycle that the rules allow, ends where the cycle stands with all that it
 * remembers, and nobody has changed it. What takes two people was done by two.
 */
export function checkJournal(history: History, stories: ReadonlyMap<string, Story>): Finding {
  const { journal, cycles, chain, integrity } = history;
  const rows = Map.groupBy(
    journal.filter(({ event }) => event !== 'refused'),
    ({ cycleId }) => cycleId,
  );
  const broken = cycles.flatMap((cycle) =>
    faultsOf(cycle, rows.get(cycle.id) ?? [], stories.get(cycle.id)),
  );
  const open = Map.groupBy(
    cycles.filter(({ closed }) => !closed),
    ({ projectUuid }) => projectUuid,
  );
  for (const [uuid, ones] of open)
    if (ones.length > 1) broken.push(`doubled: project ${uuid} has ${ones.length} open cycles`);
  broken.push(...confirmedAlone(rows), ...deletedUnconfirmed(history));
  if (chain !== 'ok') broken.push(`tampered: the journal, ${chain}`);
  if (integrity !== 'ok') broken.push(`damaged: the database, ${integrity}`);
  const told = [...rows.values()].flat();
  return {
    counts: [
      ['journal entries', journal.length],
      ['… of them transitions', told.length],
      ['… of them confirmations by the first of two', told.filter(isFirst).length],
      ['… of them clean-ups that two people confirmed', told.filter(isConfirmed).length],
      ['objects that were deleted', history.removals.length],
    ],
    broken,
  };
}

function faultsOf(
  cycle: CycleRow,
  rows: readonly JournalRow[],
  story: Story | undefined,
): readonly string[] {
  const what = `${cycle.project}, cycle ${cycle.number}`;
  let state: string = exporting.starts;
  let turn = 0;
  for (const { seq, from, to } of rows) {
    if (from !== state) return [`doubled: ${what}, entry ${seq} leaves “${from}” from “${state}”`];
    if (to !== from) turn += 1;
    state = to;
  }
  if (story?.broken !== undefined) return [story.broken];
  if (state !== cycle.state)
    return [`lost: ${what} is “${cycle.state}”, its journal ends with “${state}”`];
  if (turn !== cycle.turn)
    return [`lost: ${what} is in turn ${cycle.turn}, its journal in ${turn}`];
  const remembered = story?.moments.at(-1)?.after.memory;
  return inOrder(remembered) === inOrder(cycle.memory)
    ? []
    : [`lost: ${what} remembers something else than its journal tells`];
}

/** By the journal alone, not by the rules: whoever weakens those is found here. */
function confirmedAlone(rows: ReadonlyMap<string, readonly JournalRow[]>): readonly string[] {
  return [...rows.values()].flatMap((ones) => {
    let listed: string | undefined;
    let first: JournalRow | undefined;
    return ones.flatMap((row) => {
      const { subject, leftovers } = eventOf(row);
      if (row.event === 'leftovers listed') [listed, first] = [leftovers?.hash, undefined];
      if (isFirst(row)) first = row;
      if (!isConfirmed(row)) return [];
      const byTwo = first !== undefined && first.actor !== row.actor;
      const sameList =
        subject === listed && first !== undefined && eventOf(first).subject === listed;
      return byTwo && sameList
        ? []
        : [`alone: entry ${row.seq}, ${row.actor} confirmed a clean-up`];
    });
  });
}

/** Nothing leaves the staging area of a project before two people have confirmed a list of it. */
function deletedUnconfirmed({ cycles, journal, removals }: History): readonly string[] {
  const confirmed = journal.filter(isConfirmed);
  return [...new Set(cycles.map(({ projectUuid }) => projectUuid))].flatMap((uuid) => {
    const since = confirmed.find(({ projectUuid }) => projectUuid === uuid);
    const early = removals.filter(
      ({ key, at }) => key.includes(uuid) && (since === undefined || at < Date.parse(since.at)),
    );
    return early.length === 0
      ? []
      : [`deleted: ${early.length} objects of project ${uuid} that nobody had confirmed`];
  });
}

const isFirst = ({ event }: JournalRow): boolean => event === ONE_OF_TWO;
const isConfirmed = ({ event }: JournalRow): boolean => event === 'confirm clean-up';

/** The same for the same things, in whatever order they were written. */
function inOrder(value: unknown): string {
  return JSON.stringify(value, (_key, one: unknown) =>
    one instanceof Object && !Array.isArray(one)
      ? Object.fromEntries(Object.entries(one).toSorted(([a], [b]) => (a < b ? -1 : 1)))
      : one,
  );
}
