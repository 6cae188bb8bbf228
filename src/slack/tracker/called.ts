import type { Row } from '../../operations/operations.ts';
import type { Run } from '../../storage/tracker/runs.ts';
import { namesOf } from '../../tracker/dataset/dataset.ts';
import type { Tracked } from '../../tracker/tracking/tracked.ts';
import type { Tracking } from '../../tracker/tracking/tracking.ts';
import type { Needs } from '../needs.ts';

/** All that is called so, and is the same. */
export interface Called {
  readonly tracked: readonly Tracked[];
  readonly rows: readonly Row[]; // of runbooks, as they are now
}

/** By accession, or the other way round by the project that a runbook carries. */
export async function findCalled(
  { operations: { report } }: Pick<Needs, 'operations'>,
  tracking: Tracking,
  run: Run | undefined,
  name: string,
): Promise<Called> {
  const ofName = run === undefined ? [] : await tracking.called(run, [name]);
  const rows = await report.called([name, ...ofName.flatMap(({ dataset }) => namesOf(dataset))]);
  if (ofName.length > 0 || run === undefined) return { tracked: ofName, rows };
  const projects = rows.flatMap(({ card: { cycle } }) => [
    cycle.dataset.projectUuid,
    cycle.dataset.shortName,
    ...(cycle.memory.archive?.accessions?.first.map(({ accession }) => accession) ?? []),
  ]);
  return { tracked: projects.length === 0 ? [] : await tracking.called(run, projects), rows };
}
