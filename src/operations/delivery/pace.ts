import type { Clock } from '../ports.ts';

/** Waits until it is a channel's turn again: Slack takes about one message a second in each. */
export type Pace = (channel: string) => Promise<void>;

export function createPace(clock: Clock, gap: number): Pace {
  const free = new Map<string, number>();
  return async (channel) => {
    const now = clock.now().getTime();
    const turn = Math.max(now, free.get(channel) ?? 0);
    free.set(channel, turn + gap);
    if (turn > now) await clock.sleep(turn - now);
  };
}
