import { minutes } from '../../domain/duration.ts';
import type { RunEnding } from '../../storage/archiving/runs.ts';
import type { Ending } from '../../workers/executor.ts';
import type { Archived } from '../job.ts';

/** Tries that may go wrong by no fault of the job, until it has failed. */
const MOST_FAULTS = 3;
const PAUSES = [minutes(1), minutes(5)];
/** Megabytes: what no job is given more than. */
const MOST_MEMORY = 64_000;

type Verdict = RunEnding extends infer One
  ? One extends RunEnding
    ? Omit<One, 'log'>
    : never
  : never;

/**
 * What becomes of a job after a run: what cannot go better another time has failed at once, anything else is tried
 * again; more memory is given as long as that is what it lacks. Undefined: it was stopped, as somebody had asked.
 */
export function judge(
  { faults: before, memory }: { readonly faults: number; readonly memory: number },
  ending: Ending,
  result: Archived | undefined,
  now: Date,
): Verdict | undefined {
  if (ending.kind === 'stopped') return undefined;
  if (ending.kind === 'done' && result?.ok === true) return { state: 'uploaded', result };
  const faults = before + 1;
  const failed = (reason: string): Verdict => ({ state: 'failed', reason, faults });
  if (ending.kind === 'crashed' && ending.outOfMemory === true) {
    if (memory >= MOST_MEMORY)
      return failed(`It needs more memory than the ${inGigabytes(MOST_MEMORY)} it may take.`);
    const more = Math.min(2 * memory, MOST_MEMORY);
    const reason = `${inGigabytes(memory)} of memory were too little: it is given ${inGigabytes(more)}.`;
    return { state: 'waiting', reason, faults: before, memory: more, notBefore: now };
  }
  if (ending.kind === 'done' && result?.ok === false && !result.passing) return failed(result.says);
  const reason =
    ending.kind === 'crashed'
      ? ending.says
      : result?.ok === false
        ? result.says
        : 'The program that worked on it ended without a result.';
  if (faults >= MOST_FAULTS) return failed(`It was tried ${faults} times. ${reason}`);
  const notBefore = new Date(now.getTime() + (PAUSES[before] ?? minutes(5)));
  return { state: 'waiting', reason, faults, memory, notBefore };
}

const inGigabytes = (megabytes: number): string => `${(megabytes / 1000).toFixed(1)} GB`;
