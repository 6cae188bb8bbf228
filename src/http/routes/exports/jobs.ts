import type { FastifyReply, FastifyRequest } from 'fastify';
import { z } from 'zod';
import { EXPORT_STATUSES } from '../../../domain/data-export/job.ts';
import { misgivingsOf, misgivingWords } from '../../../domain/data-export/misgiving.ts';
import type { Created, Which } from '../../../exports/jobs.ts';
import { exportRequest } from '../../../exports/request.ts';
import type { App } from '../../app.ts';
import { type Behind, behindIt, callerOf } from '../../auth.ts';
import type { Fault } from '../../error-status.ts';
import { answerOnce, maybeIdempotent } from '../../idempotency.ts';
import { NO_EXPORT } from '../../problems/fault.ts';
import { problems, type Refuse, sendProblem } from '../../problems/problem.ts';
import { unusable } from '../sharing/notifications.ts';
import { notThere } from './faults.ts';
import { createdJobShape, jobOf, jobShape, reportOf, reportShape } from './shapes.ts';

const which = z.object({ id: z.coerce.number().int().min(1) });

const ENDED: Fault = {
  code: 'export ended',
  status: 400,
  title: 'This export has ended already',
  detail: 'Only one that is pending or processing can be cancelled.',
};

/** Exports of files: asked for, looked at, cancelled, deleted. Another’s are as none. */
export function exportJobRoutes(
  app: App,
  needs: { readonly behind: () => Behind | undefined; readonly refuse: Refuse },
): void {
  const { refuse } = needs;
  const exports = () => behindIt(needs.behind).exports;
  const say = (request: FastifyRequest, reply: FastifyReply, fault: Fault) =>
    sendProblem(reply, refuse(request, fault));

  app.post(
    '/api/data-export/jobs',
    {
      config: { access: 'exports:write', wrongFields: 422 },
      schema: {
        tags: ['exports'],
        summary: 'Export files: converted, packed, kept for a while',
        headers: maybeIdempotent,
        body: exportRequest,
        response: { 200: createdJobShape, ...problems(400, 404, 413, 415, 422) },
      },
    },
    async (request, reply) => {
      const { files, jobs, downloads } = exports();
      const { actor } = callerOf(request);
      const behind = behindIt(needs.behind);
      return answerOnce({ behind, refuse }, request, request.headers, reply, async () => {
        const created = await jobs.create(request.body, actor);
        if (!created.ok) return { fault: notCreated(created) };
        const { file_ids: fileIds, dataset_ids: datasetIds, export_format: format } = request.body;
        const chosen = await files.choose(actor, { fileIds, datasetIds: datasetIds ?? [] });
        const warnings = misgivingsOf(chosen, format).map(misgivingWords);
        return { status: 200, body: { ...jobOf(created.job, downloads), warnings } };
      });
    },
  );

  app.get(
    '/api/data-export/jobs',
    {
      config: { access: 'exports:read', wrongFields: 422 },
      schema: {
        tags: ['exports'],
        summary: 'The exports of this key, newest first',
        querystring: z.strictObject({
          project_id: z.coerce.number().int().min(1).optional(),
          status: z.enum(EXPORT_STATUSES).optional(),
          limit: z.coerce.number().int().min(1).max(100).default(50),
          offset: z.coerce.number().int().min(0).default(0),
        }),
        response: { 200: z.array(jobShape), ...problems(400, 422) },
      },
    },
    async (request) => {
      const { jobs, downloads } = exports();
      const { project_id: projectId, ...wanted } = request.query;
      const found = await jobs.list(callerOf(request).actor, { ...wanted, projectId });
      return found.map((job) => jobOf(job, downloads));
    },
  );

  async function report(request: FastifyRequest, reply: FastifyReply, asked: Which) {
    const { jobs, downloads } = exports();
    const job = await jobs.find(asked, callerOf(request).actor);
    if (job === undefined) return say(request, reply, NO_EXPORT);
    const known = { files: await jobs.files(job), figures: await jobs.figures(job) };
    return reply.code(200).send(await reportOf(job, known, downloads));
  }
  const reported = { 200: reportShape, ...problems(400, 404, 422) };

  app.get(
    '/api/data-export/jobs/:id',
    {
      config: { access: 'exports:read', wrongFields: 422 },
      schema: {
        tags: ['exports'],
        summary: 'How an export stands, file by file, with a fresh link',
        params: which,
        response: reported,
      },
    },
    (request, reply) => report(request, reply, { id: request.params.id }),
  );

  app.get(
    '/api/data-export/jobs/key/:job_key',
    {
      config: { access: 'exports:read', wrongFields: 422 },
      schema: {
        tags: ['exports'],
        summary: 'The same, by its job_key',
        params: z.object({ job_key: z.string().max(100) }),
        response: reported,
      },
    },
    (request, reply) => report(request, reply, { key: request.params.job_key }),
  );

  app.post(
    '/api/data-export/jobs/:id/cancel',
    {
      config: { access: 'exports:write', wrongFields: 422 },
      schema: {
        tags: ['exports'],
        summary: 'End an export that is pending or processing',
        params: which,
        response: {
          200: z.object({ message: z.string(), job_id: z.int() }).meta({ id: 'Cancelled' }),
          ...problems(400, 404, 422),
        },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const outcome = await exports().jobs.cancel(id, callerOf(request).actor);
      if (outcome === undefined) return say(request, reply, NO_EXPORT);
      if (outcome === 'ended') return say(request, reply, ENDED);
      return { message: 'Export job cancelled', job_id: id };
    },
  );

  app.post(
    '/api/data-export/jobs/:id/revoke-links',
    {
      config: { access: 'exports:write', wrongFields: 422 },
      schema: {
        tags: ['exports'],
        summary: 'End all links to an export that were given out; ask for it again for a new one',
        params: which,
        response: { 200: reportShape, ...problems(400, 404, 422) },
      },
    },
    async (request, reply) => {
      const { id } = request.params;
      const known = await exports().jobs.revokeLinks(id, callerOf(request).actor);
      return known ? report(request, reply, { id }) : say(request, reply, NO_EXPORT);
    },
  );

  app.delete(
    '/api/data-export/jobs/:id',
    {
      config: { access: 'exports:write', wrongFields: 422 },
      schema: {
        tags: ['exports'],
        summary: 'Delete an export and its files',
        params: which,
        response: { 204: z.null(), ...problems(400, 404, 422) },
      },
    },
    async (request, reply) => {
      const known = await exports().jobs.remove(request.params.id, callerOf(request).actor);
      return known ? reply.code(204).send(null) : say(request, reply, NO_EXPORT);
    },
  );
}

function notCreated(refused: Extract<Created, { ok: false }>): Fault {
  return refused.why === 'unusable targets' ? unusable(refused.objections) : notThere(refused);
}
