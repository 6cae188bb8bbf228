import { z } from 'zod';
import { CHANGE_KINDS } from '../../../tracker/history/changes.ts';
import type { App } from '../../app.ts';
import { callerOf } from '../../auth.ts';
import type { Fault } from '../../error-status.ts';
import { problems, sendProblem } from '../../problems/problem.ts';
import { NO_RUN, SWITCHED_OFF, type TrackerNeeds, trackerBehind } from './door.ts';
import { changeOf, changeShape, runOf, runReportOf, runReportShape, runShape } from './shapes.ts';

const which = z.object({ id: z.coerce.number().int().min(1) });
const limit = z.coerce.number().int().min(1);

/** Crawls: started, looked at, and what each of them found. */
export function trackerRunRoutes(app: App, needs: TrackerNeeds): void {
  const { refuse } = needs;

  app.post(
    '/api/tracker/runs',
    {
      config: { access: 'tracker:write' },
      schema: {
        tags: ['tracker'],
        summary: 'Look through all places now; for whoever has pushed something',
        description: 'Answers when it has begun. While one is under way, that is the answer.',
        response: { 202: runShape, 200: runShape, ...problems(404, 409) },
      },
    },
    async (request, reply) => {
      const tracking = trackerBehind(needs);
      if (tracking === undefined) return sendProblem(reply, refuse(request, SWITCHED_OFF));
      const started = await tracking.crawls.start(callerOf(request).actor);
      switch (started.what) {
        case 'started':
          return reply.code(202).send(runOf(started.run));
        case 'under way':
          return reply.code(200).send(runOf(started.run));
        case 'no sources':
          return sendProblem(reply, refuse(request, noSources(started.faults)));
      }
    },
  );

  app.get(
    '/api/tracker/runs',
    {
      config: { access: 'tracker:read' },
      schema: {
        tags: ['tracker'],
        summary: 'The crawls, newest first',
        querystring: z.strictObject({
          limit: limit.max(100).default(20),
          before: limit.optional().describe('id of the last of the page before'),
        }),
        response: { 200: z.object({ runs: z.array(runShape) }), ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      const tracking = trackerBehind(needs);
      if (tracking === undefined) return sendProblem(reply, refuse(request, SWITCHED_OFF));
      return { runs: (await tracking.runs(request.query)).map(runOf) };
    },
  );

  app.get(
    '/api/tracker/runs/:id',
    {
      config: { access: 'tracker:read' },
      schema: {
        tags: ['tracker'],
        summary: 'A crawl, and what was in its way',
        params: which,
        response: { 200: runReportShape, ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      const tracking = trackerBehind(needs);
      if (tracking === undefined) return sendProblem(reply, refuse(request, SWITCHED_OFF));
      const run = await tracking.run(request.params.id);
      return run === undefined ? sendProblem(reply, refuse(request, NO_RUN)) : runReportOf(run);
    },
  );

  app.get(
    '/api/tracker/runs/:id/changes',
    {
      config: { access: 'tracker:read' },
      schema: {
        tags: ['tracker'],
        summary: 'What a crawl found otherwise than the one before, by accession',
        params: which,
        querystring: z.strictObject({
          kind: z.enum(CHANGE_KINDS).optional(),
          limit: limit.max(1000).default(100),
          after: limit.optional().describe('id of the last of the page before'),
        }),
        response: { 200: z.object({ changes: z.array(changeShape) }), ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      const tracking = trackerBehind(needs);
      if (tracking === undefined) return sendProblem(reply, refuse(request, SWITCHED_OFF));
      const run = await tracking.run(request.params.id);
      if (run === undefined) return sendProblem(reply, refuse(request, NO_RUN));
      const changes = await tracking.changes({ first: run.id, last: run.id }, request.query);
      return { changes: changes.map(changeOf) };
    },
  );
}

const noSources = (faults: readonly string[]): Fault => ({
  code: 'no sources',
  status: 409,
  title: 'The configuration of the places can’t be used',
  detail: faults.join('\n'),
});
