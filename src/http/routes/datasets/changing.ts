import { z } from 'zod';
import { CHOICES } from '../../../domain/cycle/choice.ts';
import { actorName } from '../../../domain/role.ts';
import type { Runbook } from '../../../domain/runbook/runbook.ts';
import type { Considered } from '../../../operations/programs.ts';
import { exporting } from '../../../runbooks/exporting.ts';
import { RUNBOOKS, runbookNamed } from '../../../runbooks/registry.ts';
import type { App } from '../../app.ts';
import { type Behind, behindIt, callerOf } from '../../auth.ts';
import { type Fault, faultOf } from '../../error-status.ts';
import { answerOnce, idempotent, type Result } from '../../idempotency.ts';
import { NO_DATASET, otherRunbook } from '../../problems/fault.ts';
import { notReadyFault } from '../../problems/not-ready.ts';
import { problems, type Refuse } from '../../problems/problem.ts';
import { datasetOf, datasetShape, previewOf, previewShape } from './shapes.ts';

const uuid = z.object({ uuid: z.guid().toLowerCase() });
const runbooks = RUNBOOKS.map(({ name }) => name);

/** Starts datasets and tells of events: the buttons of Slack, for programs. Every request is done once. */
export function changeDatasets(
  app: App,
  needs: { readonly behind: () => Behind | undefined; readonly refuse: Refuse },
): void {
  const { refuse } = needs;
  const behind = (): Behind => behindIt(needs.behind);

  app.post(
    '/api/datasets',
    {
      config: { access: 'datasets:write' },
      schema: {
        tags: ['datasets'],
        summary: 'Start a dataset: first a preview of what will happen, then its confirmation',
        headers: idempotent,
        body: z.union([
          z
            .strictObject({
              project: z.string().min(1).max(800),
              runbook: z.enum(runbooks).default(exporting.name),
            })
            .describe(
              'What /export takes: a UUID, an ingest link or a short name. Changes nothing',
            ),
          z
            .strictObject({
              preview: z.string().max(40),
              action: z.enum(CHOICES).default('Export').describe('One of the preview’s choices'),
            })
            .describe('Confirms a preview, within the hour: ingest is asked to export, or archive'),
        ]),
        response: {
          200: previewShape,
          201: datasetShape,
          ...problems(400, 404, 409, 410, 415, 413, 422),
        },
      },
    },
    async (request, reply) => {
      const { operations, programs } = behind();
      const { actor } = callerOf(request);
      const { body } = request;
      return answerOnce(
        { behind: behind(), refuse },
        request,
        request.headers,
        reply,
        async (key) => {
          if ('project' in body) {
            const { project: words, runbook } = body;
            const asked = { key, runbook, person: actorName(actor), channel: '', words };
            return startOf(await programs.preview(asked));
          }
          const { preview: previewId, action } = body;
          const outcome = await operations.open({ key, previewId, action, actor });
          if (!outcome.ok) return { fault: faultOf(outcome.refusal, outcome.card?.cycle.runbook) };
          const started = datasetOf(programs.lineOf(outcome.cycle));
          reply.header('location', started.links.self);
          return { status: 201, body: started };
        },
      );
    },
  );

  app.post(
    '/api/datasets/:uuid/events',
    {
      config: { access: 'datasets:write' },
      schema: {
        tags: ['datasets'],
        summary: 'Tell that something has happened, as a button in Slack does',
        params: uuid,
        headers: idempotent,
        body: z.strictObject({
          event: z.string().min(1).max(60).describe('One of the dataset’s actions'),
          values: z
            .record(z.string().max(60), z.string().max(4000))
            .optional()
            .describe('By field, where the action has fields'),
          runbook: z.enum(runbooks).default(exporting.name).describe('Whose cycle'),
          cycle: z.int().min(1).optional().describe('The current one unless given'),
          subject: z
            .string()
            .max(64)
            .optional()
            .describe('What exactly is confirmed, where the action names a subject'),
          turn: z.int().min(1).optional().describe('Refused when the dataset has moved on since'),
        }),
        response: { 200: datasetShape, ...problems(400, 404, 409, 415, 413, 422) },
      },
    },
    async (request, reply) => {
      const { operations, programs } = behind();
      const { actor } = callerOf(request);
      const { event, values, subject, runbook, cycle: number, turn } = request.body;
      return answerOnce(
        { behind: behind(), refuse },
        request,
        request.headers,
        reply,
        async (key) => {
          const all = await programs.cyclesOf(request.params.uuid);
          const cycles = all.filter((one) => one.runbook === runbook);
          const others = [...new Set(all.map((one) => one.runbook))];
          if (cycles.length === 0) {
            return { fault: others.length === 0 ? NO_DATASET : otherRunbook(runbook, others) };
          }
          const cycle =
            number === undefined ? cycles[0] : cycles.find((one) => one.number === number);
          if (cycle === undefined) return { fault: faultOf({ code: 'unknown cycle' }, runbook) };
          if (startsACycle(runbookNamed(cycle.runbook), event))
            return { fault: startsOne(runbookNamed(runbook)) };
          const outcome = await operations.advance({
            key,
            cycleId: cycle.id,
            event: {
              name: event,
              ...(values === undefined ? {} : { values }),
              ...(subject === undefined ? {} : { subject }),
            },
            actor,
            ...(turn === undefined ? {} : { turn }),
          });
          if (!outcome.ok) return { fault: faultOf(outcome.refusal, runbook) };
          return { status: 200, body: datasetOf(programs.lineOf(outcome.cycle)) };
        },
      );
    },
  );
}

const startsOne = ({ newCycle }: Runbook): Fault => ({
  code: 'starts a cycle',
  status: 422,
  title: `This starts a ${newCycle.toLowerCase()}`,
  detail: 'Ask for a preview and confirm it: POST /api/datasets.',
});

/** People’s events without a button are halves of a new cycle, which is opened as a whole. */
function startsACycle({ steps }: Runbook, event: string): boolean {
  return steps.some(({ transitions }) =>
    transitions.some(
      ({ on, who, button }) => on === event && Array.isArray(who) && button === undefined,
    ),
  );
}

function startOf(considered: Considered): Result {
  switch (considered.kind) {
    case 'preview':
      return { status: 200, body: previewOf(considered.preview) };
    case 'not ready':
      return { fault: notReadyFault(considered) };
    case 'did you mean':
      return {
        fault: {
          code: 'unknown project',
          status: 404,
          title: `I don’t know a project ${considered.words}`,
          detail: 'Send its short name or its UUID from ingest; nearest lists what may be meant.',
          nearest: considered.nearest.map(({ projectUuid, shortName }) => ({
            uuid: projectUuid,
            shortName,
          })),
        },
      };
  }
}
