import { setImmediate as afterPending } from 'node:timers/promises';
import { type Clock, OutsideError } from '../../src/operations/ports.ts';

/**
 * Real calls beside a clock of the test's own: it stands still until they have been answered (`quiet`), and a call
 * that was not answered takes as long on it as it would really have taken.
 */
export function createTraffic() {
  const underWay = new Set<Promise<unknown>>();

  async function counted<T>(call: Promise<T>): Promise<T> {
    underWay.add(call);
    try {
      return await call;
    } finally {
      underWay.delete(call);
    }
  }

  return {
    async quiet(): Promise<void> {
      await afterPending();
      while (underWay.size > 0) {
        await Promise.allSettled(underWay);
        await afterPending();
      }
    },

    /** The same port, its calls known here. */
    through<Port extends object>(port: Port, clock: Clock, patience: number): Port {
      return new Proxy(port, {
        get(target, name) {
          const value: unknown = Reflect.get(target, name, target);
          if (typeof value !== 'function') return value;
          return async (...given: unknown[]): Promise<unknown> => {
            try {
              return await counted(Promise.resolve(Reflect.apply(value, target, given)));
            } catch (error) {
              if (unanswered(error)) await clock.sleep(patience);
              throw error;
            }
          };
        },
      });
    },
  };
}

function unanswered(error: unknown): boolean {
  return error instanceof OutsideError && /in time|timed? ?out|aborted/i.test(error.message);
}
