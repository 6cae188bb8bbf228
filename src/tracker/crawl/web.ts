import { seconds } from '../../domain/duration.ts';
import { type Clock, OutsideError } from '../../operations/ports.ts';
import { isAccession } from '../dataset/accession.ts';
import { held } from './held.ts';
import type { Found, Place } from './place.ts';

/** The accessions that a list on the web names. Rejects with OutsideError. */
export type ExperimentList = (url: string) => Promise<readonly string[]>;

/** Before each further attempt, milliseconds. */
const DELAYS = [seconds(5), seconds(50)];

/** A list of what is published: it has no files. */
export function openWebList(
  url: string,
  {
    experiments,
    clock,
  }: { readonly experiments: ExperimentList; readonly clock: Pick<Clock, 'sleep'> },
): Place {
  async function ask(signal: AbortSignal): Promise<readonly string[] | OutsideError> {
    for (const delay of [...DELAYS, undefined]) {
      try {
        return await experiments(url);
      } catch (error) {
        if (!(error instanceof OutsideError)) throw error;
        if (delay === undefined || error.outcome !== 'retry') return error;
        await clock.sleep(delay, signal);
        signal.throwIfAborted();
      }
    }
    throw new Error('There is always a last attempt.');
  }

  return {
    async *list(signal) {
      const answer = await ask(signal);
      if (answer instanceof OutsideError) yield [obstacleOf(answer)];
      else
        yield answer
          .filter(isAccession)
          .map((accession) => held(accession, { isDataset: true, curators: [], files: [] }));
    },
    async *read() {},
    async *fetch() {},
  };
}

/** The place itself could not be read: without a path. */
export function obstacleOf(error: OutsideError): Extract<Found, { what: 'obstacle' }> {
  const why = error.outcome === 'gone' ? 'absent' : error.outcome === 'retry' ? 'silent' : 'broken';
  return { what: 'obstacle', why, detail: error.message };
}
