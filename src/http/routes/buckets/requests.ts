import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { Decided } from '../../../domain/bucket-order.ts';
import type { App } from '../../app.ts';
import { behindIt, callerOf } from '../../auth.ts';
import type { Fault } from '../../error-status.ts';
import { answerOnce, idempotent } from '../../idempotency.ts';
import { problems, sendProblem } from '../../problems/problem.ts';
import {
  type BucketNeeds,
  bucketsBehind,
  NO_REQUEST,
  round,
  SWITCHED_OFF,
  whichRequest,
} from './door.ts';
import { draftBody, draftIn, elsewhereBody } from './drafts.ts';
import { askedFault, decidedFault } from './faults.ts';
import { cardOf, cardShape, requestOf, requestShape } from './shapes.ts';

/**
 * Requests for buckets: asked for, looked at, mended, returned, withdrawn. By the rules of Slack; only what is approved is
 * approved there, by people.
 */
export function bucketRequestRoutes(app: App, needs: BucketNeeds): void {
  const { refuse } = needs;
  const tags = ['buckets'];
  const say = (request: FastifyRequest, reply: FastifyReply, fault: Fault) =>
    sendProblem(reply, refuse(request, fault));
  const decided = (request: FastifyRequest, reply: FastifyReply, outcome: Decided) =>
    outcome.ok
      ? reply.code(200).send(requestOf(outcome.request))
      : say(request, reply, decidedFault(outcome));

  app.get(
    '/api/buckets/requests',
    {
      config: { access: 'buckets:read' },
      schema: {
        tags,
        summary: 'What is under way, oldest first',
        response: { 200: z.object({ requests: z.array(requestShape) }), ...problems(404) },
      },
    },
    async (request, reply) => {
      const found = await bucketsBehind(needs)?.list();
      if (found === undefined) return say(request, reply, SWITCHED_OFF);
      return { requests: found.requests.map(requestOf) };
    },
  );

  app.post(
    '/api/buckets/requests',
    {
      config: { access: 'buckets:write', wrongFields: 422 },
      schema: {
        tags,
        summary: 'Ask for a bucket: push, pull, or somewhere else',
        headers: idempotent,
        body: z.discriminatedUnion('kind', [...draftBody.options, elsewhereBody]),
        response: { 201: requestShape, ...problems(400, 404, 409, 413, 415, 422) },
      },
    },
    async (request, reply) => {
      const buckets = bucketsBehind(needs);
      if (buckets === undefined) return say(request, reply, SWITCHED_OFF);
      const asker = { actor: callerOf(request).actor, channel: '' };
      const behind = behindIt(needs.behind);
      return answerOnce({ behind, refuse }, request, request.headers, reply, async (key) => {
        const { body } = request;
        const asked =
          body.kind === 'elsewhere'
            ? await buckets.elsewhere(
                { name: body.name, platform: body.platform, facts: body.facts },
                asker,
                key,
              )
            : await buckets.ask(draftIn(body), asker, key);
        if (!asked.ok) return { fault: askedFault(asked) };
        return { status: 201, body: requestOf(asked.request) };
      });
    },
  );

  app.get(
    '/api/buckets/requests/:id',
    {
      config: { access: 'buckets:read' },
      schema: {
        tags,
        summary: 'A request: what it would change, and who could do what then',
        params: whichRequest,
        response: { 200: cardShape, ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      const buckets = bucketsBehind(needs);
      if (buckets === undefined) return say(request, reply, SWITCHED_OFF);
      const card = await buckets.card(request.params.id);
      return card === undefined ? say(request, reply, NO_REQUEST) : cardOf(card);
    },
  );

  app.put(
    '/api/buckets/requests/:id',
    {
      config: { access: 'buckets:write', wrongFields: 422 },
      schema: {
        tags,
        summary: 'Mend a request that was returned; by whoever asked',
        params: whichRequest,
        body: z.strictObject({ round, request: draftBody }),
        response: { 200: requestShape, ...problems(400, 404, 409, 413, 415, 422) },
      },
    },
    async (request, reply) => {
      const buckets = bucketsBehind(needs);
      if (buckets === undefined) return say(request, reply, SWITCHED_OFF);
      const { id } = request.params;
      if ((await buckets.card(id)) === undefined) return say(request, reply, NO_REQUEST);
      const about = { id, round: request.body.round };
      const asker = { actor: callerOf(request).actor, channel: '' };
      const asked = await buckets.mend(about, draftIn(request.body.request), asker);
      if (!asked.ok) return say(request, reply, askedFault(asked));
      return reply.code(200).send(requestOf(asked.request));
    },
  );

  app.post(
    '/api/buckets/requests/:id/return',
    {
      config: { access: 'buckets:write' },
      schema: {
        tags,
        summary: 'Return it with a reason; of what is somewhere else, the answer',
        params: whichRequest,
        body: z.strictObject({ round, reason: z.string().trim().min(1).max(3000) }),
        response: { 200: requestShape, ...problems(400, 404, 409, 413, 415) },
      },
    },
    async (request, reply) => {
      const buckets = bucketsBehind(needs);
      if (buckets === undefined) return say(request, reply, SWITCHED_OFF);
      const about = { id: request.params.id, round: request.body.round };
      const { actor } = callerOf(request);
      return decided(request, reply, await buckets.giveBack(about, request.body.reason, actor));
    },
  );

  app.post(
    '/api/buckets/requests/:id/withdrawal',
    {
      config: { access: 'buckets:write' },
      schema: {
        tags,
        summary: 'Take it back; of the end of a dataset that waits for its day, keep the dataset',
        params: whichRequest,
        body: z.strictObject({ round }),
        response: { 200: requestShape, ...problems(400, 404, 409, 413, 415) },
      },
    },
    async (request, reply) => {
      const buckets = bucketsBehind(needs);
      if (buckets === undefined) return say(request, reply, SWITCHED_OFF);
      const about = { id: request.params.id, round: request.body.round };
      return decided(request, reply, await buckets.withdraw(about, callerOf(request).actor));
    },
  );
}
