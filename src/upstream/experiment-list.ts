import { z } from 'zod';
import { seconds } from '../domain/duration.ts';
import { type Clock, OutsideError } from '../operations/ports.ts';
import { createHttp, type Limits } from './http.ts';

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
  return async (url) => {
    const { origin, host, pathname, search } = new URL(url);
    const http = createHttp({ system: host, url: origin, clock: needs.clock, limits });
    const found = await http.get(`${pathname}${search}`, answer);
    if (found === undefined) throw new OutsideError(host, 'gone', `${host} has no list there.`);
    return found.experiments.flatMap(({ experimentAccession }) => experimentAccession ?? []);
  };
}
