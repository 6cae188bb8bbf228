import { setTimeout as sleep } from 'node:timers/promises';

/**
 * The value, or `otherwise` when it fails or takes longer than this many milliseconds of real time: Slack
 * gives a form three seconds to open, whatever the sandbox's clock says.
 */
export async function within<T>(most: number, value: Promise<T>, otherwise: T): Promise<T> {
  const patience = new AbortController();
  const tired = sleep(most, otherwise, { signal: patience.signal }).catch(() => otherwise);
  const settled = value.catch(() => otherwise);
  const first = await Promise.race([settled, tired]);
  patience.abort();
  return first;
}
