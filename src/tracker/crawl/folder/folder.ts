import type { Ending } from '../ask-process.ts';
import { fetched, found, type Place, read } from '../place.ts';
import { askReader, type Patience } from './ask-reader.ts';
import { fetching, listing, reading } from './job.ts';

/** A folder of this machine, or of another that is mounted. */
export function openFolder(folder: string, patience: Patience = {}): Place {
  return {
    async *list(signal) {
      yield* toTheEnd(askReader(listing(folder), found, signal, patience));
    },
    async *read(files, signal) {
      yield* toTheEnd(askReader(reading(files), read, signal, patience));
    },
    async *fetch(path, most, signal) {
      yield* toTheEnd(askReader(fetching(folder, path, most), fetched, signal, patience));
    },
  };
}

/** An end before the end is something in the way of the whole place. */
async function* toTheEnd<T>(batches: AsyncGenerator<readonly T[], Ending>) {
  const ending = yield* batches;
  if (ending !== undefined) yield [{ what: 'obstacle' as const, ...ending }];
}
