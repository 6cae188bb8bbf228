import type { z } from 'zod';
import { type Clock, OutsideError } from '../operations/ports.ts';
import { createHttp, type Limits } from './http.ts';

/** Reads the JSON at any address. Rejects with OutsideError, `gone` where there is nothing; `what` it should be. */
export function createJsonList<T>(needs: {
  readonly what: string;
  readonly answer: z.ZodType<T>;
  readonly limits: Partial<Limits>;
  readonly clock: Clock;
}): (url: string) => Promise<T> {
  const { what, answer, limits, clock } = needs;
  return async (url) => {
    const { origin, host, pathname, search } = new URL(url);
    const http = createHttp({ system: host, url: origin, clock, limits });
    const found = await http.get(`${pathname}${search}`, answer);
    if (found === undefined) throw new OutsideError(host, 'gone', `${host} has no ${what} there.`);
    return found;
  };
}
