import { z } from 'zod';
import { minutes, seconds } from '../../domain/duration.ts';
import { OutsideError } from '../../operations/ports.ts';
import type { Kind } from './pace.ts';

const SYSTEM = 'Google Sheets';
const MOST = 300; // characters

/** What the client throws: with an answer, or without one. */
const thrown = z.object({
  message: z.string().catch(''),
  response: z
    .object({
      status: z.number(),
      headers: z.instanceof(Headers).optional().catch(undefined),
      data: z.unknown(),
    })
    .optional()
    .catch(undefined),
});
const said = z.object({ error: z.object({ message: z.string() }) });
const denied = z.object({ error: z.literal('invalid_grant') });

/** `email`: of the account, with whom a spreadsheet has to be shared. */
export function faultOf(error: unknown, kind: Kind, email: string): OutsideError {
  const { message, response } = thrown.parse(error);
  const options = { cause: error };
  const lost = kind === 'write' ? 'ambiguous' : 'retry';
  if (response === undefined)
    return new OutsideError(SYSTEM, lost, `${SYSTEM} does not answer: ${message}`, options);
  const { status, headers, data } = response;
  const words = (said.safeParse(data).data?.error.message ?? `status ${status}`).slice(0, MOST);
  const retryAfter = waitOf(headers?.get('retry-after'));
  if (status === 429)
    return new OutsideError(SYSTEM, 'retry', `${SYSTEM} is asked too often.`, {
      ...options,
      ...(retryAfter !== undefined && { retryAfter }),
    });
  if (status >= 500)
    return new OutsideError(SYSTEM, lost, `${SYSTEM} has a fault of its own: ${words}`, {
      ...options,
      ...(retryAfter !== undefined && { retryAfter }),
    });
  if (denied.safeParse(data).success || status === 401)
    return new OutsideError(
      SYSTEM,
      'refused',
      `Google does not accept the key of ${email}: make a new one, for TRACKER_GOOGLE_CREDENTIALS_FILE.`,
      options,
    );
  if (status === 403)
    return new OutsideError(
      SYSTEM,
      'refused',
      `${email} may not write into the spreadsheet: share it with that address, as an editor. ${words}`,
      options,
    );
  if (status === 404)
    return new OutsideError(
      SYSTEM,
      'gone',
      'There is no such spreadsheet: check its id in tracker.googleSheets.',
      options,
    );
  return new OutsideError(SYSTEM, 'refused', `${SYSTEM} refuses: ${words}`, options);
}

/** Seconds; a date is not what Google sends. */
function waitOf(text: string | null | undefined): number | undefined {
  const wait = Number(text ?? Number.NaN);
  return Number.isFinite(wait) && wait >= 0 ? Math.min(seconds(wait), minutes(10)) : undefined;
}
