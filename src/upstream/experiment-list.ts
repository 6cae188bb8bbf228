import { z } from 'zod';
import { seconds } from '../domain/duration.ts';
import type { Clock } from '../operations/ports.ts';
import type { Limits } from './http.ts';
import { createJsonList } from './json-list.ts';

/** Atlas’s list of what it shows; an entry without accession is none of ours. */
const answer = z.object({
  experiments: z.array(z.object({ experimentAccession: z.string().optional().catch(undefined) })),
});
const LIMITS: Partial<Limits> = { whole: seconds(90), bytes: 50_000_000 };

/** The accessions in the JSON at an address. Rejects with OutsideError, `gone` where there is nothing. */
export function createExperimentList(needs: {
  readonly clock: Clock;
  readonly limits?: Partial<Limits>;
}): (url: string) => Promise<readonly string[]> {
  const limits = { ...LIMITS, ...needs.limits };
  const read = createJsonList({ what: 'list', answer, limits, clock: needs.clock });
  return async (url) =>
    (await read(url)).experiments.flatMap(({ experimentAccession }) => experimentAccession ?? []);
}
