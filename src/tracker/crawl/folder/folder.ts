import { fetched, found, type Place, read } from '../place.ts';
import type { Ending } from '../process.ts';
import type { Readers } from './readers.ts';

/** A folder of this machine, or of another that is mounted. */
export function openFolder(folder: string, readers: Readers): Place {
  return {
    async *list(signal) {
      yield* toTheEnd(readers.ask({ what: 'list', folder }, found, signal));
    },
    async *read(files, signal) {
      yield* toTheEnd(readers.ask({ what: 'read', files }, read, signal));
    },
    async *fetch(path, most, signal) {
      yield* toTheEnd(readers.ask({ what: 'fetch', folder, path, most }, fetched, signal));
    },
  };
}

/** An end before the end is something in the way of the whole place. */
async function* toTheEnd<T>(batches: AsyncGenerator<readonly T[], Ending>) {
  const ending = yield* batches;
  if (ending !== undefined) yield [{ what: 'obstacle' as const, ...ending }];
}
