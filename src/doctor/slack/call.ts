import { z } from 'zod';
import { seconds } from '../../domain/duration.ts';

export interface SlackAnswer {
  readonly code: string; // `ok`, or Slack's word for the refusal
  readonly body: unknown;
  readonly scopes: readonly string[] | undefined;
  readonly date: Date | undefined; // Slack's own clock
}

export type SlackCall = (
  method: string,
  given?: Readonly<Record<string, string>>,
) => Promise<SlackAnswer>;

const answer = z.looseObject({ ok: z.boolean(), error: z.string().optional() });

/** A plain call: the headers tell what Slack's own client keeps to itself. */
export function createSlackCall(token: string, url = 'https://slack.com/api/'): SlackCall {
  return async (method, given = {}) => {
    const response = await fetch(new URL(method, url), {
      method: 'POST',
      headers: { authorization: `Bearer ${token}` },
      body: new URLSearchParams(given),
      redirect: 'error',
      signal: AbortSignal.timeout(seconds(10)),
    }).catch((cause: unknown) => {
      throw new Error('Slack can’t be reached', { cause });
    });
    const limited = response.status === 429 ? { ok: false, error: 'ratelimited' } : undefined;
    const parsed = answer.safeParse(limited ?? (await response.json().catch(() => undefined)));
    if (!parsed.success) throw new Error(`Slack answered with HTTP ${response.status}`);
    const { ok, error = 'unknown_error' } = parsed.data;
    const date = Date.parse(response.headers.get('date') ?? '');
    return {
      code: ok ? 'ok' : error,
      body: parsed.data,
      scopes: response.headers
        .get('x-oauth-scopes')
        ?.split(',')
        .map((scope) => scope.trim()),
      date: Number.isNaN(date) ? undefined : new Date(date),
    };
  };
}
