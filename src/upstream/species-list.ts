import { z } from 'zod';
import { seconds } from '../domain/duration.ts';
import type { Clock } from '../operations/ports.ts';
import type { Limits } from './http.ts';
import { createJsonList } from './json-list.ts';

/** The files of a repository: each is called as its species, `homo_sapiens`. */
const answer = z.object({ tree: z.array(z.object({ path: z.string().max(500) })).max(100_000) });
const LIMITS: Partial<Limits> = { whole: seconds(60), bytes: 20_000_000 };

/** The paths in the tree at an address. Rejects with OutsideError, `gone` where there is nothing. */
export function createSpeciesList(needs: {
  readonly clock: Clock;
  readonly limits?: Partial<Limits>;
}): (url: string) => Promise<readonly string[]> {
  const limits = { ...LIMITS, ...needs.limits };
  const read = createJsonList({ what: 'tree', answer, limits, clock: needs.clock });
  return async (url) => (await read(url)).tree.map(({ path }) => path);
}
