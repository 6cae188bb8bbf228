import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { actorName } from '../domain/role.ts';
import type { Behind } from './auth.ts';
import { callerOf } from './auth.ts';
import type { Fault } from './error-status.ts';
import { KEY_TAKEN } from './problems/fault.ts';
import { PROBLEM_TYPE, type Refuse, sendProblem } from './problems/problem.ts';

/** What every POST carries, so that it can be sent again when its answer was lost. */
export const idempotent = z.looseObject({
  'idempotency-key': z
    .string()
    .min(1)
    .max(200)
    .describe('Chosen by you, one for each request; a repetition is answered as the first was'),
});

/** As `idempotent`, where the contract is older than the rule: without a key nothing is remembered. */
export const maybeIdempotent = idempotent.partial();

/** What a request comes to: a body with its status, or a “no”. */
export type Result =
  | { readonly status: 200 | 201; readonly body: object }
  | { readonly fault: Fault };

/** Does what a POST asks for, once; `key` names the command further in. */
export async function answerOnce(
  needs: {
    readonly behind: Behind;
    readonly refuse: Refuse;
    /** Adds to what was done what must not be kept. */
    readonly complete?: (body: unknown) => object;
  },
  request: FastifyRequest,
  headers: z.infer<typeof maybeIdempotent>,
  reply: FastifyReply,
  work: (key: string) => Promise<Result>,
): Promise<FastifyReply> {
  const { behind, refuse, complete = (body) => body } = needs;
  const party = actorName(callerOf(request).actor);
  const key = headers['idempotency-key'];
  if (key === undefined) {
    const result = await work('');
    if ('fault' in result) return sendProblem(reply, refuse(request, result.fault));
    return reply.code(result.status).send(complete(result.body));
  }
  const content = [request.method, request.url, request.body];
  const done = await behind.programs.once({ party, key, content }, async () => {
    const result = await work(`rest:${party}:${key}`);
    if (!('fault' in result)) return { ...result, body: JSON.stringify(result.body) };
    const body = refuse(request, result.fault);
    return { status: body.status, body: JSON.stringify(body) };
  });
  if (done === undefined) return sendProblem(reply, refuse(request, KEY_TAKEN));
  const { status, body } = done.reply;
  if (done.repeated) reply.header('idempotency-replayed', 'true');
  if (status >= 400) reply.type(PROBLEM_TYPE);
  const kept: unknown = JSON.parse(body);
  return reply.code(status).send(status >= 400 ? kept : complete(kept));
}
