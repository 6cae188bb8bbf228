import { z } from 'zod';
import { actorName, mayAct } from '../../../domain/role.ts';
import type { App } from '../../app.ts';
import { callerOf } from '../../auth.ts';
import { problems, sendProblem } from '../../problems/problem.ts';
import { type BucketNeeds, moverBehind, NO_MOVER, notYours, whichDataset } from './door.ts';
import { trafficOf, trafficShape } from './shapes.ts';

const time = z.iso.datetime();
const transferShape = z
  .object({
    id: z.int(),
    key: z.string(),
    bytes: z.int(),
    checksum: z.string(),
    target: z.string(),
    way: z.string(),
    landed_at: time,
    ended_at: time,
    milliseconds: z.int(),
    kept: z.boolean(),
  })
  .meta({ id: 'BucketTransfer' });

/** What went from the hub to its targets, what waits, and what is held. */
export function bucketTransferRoutes(app: App, needs: BucketNeeds): void {
  const { refuse } = needs;
  const tags = ['buckets'];

  app.get(
    '/api/buckets/transfers',
    {
      config: { access: 'buckets:read' },
      schema: {
        tags,
        summary: 'Where each push dataset stands',
        response: { 200: z.object({ datasets: z.array(trafficShape) }), ...problems(404) },
      },
    },
    async (request, reply) => {
      const mover = moverBehind(needs);
      if (mover === undefined) return sendProblem(reply, refuse(request, NO_MOVER));
      return { datasets: (await mover.reports.traffic()).map(trafficOf) };
    },
  );

  app.get(
    '/api/buckets/datasets/:name/transfers',
    {
      config: { access: 'buckets:read' },
      schema: {
        tags,
        summary: 'What was moved of a dataset, newest first, and what is held and why',
        params: whichDataset,
        querystring: z.strictObject({
          limit: z.coerce.number().int().min(1).max(1000).default(100),
          before: z.coerce.number().int().min(1).optional().describe('id of the last seen'),
        }),
        response: {
          200: z
            .object({
              transfers: z.array(transferShape),
              held: z.array(
                z.object({
                  fault: z.string(),
                  objects: z.int(),
                  bytes: z.int(),
                  first_key: z.string(),
                }),
              ),
            })
            .meta({ id: 'BucketTransfers' }),
          ...problems(400, 404),
        },
      },
    },
    async (request, reply) => {
      const mover = moverBehind(needs);
      if (mover === undefined) return sendProblem(reply, refuse(request, NO_MOVER));
      const { name } = request.params;
      const { limit: most, before } = request.query;
      const page = { most, ...(before === undefined ? {} : { before }) };
      const transfers = await mover.reports.transfers(name, page);
      const held = await mover.reports.held(name);
      return {
        transfers: transfers.map(({ landedAt, endedAt, took, ...one }) => ({
          ...one,
          landed_at: landedAt.toISOString(),
          ended_at: endedAt.toISOString(),
          milliseconds: took,
        })),
        held: held.map(({ fault, objects, bytes, firstKey }) => ({
          ...{ fault, objects, bytes, first_key: firstKey },
        })),
      };
    },
  );

  app.post(
    '/api/buckets/datasets/:name/release',
    {
      config: { access: 'buckets:write' },
      schema: {
        tags,
        summary: 'Try what is held of a dataset again; with the role data-engineering',
        params: whichDataset,
        response: { 200: z.object({ released: z.int() }), ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      const mover = moverBehind(needs);
      if (mover === undefined) return sendProblem(reply, refuse(request, NO_MOVER));
      const { actor } = callerOf(request);
      if (!mayAct(actor, ['data-engineering'])) {
        const fault = notYours('What is held is released by data engineering.');
        return sendProblem(reply, refuse(request, fault));
      }
      const released = await mover.release(request.params.name, actorName(actor));
      return reply.code(200).send({ released });
    },
  );
}
