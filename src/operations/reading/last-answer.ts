import { type Cycle, wasInCatalogue } from '../../domain/cycle/cycle.ts';
import { minutes } from '../../domain/duration.ts';
import { stateOf } from '../../domain/runbook/runbook.ts';
import { runbookNamed } from '../../runbooks/registry.ts';
import type { WatchedCycle } from '../../storage/cycles/watches.ts';
import type { Card } from '../message.ts';

/** A look may fail now and then; so many of the longest pauses after it was due, it is worth a word; never sooner. */
const PAUSES_OF_GRACE = 2;
const LEAST_GRACE = minutes(10);

/** How the bot looks: at which pauses, and since when it has been running. */
export interface Looking {
  readonly poll: { readonly most: number }; // milliseconds
  readonly upSince: Date;
}

type Looked = Pick<WatchedCycle, 'nextAt' | 'seenAt'>;

/** What a card says of the system that its cycle waits for, out of the last look at it. */
export function lastAnswer(
  cycle: Cycle,
  watch: Looked | undefined,
  now: Date,
  { poll, upSince }: Looking,
): Pick<Card, 'seenAt' | 'silentSince' | 'unseenAt'> {
  const { watched } = stateOf(runbookNamed(cycle.runbook), cycle.state);
  const seenAt = watched === undefined ? undefined : watch?.seenAt;
  const silent = silentSince(cycle, watch, now, { poll, upSince });
  const unseenAt = unseenInCatalogue(cycle, watch);
  return {
    ...(seenAt === undefined ? {} : { seenAt }),
    ...(silent === undefined ? {} : { silentSince: silent }),
    ...(unseenAt === undefined ? {} : { unseenAt }),
  };
}

/** When the system that this cycle waits for last answered, if that is longer ago than its pauses explain. */
function silentSince(
  cycle: Cycle,
  watch: Looked | undefined,
  now: Date,
  { poll, upSince }: Looking,
): Date | undefined {
  const { watched } = stateOf(runbookNamed(cycle.runbook), cycle.state);
  if (watched === undefined || (watched === 'catalogue' && wasInCatalogue(cycle))) return undefined;
  const { since } = cycle;
  // A look from before this state asked for something else.
  const looked = watch?.seenAt !== undefined && watch.seenAt >= since ? watch : undefined;
  // While the bot was down nobody asked: that is not the system's silence.
  const due = Math.max((looked?.nextAt ?? since).getTime(), upSince.getTime());
  return now.getTime() - due > Math.max(PAUSES_OF_GRACE * poll.most, LEAST_GRACE)
    ? (looked?.seenAt ?? since)
    : undefined;
}

/** When the catalogue, looked at in vain, was overtaken by somebody who says that the project is in the browser. */
function unseenInCatalogue(cycle: Cycle, watch: Looked | undefined): Date | undefined {
  const passed = cycle.memory.passed ?? [];
  const index = passed.findLastIndex(({ event }) => event === 'seen in the browser');
  const [made, said] = [passed[index - 1], passed[index]];
  const looked = watch?.seenAt;
  if (made === undefined || said === undefined || looked === undefined) return undefined;
  const between = looked >= new Date(made.at) && looked <= new Date(said.at);
  return between && !wasInCatalogue(cycle) ? looked : undefined;
}
