import type { FormValues } from '../../domain/runbook/form.ts';
import { RUNBOOKS } from '../../runbooks/registry.ts';
import { findCycle, findCyclesOf, readOwn } from '../../storage/cycles/cycles.ts';
import type { Database } from '../../storage/database.ts';
import type { Report } from '../operations.ts';
import type { People } from '../ports.ts';

/** What asks for an import, by whatever way. */
const REQUESTS = RUNBOOKS.flatMap(({ steps }) => steps)
  .flatMap(({ transitions }) => transitions)
  .flatMap(({ on, keep }) => (keep === 'importRequest' ? [on] : []));

/** An import request as far as it can be known beforehand: from ingest, the directory, and earlier requests. */
export function createPrefill(needs: {
  readonly db: Database;
  readonly people: Pick<People, 'email'>;
  readonly institution: string;
}): Report['prefill'] {
  const { db } = needs;
  return async (cycleId, actor) => {
    const cycle = await findCycle(db, cycleId);
    if (cycle === undefined) return {};
    const { dataset } = cycle;
    const email = actor.kind === 'person' ? await needs.people.email(actor.id) : undefined;
    const earlier = (await findCyclesOf(db, dataset.projectUuid)).find(
      (other) => other.memory.importRequest !== undefined,
    )?.memory.importRequest;
    const release = earlier?.['release'] ?? (await latestRelease(db));
    const contact = earlier?.['contact'] ?? dataset.primaryWrangler;
    const values: FormValues = {
      institution: earlier?.['institution'] ?? needs.institution,
      projectName: dataset.shortName,
      kind: dataset.alreadyReleased || cycle.number > 1 ? 'updated' : 'new',
      projectUuid: dataset.projectUuid,
      managedAccess: dataset.managedAccess ? 'Yes' : 'No',
      highlight: earlier?.['highlight'] ?? 'No',
      ...(email === undefined ? {} : { email }),
      ...(release === undefined ? {} : { release }),
      ...(contact === undefined ? {} : { contact }),
      ...(earlier?.['duosId'] === undefined ? {} : { duosId: earlier['duosId'] }),
      ...(cycle.number > 1 ? { forImporters: `Update: export cycle ${cycle.number}.` } : {}),
    };
    return values;
  };
}

/** The release that was asked for last: the next request is most likely for the same train. */
async function latestRelease(db: Database): Promise<string | undefined> {
  const row = await db
    .selectFrom('journal')
    .select('detail')
    .where('event', 'in', REQUESTS)
    .orderBy('seq', 'desc')
    .limit(1)
    .executeTakeFirst();
  return row && readOwn<{ values?: FormValues }>(row.detail).values?.['release']?.trim();
}
