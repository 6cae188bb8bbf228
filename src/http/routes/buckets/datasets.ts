import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import type { App } from '../../app.ts';
import { behindIt, callerOf } from '../../auth.ts';
import type { Fault } from '../../error-status.ts';
import { answerOnce, idempotent } from '../../idempotency.ts';
import { problems, sendProblem } from '../../problems/problem.ts';
import {
  type BucketNeeds,
  bucketsBehind,
  NO_BUCKET_DATASET,
  notYours,
  SWITCHED_OFF,
  whichDataset,
} from './door.ts';
import { askedFault } from './faults.ts';
import {
  datasetNowOf,
  datasetNowShape,
  fileOf,
  listedOf,
  listShape,
  requestOf,
  requestShape,
} from './shapes.ts';

const word = z.string().min(1).max(2000);
const change = z.discriminatedUnion('verb', [
  z.strictObject({ verb: z.literal('add-user'), user: word }),
  z.strictObject({ verb: z.literal('remove-user'), user: word }),
  z.strictObject({ verb: z.literal('rotate-arn'), from: word.optional(), to: word }),
  z.strictObject({ verb: z.literal('renew'), until: word, reference: word.optional() }),
  z
    .strictObject({
      verb: z.literal('change'),
      target_bucket: word.optional(),
      keep_files: z.boolean().optional(),
      pull_arns: z.array(word).max(1000).optional(),
      allow_push: z.boolean().optional(),
      bucket_versioning: z.boolean().optional(),
    })
    .transform((given) => ({
      verb: given.verb,
      target: given.target_bucket,
      keepFiles: given.keep_files,
      readers: given.pull_arns,
      allowPush: given.allow_push,
      bucketVersioning: given.bucket_versioning,
    })),
  z.strictObject({ verb: z.literal('review') }).describe('What was changed by hand is reviewed'),
  z.strictObject({ verb: z.literal('remove') }),
]);

const TEST_FAULTS: Readonly<Record<'unknown' | 'no store' | 'not yours', Fault>> = {
  unknown: NO_BUCKET_DATASET,
  'no store': {
    code: 'no store',
    status: 409,
    title: 'The store can’t be reached from here',
    detail: 'What is approved becomes a plan: GET /api/buckets/plan has it.',
  },
  'not yours': notYours('A test file is for whoever asked for the dataset, and data engineering.'),
};

/** Datasets that leave: how each is used, who can do what, and what changes it. */
export function bucketDatasetRoutes(app: App, needs: BucketNeeds): void {
  const { refuse } = needs;
  const tags = ['buckets'];
  const say = (request: FastifyRequest, reply: FastifyReply, fault: Fault) =>
    sendProblem(reply, refuse(request, fault));

  app.get(
    '/api/buckets/datasets',
    {
      config: { access: 'buckets:read' },
      schema: {
        tags,
        summary:
          'Every dataset that leaves, what was moved of it, and files that are not what holds',
        response: { 200: listShape, ...problems(404) },
      },
    },
    async (request, reply) => {
      const found = await bucketsBehind(needs)?.list();
      if (found === undefined) return say(request, reply, SWITCHED_OFF);
      return { datasets: found.datasets.map(listedOf), not_in_force: found.news.map(fileOf) };
    },
  );

  app.get(
    '/api/buckets/datasets/:name',
    {
      config: { access: 'buckets:read' },
      schema: {
        tags,
        summary: 'How one is used, and who can do what there',
        params: whichDataset,
        response: { 200: datasetNowShape, ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      const buckets = bucketsBehind(needs);
      if (buckets === undefined) return say(request, reply, SWITCHED_OFF);
      const found = await buckets.dataset(request.params.name);
      return found === undefined ? say(request, reply, NO_BUCKET_DATASET) : datasetNowOf(found);
    },
  );

  app.post(
    '/api/buckets/datasets/:name/changes',
    {
      config: { access: 'buckets:write', wrongFields: 422 },
      schema: {
        tags,
        summary: 'One line that changes a dataset: done at once, or reviewed, by its risk',
        params: whichDataset,
        headers: idempotent,
        body: change,
        response: { 201: requestShape, ...problems(400, 404, 409, 413, 415, 422) },
      },
    },
    async (request, reply) => {
      const buckets = bucketsBehind(needs);
      if (buckets === undefined) return say(request, reply, SWITCHED_OFF);
      const asker = { actor: callerOf(request).actor, channel: '' };
      const behind = behindIt(needs.behind);
      const { name } = request.params;
      return answerOnce({ behind, refuse }, request, request.headers, reply, async (key) => {
        const { body } = request;
        const asked =
          body.verb === 'review'
            ? await buckets.putUp(name, asker, key)
            : await buckets.change(name, body, asker, key);
        if (!asked.ok) return { fault: askedFault(asked) };
        return { status: 201, body: requestOf(asked.request) };
      });
    },
  );

  app.post(
    '/api/buckets/datasets/:name/test-file',
    {
      config: { access: 'buckets:write' },
      schema: {
        tags,
        summary:
          'Put a small object of its own name, read it where it is to be, delete it; that of a push dataset at its target, within a minute',
        params: whichDataset,
        response: {
          200: z
            .object({
              path: z.string(),
              did: z.array(z.string()).readonly(),
              milliseconds: z.number(),
              failed: z.string().optional(),
              missing: z.enum(['bucket', 'grant']).optional(),
              stays: z.string().optional(),
            })
            .meta({ id: 'TestFile' }),
          ...problems(400, 404, 409),
        },
      },
    },
    async (request, reply) => {
      const buckets = bucketsBehind(needs);
      if (buckets === undefined) return say(request, reply, SWITCHED_OFF);
      const { actor } = callerOf(request);
      const tried = await buckets.testFile(request.params.name, { actor });
      if (!tried.ok) return say(request, reply, TEST_FAULTS[tried.why]);
      const { path, did, milliseconds, failed, missing, stays } = tried.trial;
      return reply.code(200).send({ path, did, milliseconds, failed, missing, stays });
    },
  );

  app.get(
    '/api/buckets/plan',
    {
      config: { access: 'buckets:read' },
      schema: {
        tags,
        summary: 'All policies and settings as files, for a deployment of your own',
        response: {
          200: z.object({ files: z.record(z.string(), z.string()) }).meta({ id: 'BucketPlan' }),
          ...problems(404),
        },
      },
    },
    async (request, reply) => {
      const plan = await bucketsBehind(needs)?.plan();
      if (plan === undefined) return say(request, reply, SWITCHED_OFF);
      return { files: Object.fromEntries(plan) };
    },
  );
}
