import { bulkProjects } from '../../src/sandbox/bulk.ts';
import { startClock } from '../../src/sandbox/clock.ts';
import type { SubmissionState } from '../../src/sandbox/ingest/states.ts';
import { startWorld } from '../../src/sandbox/world.ts';

/** What the benchmarked process has to know of a world that runs in a process of its own. */
export interface WorldAddresses {
  readonly ingestUrl: string;
  readonly catalogueUrl: string;
  readonly ingestToken: string;
}

/** Started by `poll-round.ts` with its wishes as JSON: the simulators, in a process of their own. */
const { count, exporting } = JSON.parse(process.argv[2] ?? '{}');
const now = Date.now();
const made = (from: number, states: readonly SubmissionState[]) =>
  bulkProjects({ count, states, now: now - 3_600_000 }).slice(from);
const projects = [...made(0, ['Exporting']).slice(0, exporting), ...made(exporting, ['Exported'])];
const world = await startWorld({ clock: startClock(), projects });
process.send?.({
  ingestUrl: world.ingestUrl,
  catalogueUrl: world.catalogueUrl,
  ingestToken: world.credentials.ingestToken,
} satisfies WorldAddresses);
process.on('disconnect', () => process.exit(0));
