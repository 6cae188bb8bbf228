import { z } from 'zod';
import { hours } from '../../../domain/duration.ts';
import { type Dataset, namesOf } from '../../../tracker/dataset/dataset.ts';
import { rankOf, STAGES } from '../../../tracker/state/stage.ts';
import type { App } from '../../app.ts';
import { behindIt } from '../../auth.ts';
import { problems, sendProblem } from '../../problems/problem.ts';
import { datasetOf } from '../datasets/shapes.ts';
import {
  accession,
  asOf,
  isFault,
  NOT_TRACKED,
  runAsked,
  SWITCHED_OFF,
  type TrackerNeeds,
  trackerBehind,
} from './door.ts';
import {
  changeOf,
  changeShape,
  runOf,
  runShape,
  trackedOf,
  trackedReportShape,
  trackedShape,
  versionOf,
  versionShape,
} from './shapes.ts';

const ORDERS = ['accession', 'state', 'since', 'modified'] as const;
const MOST_CHANGES = 1000; // of one dataset
const MOST_RUNBOOKS = 10; // of one dataset
const name = z.string().min(1).max(200);

/** Where datasets stand, stood at any time, and how they got there. */
export function trackedDatasetRoutes(app: App, needs: TrackerNeeds): void {
  const { refuse } = needs;

  /** The same dataset on its way through a runbook: a project that is called as one of its names. */
  async function runbooksOf(dataset: Dataset) {
    const { programs } = behindIt(needs.behind);
    const found = await programs.datasets({ called: namesOf(dataset), limit: MOST_RUNBOOKS });
    return found.datasets.map(datasetOf);
  }

  app.get(
    '/api/tracker/datasets',
    {
      config: { access: 'tracker:read' },
      schema: {
        tags: ['tracker'],
        summary: 'The board: where every dataset stands, or stood at a time',
        querystring: z.strictObject({
          state: z
            .enum(STAGES)
            .optional()
            .describe('By which it counts: the last of its status, or what people accepted'),
          tech: name.optional(),
          curator: name.optional(),
          external: z.enum(['true', 'false']).optional(),
          stuck_hours: z.coerce
            .number()
            .positive()
            .max(1_000_000)
            .optional()
            .describe('With the same status at least so long'),
          as_of: asOf,
          sort: z.enum(ORDERS).default('accession'),
          order: z.enum(['ascending', 'descending']).default('ascending'),
          limit: z.coerce.number().int().min(1).max(1000).default(100),
          offset: z.coerce.number().int().min(0).max(10_000_000).default(0),
        }),
        response: {
          200: z
            .object({ run: runShape, total: z.int(), datasets: z.array(trackedShape) })
            .meta({ id: 'Board' }),
          ...problems(400, 404),
        },
      },
    },
    async (request, reply) => {
      const tracking = trackerBehind(needs);
      if (tracking === undefined) return sendProblem(reply, refuse(request, SWITCHED_OFF));
      const { state, tech, curator, external, stuck_hours: stuck, ...wanted } = request.query;
      const run = await runAsked(tracking, wanted.as_of);
      if (isFault(run)) return sendProblem(reply, refuse(request, run));
      const until = wanted.as_of ?? run.startedAt;
      const { total, rows } = await tracking.board(
        run,
        {
          reach: state && rankOf(state),
          tech,
          curator,
          isExternal: external === undefined ? undefined : external === 'true',
          unmovedSince: stuck === undefined ? undefined : new Date(until.getTime() - hours(stuck)),
        },
        {
          order: wanted.sort,
          descending: wanted.order === 'descending',
          limit: wanted.limit,
          offset: wanted.offset,
        },
      );
      return { run: runOf(run), total, datasets: rows.map(trackedOf) };
    },
  );

  app.get(
    '/api/tracker/datasets/:accession',
    {
      config: { access: 'tracker:read' },
      schema: {
        tags: ['tracker'],
        summary: 'Where a dataset stands, or stood at a time',
        params: z.object({ accession }),
        querystring: z.strictObject({ as_of: asOf }),
        response: { 200: trackedReportShape, ...problems(400, 404) },
      },
    },
    async (request, reply) => {
      const tracking = trackerBehind(needs);
      if (tracking === undefined) return sendProblem(reply, refuse(request, SWITCHED_OFF));
      const run = await runAsked(tracking, request.query.as_of);
      if (isFault(run)) return sendProblem(reply, refuse(request, run));
      const found = await tracking.dataset(run, request.params.accession);
      if (found === undefined) return sendProblem(reply, refuse(request, NOT_TRACKED));
      return { ...trackedOf(found), runbooks: await runbooksOf(found.dataset) };
    },
  );

  app.get(
    '/api/tracker/datasets/:accession/history',
    {
      config: { access: 'tracker:read' },
      schema: {
        tags: ['tracker'],
        summary: 'How a dataset stood from when to when, and what changed; oldest first',
        params: z.object({ accession }),
        response: {
          200: z
            .object({ versions: z.array(versionShape), changes: z.array(changeShape) })
            .meta({ id: 'TrackedHistory' }),
          ...problems(400, 404),
        },
      },
    },
    async (request, reply) => {
      const tracking = trackerBehind(needs);
      if (tracking === undefined) return sendProblem(reply, refuse(request, SWITCHED_OFF));
      const { accession } = request.params;
      const versions = await tracking.versions(accession);
      if (versions.length === 0) return sendProblem(reply, refuse(request, NOT_TRACKED));
      const changes = await tracking.changes({ accession }, { limit: MOST_CHANGES });
      return { versions: versions.map(versionOf), changes: changes.map(changeOf) };
    },
  );
}
