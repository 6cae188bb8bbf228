/** Delivery by signed HTTP requests, as Slack does without Socket Mode. */
import { createHmac } from 'node:crypto';
import {
  acknowledgeMilliseconds,
  type DeliveryKind,
  type Outcome,
  type Retry,
  type Transport,
} from './transport.ts';

export class HttpTransport implements Transport {
  requestUrl: string;
  readonly #signingSecret: string;
  readonly #stopped = new AbortController();

  constructor(requestUrl: string, signingSecret: string) {
    this.requestUrl = requestUrl;
    this.#signingSecret = signingSecret;
  }

  async send(kind: DeliveryKind, payload: object, retry?: Retry): Promise<Outcome> {
    const { type, body } = encoded(kind, payload);
    const timeout = AbortSignal.timeout(acknowledgeMilliseconds);
    try {
      const response = await fetch(this.requestUrl, {
        method: 'POST',
        headers: {
          'content-type': type,
          'user-agent': 'Slackbot 1.0 (+https://api.slack.com/robots)',
          ...this.#signature(body),
          ...(retry && {
            'x-slack-retry-num': String(retry.attempt),
            'x-slack-retry-reason': retry.reason,
          }),
        },
        body,
        redirect: 'manual',
        signal: AbortSignal.any([timeout, this.#stopped.signal]),
      });
      const answer = await response.text();
      if (response.status !== 200) return { ok: false, error: 'dispatch_failed' };
      return { ok: true, answer: decoded(answer) };
    } catch {
      return { ok: false, error: timeout.aborted ? 'operation_timeout' : 'dispatch_failed' };
    }
  }

  async stop(): Promise<void> {
    this.#stopped.abort();
  }

  /** The v0 signature covers the real time, which the app compares with its own. */
  #signature(body: string): Record<string, string> {
    const timestamp = String(Math.floor(Date.now() / 1000));
    const digest = createHmac('sha256', this.#signingSecret)
      .update(`v0:${timestamp}:${body}`)
      .digest('hex');
    return { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${digest}` };
  }
}

function encoded(kind: DeliveryKind, payload: object): { type: string; body: string } {
  if (kind === 'events_api') return { type: 'application/json', body: JSON.stringify(payload) };
  const form =
    kind === 'interactive'
      ? { payload: JSON.stringify(payload) }
      : Object.fromEntries(Object.entries(payload).map(([name, value]) => [name, String(value)]));
  return {
    type: 'application/x-www-form-urlencoded',
    body: new URLSearchParams(form).toString(),
  };
}

/** An acknowledgement is empty, JSON, or plain text for the person. */
function decoded(answer: string): unknown {
  if (answer.trim() === '') return {};
  try {
    return JSON.parse(answer);
  } catch {
    return { text: answer };
  }
}
