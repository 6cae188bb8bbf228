import { z } from 'zod';
import { statesThat } from '../../../runbooks/registry.ts';
import type { App } from '../../app.ts';
import { type Behind, behindIt, callerOf } from '../../auth.ts';
import { badRequest, NO_DATASET } from '../../problems/fault.ts';
import { problems, type Refuse, sendProblem } from '../../problems/problem.ts';
import { cursorOf, placeIn } from './cursor.ts';
import { datasetOf, historyShape, pageShape, reportOf, reportShape } from './shapes.ts';

const uuid = z.object({ uuid: z.guid().toLowerCase() });
const states = statesThat(() => true);

/** Where datasets stand on their way through a runbook, and how they got there. */
export function readDatasets(
  app: App,
  needs: { readonly behind: () => Behind | undefined; readonly refuse: Refuse },
): void {
  const { refuse } = needs;
  const behind = (): Behind => behindIt(needs.behind);

  app.get(
    '/api/datasets',
    {
      config: { access: 'datasets:read' },
      schema: {
        tags: ['datasets'],
        summary: 'The datasets, the one that was started last first',
        querystring: z.strictObject({
          state: z.enum(states).optional(),
          late: z.enum(['true', 'false']).optional().describe('Past its deadline, or alerted of'),
          project: z
            .string()
            .max(200)
            .optional()
            .describe('A UUID, a short name, or an accession that the archives gave'),
          limit: z.coerce.number().int().min(1).max(100).default(20),
          cursor: z.string().max(200).optional().describe('next of the page before'),
        }),
        response: { 200: pageShape, ...problems(400) },
      },
    },
    async (request, reply) => {
      const { state, project, limit, cursor, ...query } = request.query;
      const after = cursor === undefined ? undefined : placeIn(cursor);
      if (cursor !== undefined && after === undefined) {
        const fault = badRequest('This cursor is not one of mine: begin with the first page.');
        return sendProblem(reply, refuse(request, fault));
      }
      const late = query.late === undefined ? undefined : query.late === 'true';
      const page = await behind().programs.datasets({
        state,
        late,
        called: project === undefined ? undefined : [project],
        limit,
        after,
      });
      return {
        datasets: page.datasets.map(datasetOf),
        ...(page.next === undefined ? {} : { next: cursorOf(page.next) }),
      };
    },
  );

  app.get(
    '/api/datasets/:uuid',
    {
      config: { access: 'datasets:read' },
      schema: {
        tags: ['datasets'],
        summary: 'A dataset, its cycles, and what this key may do now',
        params: uuid,
        response: { 200: reportShape, ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      const { actor } = callerOf(request);
      const report = await behind().programs.dataset(request.params.uuid, actor);
      if (report === undefined) return sendProblem(reply, refuse(request, NO_DATASET));
      return reportOf(report);
    },
  );

  app.get(
    '/api/datasets/:uuid/history',
    {
      config: { access: 'datasets:read' },
      schema: {
        tags: ['datasets'],
        summary: 'All that happened to a dataset, oldest first, every cycle',
        params: uuid,
        response: { 200: historyShape, ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      const entries = await behind().operations.report.history(request.params.uuid);
      if (entries.length === 0) return sendProblem(reply, refuse(request, NO_DATASET));
      return { entries: [...entries] };
    },
  );
}
