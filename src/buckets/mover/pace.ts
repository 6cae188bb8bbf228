import { minutes, seconds } from '../../domain/duration.ts';
import type { Clock } from '../../operations/ports.ts';

const SHORTEST = seconds(1);
const LONGEST = minutes(5);

/** Spares a target that does not take anything: its dataset rests, longer each time, until something gets through. */
export interface Pace {
  isResting(dataset: string): boolean;
  wentWrong(dataset: string): void;
  wentWell(dataset: string): void;
}

export function createPace(clock: Pick<Clock, 'now'>): Pace {
  const resting = new Map<string, { readonly until: number; readonly pause: number }>();
  return {
    isResting: (dataset) => (resting.get(dataset)?.until ?? 0) > clock.now().getTime(),
    wentWrong(dataset) {
      const now = clock.now().getTime();
      const last = resting.get(dataset);
      if (last !== undefined && last.until > now) return; // others that were under way with it
      const pause = last === undefined ? SHORTEST : Math.min(2 * last.pause, LONGEST);
      resting.set(dataset, { until: now + pause, pause });
    },
    wentWell: (dataset) => void resting.delete(dataset),
  };
}
