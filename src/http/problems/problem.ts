import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Log, Random } from '../../operations/ports.ts';
import type { Fault } from '../error-status.ts';
import { RATE } from '../rate.ts';

/** Every “no” of this door (RFC 9457). */
export const problem = z
  .object({
    type: z.string().describe('What is wrong, to be told apart by a program'),
    title: z.string(),
    status: z.int(),
    detail: z.string().describe('What to do instead'),
    reference: z.string().describe('Finds the line in the bot’s log'),
    errors: z.record(z.string(), z.string()).optional().describe('Sentences by field'),
    state: z.string().optional().describe('Where the dataset is now'),
    why: z.looseObject({ code: z.string() }).optional().describe('Why it can’t be started yet'),
    nearest: z
      .array(z.object({ uuid: z.string(), shortName: z.string() }))
      .readonly()
      .optional()
      .describe('Projects that may be meant'),
  })
  .meta({ id: 'Problem' });
export type Problem = z.infer<typeof problem>;

export const PROBLEM_TYPE = 'application/problem+json; charset=utf-8';

const WORDS: Readonly<Record<number, string>> = {
  400: 'The request can’t be read',
  401: 'No key, or one that opens nothing',
  403: 'The key lacks the scope, or the role',
  404: 'There is no such thing',
  409: 'Not in the present state',
  410: 'The preview has expired',
  413: 'The body is too large',
  415: 'The body is not JSON',
  422: 'Fields that need another look, or a key that stands for another request',
  429: `More than ${RATE.uploads} uploads or ${RATE.key} other requests a minute with a key: Retry-After says how many seconds to wait`,
  500: 'A fault of the bot',
  503: 'The bot stands by, or ingest does not answer: see Retry-After',
};

/** The problems that a route may answer with, for its `response`. */
export function problems(...statuses: readonly number[]) {
  return Object.fromEntries(
    [401, 403, 429, 500, 503, ...statuses].map((status) => [
      status,
      {
        description: WORDS[status] ?? 'A problem',
        content: { 'application/problem+json': { schema: problem } },
      },
    ]),
  );
}

/** A fault with its reference, written to the log as well. */
export type Refuse = (request: FastifyRequest, fault: Fault, cause?: unknown) => Problem;

export function createRefuse(needs: { readonly log: Log; readonly random: Random }): Refuse {
  const { log, random } = needs;
  return (request, { code, status, ...words }, cause) => {
    const reference = random.reference();
    const details = {
      reference,
      status,
      code,
      method: request.method,
      route: request.routeOptions?.url ?? 'none',
      ...(request.caller === undefined ? {} : { key: request.caller.id }),
      ...(cause === undefined ? {} : { error: inWords(cause) }),
    };
    if (status === 500) log.error('rest failed', details);
    else log.info('rest refused', details);
    return { type: `urn:handoff:${code.replaceAll(' ', '-')}`, status, reference, ...words };
  };
}

export function sendProblem(reply: FastifyReply, body: Problem): FastifyReply {
  return reply.code(body.status).type(PROBLEM_TYPE).send(body);
}

function inWords(cause: unknown): string {
  return cause instanceof Error ? (cause.stack ?? cause.message) : String(cause);
}
