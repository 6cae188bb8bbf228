import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { LONGEST_TTL_HOURS } from '../../../domain/data-export/job.ts';
import type { App } from '../../app.ts';
import { type Behind, behindIt, callerOf } from '../../auth.ts';
import type { Fault } from '../../error-status.ts';
import { answerOnce, maybeIdempotent } from '../../idempotency.ts';
import { NO_EXPORT } from '../../problems/fault.ts';
import { problems, type Refuse, sendProblem } from '../../problems/problem.ts';
import { notThere } from './faults.ts';
import { jobOf, jobShape } from './shapes.ts';

const which = z.object({ id: z.coerce.number().int().min(1) });

const NOTHING_KEPT: Fault = {
  code: 'nothing kept',
  status: 400,
  title: 'Nothing of this export is kept',
  detail: 'It has not ended, or its time is over. POST …/rebuild asks for the same again.',
};
const NOT_LONGER: Fault = {
  code: 'not longer',
  status: 400,
  title: 'It is kept for as long already',
  detail: 'ttl_hours counts from the end of the export; name more than it has, up to 168.',
};
const NOTHING_FAILED: Fault = {
  code: 'nothing failed',
  status: 400,
  title: 'There is nothing to try again',
  detail:
    'Only files that failed are, once the export has ended and while it is kept; not those that are unfit, which would fail the same: ask for something else.',
};
const NOT_ENDED: Fault = {
  code: 'export not ended',
  status: 400,
  title: 'This export has not ended',
  detail: 'Wait for its end, or cancel it first.',
};

/** An export that has ended, once more: kept longer, its failed files tried again, or all of it made anew. */
export function exportRenewalRoutes(
  app: App,
  needs: { readonly behind: () => Behind | undefined; readonly refuse: Refuse },
): void {
  const { refuse } = needs;
  const exports = () => behindIt(needs.behind).exports;
  const say = (request: FastifyRequest, reply: FastifyReply, fault: Fault) =>
    sendProblem(reply, refuse(request, fault));

  app.post(
    '/api/data-export/jobs/:id/extend',
    {
      config: { access: 'exports:write', wrongFields: 422 },
      schema: {
        tags: ['exports'],
        summary: 'Keep an export longer, up to a week from its end',
        params: which,
        body: z.strictObject({
          ttl_hours: z
            .int()
            .min(1)
            .max(LONGEST_TTL_HOURS)
            .describe('In all, counted from the end of the export'),
        }),
        response: { 200: jobShape, ...problems(400, 404, 413, 415, 422) },
      },
    },
    async (request, reply) => {
      const { renewals, downloads } = exports();
      const { id } = request.params;
      const { actor } = callerOf(request);
      const extended = await renewals.extend(id, request.body.ttl_hours, actor);
      if (extended === undefined) return say(request, reply, NO_EXPORT);
      if (extended.ok) return reply.code(200).send(jobOf(extended.job, downloads));
      return say(request, reply, extended.why === 'not longer' ? NOT_LONGER : NOTHING_KEPT);
    },
  );

  app.post(
    '/api/data-export/jobs/:id/retry',
    {
      config: { access: 'exports:write', wrongFields: 422 },
      schema: {
        tags: ['exports'],
        summary: 'Try the files that failed again; what was made of the others is packed with them',
        params: which,
        response: { 200: jobShape, ...problems(400, 404, 422) },
      },
    },
    async (request, reply) => {
      const { renewals, downloads } = exports();
      const retried = await renewals.retry(request.params.id, callerOf(request).actor);
      if (retried === undefined) return say(request, reply, NO_EXPORT);
      if (!retried.ok) return say(request, reply, NOTHING_FAILED);
      return reply.code(200).send(jobOf(retried.job, downloads));
    },
  );

  app.post(
    '/api/data-export/jobs/:id/rebuild',
    {
      config: { access: 'exports:write', wrongFields: 422 },
      schema: {
        tags: ['exports'],
        summary: 'The same request again, of the same files, as a new export',
        headers: maybeIdempotent,
        params: which,
        response: { 200: jobShape, ...problems(400, 404, 422) },
      },
    },
    async (request, reply) => {
      const { renewals, downloads } = exports();
      const { actor } = callerOf(request);
      const behind = behindIt(needs.behind);
      return answerOnce({ behind, refuse }, request, request.headers, reply, async () => {
        const rebuilt = await renewals.rebuild(request.params.id, actor);
        if (rebuilt === undefined) return { fault: NO_EXPORT };
        if (rebuilt.ok) return { status: 200, body: jobOf(rebuilt.job, downloads) };
        return { fault: rebuilt.why === 'not ended' ? NOT_ENDED : notThere(rebuilt) };
      });
    },
  );
}
