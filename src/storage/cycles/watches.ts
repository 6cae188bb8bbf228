import type { Cycle } from '../../domain/cycle/cycle.ts';
import type { Database } from '../database.ts';
import { listOpenCycles } from './cycles.ts';

export interface Watch {
  readonly cycleId: string;
  readonly nextAt: Date;
  readonly pause: number; // milliseconds; grows while nothing changes
  readonly seenAt?: Date; // when the watched system last answered
}

export async function findWatch(db: Database, cycleId: string): Promise<Watch | undefined> {
  const row = await db
    .selectFrom('watch')
    .selectAll()
    .where('cycle_id', '=', cycleId)
    .executeTakeFirst();
  return (
    row && {
      cycleId,
      nextAt: new Date(row.next_at),
      pause: row.pause,
      ...(row.seen_at === null ? {} : { seenAt: new Date(row.seen_at) }),
    }
  );
}

export async function saveWatch(db: Database, watch: Watch): Promise<void> {
  const row = {
    next_at: watch.nextAt.getTime(),
    pause: watch.pause,
    seen_at: watch.seenAt?.getTime() ?? null,
  };
  await db
    .insertInto('watch')
    .values({ cycle_id: watch.cycleId, ...row })
    .onConflict((conflict) => conflict.column('cycle_id').doUpdateSet(row))
    .execute();
}

/** A cycle in a watched state; `nextAt` is absent when it has never been looked at. */
export interface WatchedCycle {
  readonly cycle: Cycle;
  readonly nextAt?: Date;
  readonly pause?: number;
  readonly seenAt?: Date;
}

/** Open cycles in these states with their watches: one query, however many datasets there are. */
export async function listWatched(
  db: Database,
  states: readonly string[],
): Promise<readonly WatchedCycle[]> {
  const cycles = await listOpenCycles(db, states);
  const rows = await db
    .selectFrom('watch')
    .innerJoin('cycle', 'cycle.id', 'watch.cycle_id')
    .select(['watch.cycle_id', 'watch.next_at', 'watch.pause', 'watch.seen_at'])
    .where('cycle.closed_at', 'is', null)
    .execute();
  const watches = new Map(rows.map((row) => [row.cycle_id, row]));
  return cycles.map((cycle) => {
    const watch = watches.get(cycle.id);
    return watch === undefined
      ? { cycle }
      : {
          cycle,
          nextAt: new Date(watch.next_at),
          pause: watch.pause,
          ...(watch.seen_at === null ? {} : { seenAt: new Date(watch.seen_at) }),
        };
  });
}
