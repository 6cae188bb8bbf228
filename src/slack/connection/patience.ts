import { setTimeout as sleep, setImmediate as turn } from 'node:timers/promises';

/** Lets go out what was sent, before something that leaves no room for anything else. */
export async function sentOff(): Promise<void> {
  await turn();
}

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
