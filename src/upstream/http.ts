import { Agent, request } from 'undici';
import type { z } from 'zod';
import { checkAddress } from '../domain/address.ts';
import { minutes, seconds } from '../domain/duration.ts';
import { type Clock, OutsideError, type Stranger } from '../operations/ports.ts';
import { createBreaker, type OnCall } from './breaker.ts';
import { faultOf, neverSent, outcomeOfChange, silenceInWords, strangerIn } from './http-fault.ts';

/** The one way we speak HTTP with an outside system: bounded in time and size, never redirected, parsed. */
export interface Http {
  /**
   * Undefined when the system has no such thing (404, or what `absent` recognises).
   * @throws {OutsideError} `retry` for everything else than a body of this shape.
   */
  get<T>(
    path: string,
    shape: z.ZodType<T>,
    absent?: (answer: Answer) => boolean,
  ): Promise<T | undefined>;
  /**
   * Sends JSON; resolves on 202.
   * @throws {OutsideError} `retry` when it did not happen, `refused` with the system's reason, else `ambiguous`.
   */
  put(path: string, body: unknown): Promise<void>;
  /**
   * The answer as it came, whatever its status, for a system whose status says little.
   * @throws {OutsideError} `retry` when nothing can have happened, `ambiguous` for a change whose answer was lost.
   */
  ask(method: Method, path: string, body?: unknown): Promise<Answer>;
}

export type Method = 'GET' | 'PUT' | 'POST' | 'DELETE';

export interface Answer {
  readonly status: number;
  readonly type: string; // content type
  readonly text: string;
  readonly retryAfter?: number; // milliseconds
}

/** Milliseconds and bytes. */
export interface Limits {
  readonly connect: number;
  readonly headers: number;
  readonly body: number; // between two pieces of it
  readonly whole: number; // from the first byte sent to the last received
  readonly bytes: number;
}

const LIMITS: Limits = {
  connect: seconds(5),
  headers: seconds(20),
  body: seconds(10),
  whole: seconds(45),
  bytes: 20_000_000,
};

export function createHttp(needs: {
  readonly system: string; // as people say it: `Ingest`
  readonly url: string;
  readonly token?: () => string; // asked for each call: user tokens live an hour
  /** What lets us in where it is no token of this kind; asked for each call. */
  readonly login?: () => Promise<Readonly<Record<string, string>>>;
  /** Which answers are as good as none, so that the system is left in peace after some; 5xx unless said. */
  readonly isSilence?: (status: number) => boolean;
  readonly clock: Clock;
  readonly limits?: Partial<Limits>;
  readonly onCall?: OnCall;
}): Http {
  const { system, token, onCall, isSilence = (status) => status >= 500 } = needs;
  const base = checkAddress(system, needs.url).href.replace(/\/+$/, '');
  const limits = { ...LIMITS, ...needs.limits };
  const breaker = createBreaker({ system, clock: needs.clock, onCall });
  let strange: { readonly stranger: Stranger; readonly since: Date } | undefined;
  const dispatcher = new Agent({
    connections: 8,
    connect: { timeout: limits.connect },
    headersTimeout: limits.headers,
    bodyTimeout: limits.body,
    maxResponseSize: limits.bytes,
  });

  async function send(method: Method, path: string, body?: unknown): Promise<Answer> {
    const headers = { ...headersOf(body !== undefined), ...(await needs.login?.()) };
    breaker.admit();
    try {
      const response = await request(`${base}${path}`, {
        method,
        headers,
        dispatcher,
        signal: AbortSignal.timeout(limits.whole),
        ...(body === undefined ? {} : { body: JSON.stringify(body) }),
      });
      const text = await response.body.text();
      if (isSilence(response.statusCode)) breaker.silent();
      else breaker.answered();
      const retryAfter = Math.min(Number(response.headers['retry-after']) * 1000, minutes(5));
      return {
        status: response.statusCode,
        type: String(response.headers['content-type'] ?? ''),
        text,
        ...(retryAfter > 0 ? { retryAfter } : {}),
      };
    } catch (cause) {
      breaker.silent();
      const outcome = method === 'GET' || neverSent(cause) ? 'retry' : 'ambiguous';
      throw new OutsideError(system, outcome, `${system} ${silenceInWords(cause)}.`, { cause });
    }
  }

  function headersOf(withBody: boolean): Record<string, string> {
    return {
      accept: 'application/hal+json, application/json',
      ...(withBody ? { 'content-type': 'application/json' } : {}),
      ...(token === undefined ? {} : { authorization: `Bearer ${readToken(token)}` }),
    };
  }

  /** What it is, and since when it has been so. */
  function known(stranger: Stranger): NonNullable<typeof strange> {
    if (strange?.stranger !== stranger) strange = { stranger, since: needs.clock.now() };
    return strange;
  }

  function readToken(read: () => string): string {
    try {
      const value = read().trim();
      if (/^[\x21-\x7e]+$/.test(value)) return value;
    } catch (cause) {
      throw new OutsideError(system, 'retry', `The bot’s ${system} token cannot be read.`, {
        cause,
        ...known('not let in'),
      });
    }
    throw new OutsideError(
      system,
      'retry',
      `The bot’s ${system} token is empty or malformed.`,
      known('not let in'),
    );
  }

  return {
    async get(path, shape, absent = ({ status }) => status === 404) {
      const answer = await send('GET', path);
      const stranger = strangerIn(answer);
      if (stranger !== undefined && answer.status !== 200) {
        throw faultOf(system, 'retry', answer, known(stranger));
      }
      if (absent(answer)) {
        strange = undefined;
        return undefined;
      }
      if (answer.status !== 200) throw faultOf(system, 'retry', answer);
      const parsed = shape.safeParse(parseJson(answer.text));
      if (parsed.success) {
        strange = undefined;
        return parsed.data;
      }
      const at = parsed.error.issues[0]?.path.map(String).join('.');
      throw new OutsideError(
        system,
        'retry',
        `${system} answered something unexpected${at ? ` at ${at}` : ''}.`,
        { cause: parsed.error, ...known('something else') },
      );
    },

    async put(path, body) {
      const answer = await send('PUT', path, body);
      if (answer.status === 202 && !answer.type.includes('html')) return;
      throw faultOf(system, outcomeOfChange(answer.status), answer);
    },

    ask: send,
  };

  function parseJson(text: string): unknown {
    try {
      return JSON.parse(text);
    } catch (cause) {
      throw new OutsideError(system, 'retry', `${system} answered something that is not JSON.`, {
        cause,
        ...known('something else'),
      });
    }
  }
}
