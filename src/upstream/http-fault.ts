import { errors } from 'undici';
import { z } from 'zod';
import { OutsideError, type Stranger } from '../operations/ports.ts';

type Outcome = OutsideError['outcome'];

/** The fault of an answer that is none of those we asked for, with the other side's own reason. */
export function faultOf(
  system: string,
  outcome: Outcome,
  answer: { readonly status: number; readonly text: string; readonly retryAfter?: number },
  stranger: { readonly stranger?: Stranger; readonly since?: Date } = {},
): OutsideError {
  const { status, text, retryAfter } = answer;
  const options = { ...stranger, ...(retryAfter === undefined ? {} : { retryAfter }) };
  return new OutsideError(system, outcome, `${system} ${inWords(status, reasonIn(text))}`, options);
}

/** Who answers a question so: a page for people, or a pointer to one, is never the system itself. */
export function strangerIn(answer: {
  readonly status: number;
  readonly type: string;
}): Stranger | undefined {
  const { status, type } = answer;
  if (status === 401 || status === 403) return 'not let in';
  if (status >= 500) return undefined;
  return type.includes('html') || (status >= 300 && status < 400) ? 'something else' : undefined;
}

/** What a status says of a change that we asked for. A redirect may follow a change that was made. */
export function outcomeOfChange(status: number): Outcome {
  if ([401, 408, 409, 429].includes(status)) return 'retry';
  return status >= 400 && status < 500 ? 'refused' : 'ambiguous';
}

function inWords(status: number, reason: string | undefined): string {
  const because = reason === undefined ? '.' : `: ${reason}`;
  switch (status) {
    case 401:
      return 'does not accept the bot’s token.';
    case 403:
      return `does not allow this${because}`;
    case 404:
      return `does not know this (any more)${because}`;
    case 409:
      return 'was changed by somebody else at the same moment.';
    case 429:
      return 'asks for fewer calls.';
  }
  if (status >= 500 || status < 300) return `answered ${status}${because}`;
  return status < 400
    ? `points to another address (${status}), which the bot does not follow.`
    : `refuses this (${status})${because}`;
}

const refusal = z.object({ exceptionMessage: z.string() });

/** Ingest’s own words, bounded and on one line; a page of HTML says nothing to people. */
function reasonIn(text: string): string | undefined {
  try {
    const { exceptionMessage } = refusal.parse(JSON.parse(text));
    return exceptionMessage.slice(0, 2000).replace(/\s+/g, ' ').trim().slice(0, 300) || undefined;
  } catch {
    return undefined;
  }
}

const NO_CONNECTION = new Set([
  'ECONNREFUSED',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'EADDRNOTAVAIL',
  'UND_ERR_CONNECT_TIMEOUT',
]);
const NO_TRUST = /^(CERT_|ERR_TLS_|DEPTH_|SELF_|UNABLE_)/;

/** True when no connection came about, so that nothing can have been done. */
export function neverSent(cause: unknown): boolean {
  const code = codeOf(cause);
  return code !== undefined && (NO_CONNECTION.has(code) || NO_TRUST.test(code));
}

/** What became of a call that was not answered. */
export function silenceInWords(cause: unknown): string {
  if (neverSent(cause)) return 'cannot be reached';
  if (cause instanceof errors.ResponseExceededMaxSizeError) return 'answered far too much';
  if (cause instanceof Error && cause.name === 'TimeoutError') return 'did not answer in time';
  return codeOf(cause)?.endsWith('TIMEOUT') === true ? 'did not answer in time' : 'broke off';
}

function codeOf(cause: unknown): string | undefined {
  return cause instanceof Error && 'code' in cause ? String(cause.code) : undefined;
}
