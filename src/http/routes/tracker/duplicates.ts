import { z } from 'zod';
import type { Verdict } from '../../../storage/tracker/verdicts.ts';
import type { App } from '../../app.ts';
import { callerOf } from '../../auth.ts';
import type { Fault } from '../../error-status.ts';
import { problems, sendProblem } from '../../problems/problem.ts';
import {
  accession,
  NO_RUN,
  NOT_YOUR_ROLE,
  SWITCHED_OFF,
  type TrackerNeeds,
  trackerBehind,
} from './door.ts';
import {
  checkOf,
  checkShape,
  duplicateOf,
  duplicateShape,
  ownTwinsOf,
  ownTwinsShape,
  verdictOf,
  verdictShape,
} from './duplicate-shapes.ts';

const FAULTS: Readonly<Record<'not your role' | 'no such pair', Fault>> = {
  'not your role': NOT_YOUR_ROLE,
  'no such pair': {
    code: 'no such pair',
    status: 404,
    title: 'These two share no name',
    detail: 'GET /api/tracker/duplicates lists those that do: an external one with one of ours.',
  },
};

/** External datasets that seem to be one of ours, and what was decided of them. */
export function duplicateRoutes(app: App, needs: TrackerNeeds): void {
  const { refuse } = needs;

  app.get(
    '/api/tracker/duplicates',
    {
      config: { access: 'tracker:read' },
      schema: {
        tags: ['tracker'],
        summary: 'Datasets that share a name, side by side, and those that were found to be two',
        response: {
          200: z
            .object({
              open: z.array(duplicateShape),
              ours: z.array(ownTwinsShape).describe('Two of ours that share a name'),
              decided: z.array(verdictShape),
            })
            .meta({ id: 'Duplicates' }),
          ...problems(404),
        },
      },
    },
    async (request, reply) => {
      const tracking = trackerBehind(needs);
      if (tracking === undefined) return sendProblem(reply, refuse(request, SWITCHED_OFF));
      const { open, ours, decided } = await tracking.twins.list();
      return {
        open: open.map(duplicateOf),
        ours: ours.map(ownTwinsOf),
        decided: decided.map(verdictOf),
      };
    },
  );

  app.get(
    '/api/tracker/check',
    {
      config: { access: 'tracker:read' },
      schema: {
        tags: ['tracker'],
        summary: 'Whether something may be ingested: whether we have it, and its accession here',
        querystring: z.strictObject({
          name: z
            .string()
            .trim()
            .max(200)
            .min(1)
            .describe('An accession, GEO’s or a secondary one'),
        }),
        response: { 200: checkShape, ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      const tracking = trackerBehind(needs);
      if (tracking === undefined) return sendProblem(reply, refuse(request, SWITCHED_OFF));
      const run = await tracking.runAt();
      if (run === undefined) return sendProblem(reply, refuse(request, NO_RUN));
      return checkOf(run, await tracking.check(run, request.query.name));
    },
  );

  app.post(
    '/api/tracker/duplicates/verdicts',
    {
      config: { access: 'tracker:write' },
      schema: {
        tags: ['tracker'],
        summary: 'Say of two datasets that they are not one, or take that back',
        body: z.strictObject({
          accessions: z.tuple([accession, accession]),
          verdict: z.enum(['not a duplicate', 'open again']),
          reason: z.string().trim().min(1).max(2000),
        }),
        response: { 201: verdictShape, ...problems(400, 403, 404, 409, 413, 415) },
      },
    },
    async (request, reply) => {
      const tracking = trackerBehind(needs);
      if (tracking === undefined) return sendProblem(reply, refuse(request, SWITCHED_OFF));
      const decided = await tracking.twins.decide(callerOf(request).actor, request.body);
      if (typeof decided === 'string') return sendProblem(reply, refuse(request, FAULTS[decided]));
      const { what, verdict } = decided;
      if (what === 'somebody was first')
        return sendProblem(reply, refuse(request, saidBefore(verdict)));
      return reply.code(201).send(verdictOf(verdict));
    },
  );
}

const saidBefore = ({ accessions, verdict, person, at, reason }: Verdict): Fault => ({
  code: 'decided before',
  status: 409,
  title: `Somebody has said “${verdict}” of these two already`,
  detail: `${accessions.join(' and ')}: ${person} at ${at.toISOString()}, “${reason}”. That stays.`,
});
