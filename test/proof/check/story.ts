import type { Cycle } from '../../../src/domain/cycle/cycle.ts';
import { decide, ONE_OF_TWO } from '../../../src/domain/decision/transition.ts';
import type { Actor } from '../../../src/domain/role.ts';
import type { Effect } from '../../../src/domain/runbook/effect.ts';
import type { RunbookEvent } from '../../../src/domain/runbook/event.ts';
import { exporting } from '../../../src/runbooks/exporting.ts';
import { readOwn } from '../../../src/storage/cycles/cycles.ts';
import { isWhile } from '../load/deeds.ts';
import type { CycleRow, Deed, History, JournalRow } from './history.ts';

/** One entry of the journal: what it made of the cycle by the rules, and what had to be done because of it. */
export interface Moment {
  readonly row: JournalRow;
  readonly after: Cycle;
  readonly effects: readonly Effect[];
}

/** A cycle told once more, from its journal alone. */
export interface Story {
  readonly cycle: CycleRow;
  /** How it stood before anything had happened. */
  readonly fresh: Cycle;
  readonly moments: readonly Moment[];
  /** The entry at which the rules say something else than the journal; it ends there. */
  readonly broken?: string;
}

/** Every cycle as the rules have it: decided anew, entry by entry, without what the bot kept of it. */
export function storiesOf(history: History): ReadonlyMap<string, Story> {
  const rows = Map.groupBy(
    history.journal.filter(({ event }) => event !== 'refused'),
    ({ cycleId }) => cycleId,
  );
  return new Map(
    history.cycles.map((cycle) => [cycle.id, storyOf(history, cycle, rows.get(cycle.id) ?? [])]),
  );
}

/** As the cycle stood at any time from the deed to its answer. */
export function standings(story: Story | undefined, deed: Deed): readonly Cycle[] {
  if (story === undefined) return [];
  const before = story.moments.findLast(({ row }) => Date.parse(row.at) < deed.at);
  const meanwhile = story.moments.filter(({ row }) => isWhile(deed, row));
  return [before?.after ?? story.fresh, ...meanwhile.map(({ after }) => after)];
}

/** What happened, by the name under which it was decided. */
export function eventOf({ event, detail }: JournalRow): RunbookEvent {
  const { confirms, ...rest } = readOwn<Omit<RunbookEvent, 'name'> & { confirms?: string }>(detail);
  return { ...rest, name: event === ONE_OF_TWO ? (confirms ?? event) : event };
}

function storyOf(
  { people, policy }: Pick<History, 'people' | 'policy'>,
  row: CycleRow,
  rows: readonly JournalRow[],
): Story {
  const fresh = freshCycle(row, rows[0]);
  const moments: Moment[] = [];
  let cycle = fresh;
  for (const entry of rows) {
    const event = eventOf(entry);
    const actor = people.get(entry.actor) ?? machine(entry.actor);
    const decision = decide(exporting, cycle, event, actor, new Date(entry.at), policy);
    const { seq, from, to } = entry;
    const fits =
      decision.kind === 'accepted' &&
      decision.from === from &&
      decision.cycle.state === to &&
      (decision.as ?? event.name) === entry.event;
    if (!fits) {
      const why =
        decision.kind === 'refused'
          ? decision.refusal.code
          : decision.kind === 'accepted'
            ? `“${decision.as ?? event.name}” to “${decision.cycle.state}”`
            : decision.kind;
      const broken = `impossible: ${row.project}, cycle ${row.number}, entry ${seq}, “${entry.event}” by ${entry.actor} from “${from}” to “${to}”; by the rules: ${why}`;
      return { cycle: row, fresh, moments, broken };
    }
    cycle = decision.cycle;
    moments.push({ row: entry, after: cycle, effects: decision.effects });
  }
  return { cycle: row, fresh, moments };
}

function freshCycle({ id, dataset, number }: CycleRow, first: JournalRow | undefined): Cycle {
  const at = new Date(first?.at ?? 0);
  const action = first === undefined ? undefined : eventOf(first).reason;
  return {
    id,
    runbook: exporting.name,
    dataset,
    number,
    state: exporting.starts,
    turn: 0,
    submitter: first?.actor ?? '',
    channel: '',
    openedAt: at,
    since: at,
    memory: { actions: [action === 'Export_Metadata' ? action : 'Export'] },
  };
}

function machine(name: string): Actor {
  return name === 'timer' ? { kind: 'timer' } : { kind: 'observer', source: name };
}
