import { z } from 'zod';
import { seconds } from '../domain/duration.ts';
import { type Clock, OutsideError } from '../operations/ports.ts';
import { createHttp, type Limits } from './http.ts';

/** The files of a repository: each is called as its species, `homo_sapiens`. */
const answer = z.object({ tree: z.array(z.object({ path: z.string().max(500) })).max(100_000) });
const LIMITS: Partial<Limits> = { whole: seconds(60), bytes: 20_000_000 };

/** The paths in the tree at an address. Rejects with OutsideError, `gone` where there is nothing. */
export function createSpeciesList(needs: {
  readonly clock: Clock;
  readonly limits?: Partial<Limits>;
}): (url: string) => Promise<readonly string[]> {
  const limits = { ...LIMITS, ...needs.limits };
  return async (url) => {
    const { origin, host, pathname, search } = new URL(url);
    const http = createHttp({ system: host, url: origin, clock: needs.clock, limits });
    const found = await http.get(`${pathname}${search}`, answer);
    if (found === undefined) throw new OutsideError(host, 'gone', `${host} has no tree there.`);
    return found.tree.map(({ path }) => path);
  };
}
