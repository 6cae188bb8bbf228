import type { z } from 'zod';
import { OutsideError, type Sent } from '../../operations/ports.ts';
import type { Answer, Http, Method } from '../http.ts';
import { faultOf, strangerIn } from '../http-fault.ts';
import { oneLine } from '../one-line.ts';
import { type Said, said } from './shapes.ts';

export const SYSTEM = 'The archiver';

/**
 * How to speak with a service that says OK on failure: bodies are read, statuses are not believed, and what must not
 * be done twice is sent once.
 */
export interface Calls {
  /**
   * Undefined for 404 with the body `null`: there is no such thing, or not yet.
   * @throws {OutsideError} `refused` where the key is wrong, `retry` for everything else.
   */
  read<T>(path: string, shape: z.ZodType<T>): Promise<T | undefined>;
  /** The same, where there is always such a thing. */
  present<T>(path: string, shape: z.ZodType<T>): Promise<T>;
  /** Whether there is such a thing; the archiver answers 500 for what it does not know. */
  holds(path: string): Promise<boolean>;
  /** Sent once. `judge` says what a body of 200 or 202 means; undefined where it means nothing that is known. */
  request<Details>(
    path: string,
    body: unknown,
    judge: (body: Said) => Sent<Details> | undefined,
  ): Promise<Sent<Details>>;
  /** Sent, and nothing believed of the answer but that the key is wrong. */
  tell(method: Method, path: string): Promise<void>;
}

export function createCalls(needs: {
  readonly http: Http;
  /** Told that the key was refused: another may have taken its place. */
  readonly onRefusedKey: () => void;
  readonly environment: string;
}): Calls {
  const { http, onRefusedKey, environment } = needs;

  function refuseKey(): never {
    onRefusedKey();
    const says = `${SYSTEM} (${environment}) does not accept the bot’s API key. Somebody has to renew it.`;
    throw new OutsideError(SYSTEM, 'refused', says, { stranger: 'not let in' });
  }

  async function ask(method: Method, path: string, body?: unknown): Promise<Answer> {
    const answer = await http.ask(method, path, body);
    if (answer.status === 401) refuseKey();
    return answer;
  }

  async function read<T>(path: string, shape: z.ZodType<T>): Promise<T | undefined> {
    const answer = await ask('GET', path);
    const stranger = strangerIn(answer);
    if (answer.status === 404 && answer.text.trim() === 'null') return undefined;
    if (answer.status !== 200) {
      throw faultOf(SYSTEM, 'retry', answer, stranger === undefined ? {} : { stranger });
    }
    const parsed = shape.safeParse(json(answer.text));
    if (parsed.success) return parsed.data;
    const at = parsed.error.issues[0]?.path.map(String).join('.');
    const says = `${SYSTEM} answered something unexpected${at ? ` at ${at}` : ''}.`;
    throw new OutsideError(SYSTEM, 'retry', says, {
      cause: parsed.error,
      stranger: 'something else',
    });
  }

  return {
    read,

    async present(path, shape) {
      const body = await read(path, shape);
      if (body !== undefined) return body;
      throw new OutsideError(SYSTEM, 'gone', `${SYSTEM} does not know this (any more).`);
    },

    async holds(path) {
      const answer = await ask('GET', path);
      if (answer.status === 200) return true;
      if (answer.status === 500 || answer.status === 404) return false;
      throw faultOf(SYSTEM, 'retry', answer);
    },

    async request(path, body, judge) {
      try {
        const answer = await ask('POST', path, body);
        const words = said.safeParse(json(answer.text));
        const { status } = answer;
        if (status === 429) throw faultOf(SYSTEM, 'retry', answer);
        if (status === 200 || status === 202) {
          const verdict = words.success ? judge(words.data) : undefined;
          const what = words.success
            ? `“${oneLine(words.data.message, 200)}”`
            : 'something unknown';
          return verdict ?? { outcome: 'unknown', reason: `${SYSTEM} answered ${what}.` };
        }
        const surely = status >= 400 && status < 500 && status !== 408;
        const reason = words.success
          ? `${SYSTEM} refuses this: ${oneLine(words.data.message, 300)}`
          : faultOf(SYSTEM, 'refused', answer).message;
        return { outcome: surely ? 'refused' : 'unknown', reason };
      } catch (error) {
        if (!(error instanceof OutsideError)) throw error;
        switch (error.outcome) {
          case 'ambiguous':
            return { outcome: 'unknown', reason: error.message };
          case 'refused':
          case 'gone':
            return { outcome: 'refused', reason: error.message };
          case 'retry':
            throw error;
        }
      }
    },

    async tell(method, path) {
      try {
        await ask(method, path);
      } catch (error) {
        if (!(error instanceof OutsideError && error.outcome === 'ambiguous')) throw error;
      }
    },
  };
}

function json(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
