import { minutes } from '../../domain/duration.ts';
import type { Clock } from '../../operations/ports.ts';
import { withinLimits } from '../limits.ts';
import type { Rendered } from '../views/blocks.ts';

/** Slack lets a response URL be used for half an hour; we stop a little before. */
const LASTS = minutes(29);
const TIMEOUT = 2500; // milliseconds of real time, as Slack's own patience is

/**
 * Where a person's latest command or press can be answered, though the bot is not a member of the channel.
 * In memory only: after a restart the answer goes to the person's direct messages instead.
 */
export class ResponseUrls {
  readonly #urls = new Map<string, { readonly url: string; readonly until: number }>();
  readonly #clock: Clock;

  constructor(clock: Clock) {
    this.#clock = clock;
  }

  remember(person: string, channel: string, url: string | undefined): void {
    if (url === undefined || url === '') return;
    const now = this.#clock.now().getTime();
    for (const [key, { until }] of this.#urls) if (until < now) this.#urls.delete(key);
    this.#urls.set(`${person} ${channel}`, { url, until: now + LASTS });
  }

  find(person: string, channel: string): string | undefined {
    const found = this.#urls.get(`${person} ${channel}`);
    return found !== undefined && found.until > this.#clock.now().getTime() ? found.url : undefined;
  }
}

interface Answering {
  /** Take the place of the message whose button was pressed. */
  readonly replace?: boolean;
  readonly thread?: string | undefined;
}

/**
 * Answers one person at a response URL; with the simple blocks if Slack does not know the new ones.
 * @throws {Error} when Slack takes neither.
 */
export async function answerAt(
  url: string,
  { text, blocks, fallback }: Rendered,
  { replace = false, thread }: Answering = {},
): Promise<void> {
  const body = (shown: Rendered['blocks']): object => ({
    response_type: 'ephemeral',
    replace_original: replace,
    text,
    blocks: withinLimits(shown),
    ...(thread === undefined ? {} : { thread_ts: thread }),
  });
  if (await send(url, body(blocks))) return;
  if (fallback !== undefined && (await send(url, body(fallback)))) return;
  throw new Error('Slack did not take an answer at its response URL.');
}

/** Takes away the message (seen by one person) whose button was pressed. */
export async function removeAt(url: string): Promise<void> {
  await send(url, { delete_original: true });
}

async function send(url: string, body: object): Promise<boolean> {
  const response = await fetch(url, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(body),
    redirect: 'error',
    signal: AbortSignal.timeout(TIMEOUT),
  });
  await response.body?.cancel();
  return response.ok;
}
