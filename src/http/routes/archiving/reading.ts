import { z } from 'zod';
import type { Cycle } from '../../../domain/cycle/cycle.ts';
import type { ArchiveReport } from '../../../operations/operations.ts';
import { archiving } from '../../../runbooks/archiving.ts';
import type { App } from '../../app.ts';
import { type Behind, behindIt } from '../../auth.ts';
import type { Fault } from '../../error-status.ts';
import { NO_DATASET } from '../../problems/fault.ts';
import { problems, type Refuse, sendProblem } from '../../problems/problem.ts';
import { archivingOf, errorsOf } from './described.ts';
import {
  accessionsShape,
  archivingShape,
  errorsShape,
  filesShape,
  jobsShape,
  logShape,
} from './shapes.ts';

const params = z.object({ uuid: z.guid().toLowerCase() });
const querystring = z.strictObject({
  number: z.coerce
    .number()
    .int()
    .min(1)
    .optional()
    .describe('Which archiving of the dataset; the newest unless given'),
});
const config = { access: 'datasets:read' } as const;

/** What `/archiving` answers in Slack, for programs: where it stands, jobs, files, errors, accessions. Changes nothing. */
export function readArchiving(
  app: App,
  needs: { readonly behind: () => Behind | undefined; readonly refuse: Refuse },
): void {
  const { refuse } = needs;
  const schemaOf = <Shape extends z.ZodType>(summary: string, shape: Shape) => ({
    tags: ['archiving'],
    summary,
    params,
    querystring,
    response: { 200: shape, ...problems(400, 404) },
  });

  /** What is asked for, or why there is none. */
  async function find(
    uuid: string,
    number: number | undefined,
  ): Promise<{ readonly cycle: Cycle; readonly archive: ArchiveReport } | Fault> {
    const { programs, operations } = behindIt(needs.behind);
    const { archive } = operations;
    const all = await programs.cyclesOf(uuid);
    const own = all.filter(({ runbook }) => runbook === archiving.name);
    const cycle = number === undefined ? own[0] : own.find((one) => one.number === number);
    if (archive === undefined || all.length === 0) return NO_DATASET;
    return cycle === undefined ? noArchiving(number) : { cycle, archive };
  }

  app.get(
    '/api/datasets/:uuid/archiving',
    { config, schema: schemaOf('Where the archiving of a dataset stands', archivingShape) },
    async (request, reply) => {
      const found = await find(request.params.uuid, request.query.number);
      if ('status' in found) return sendProblem(reply, refuse(request, found));
      return archivingOf(found.cycle);
    },
  );

  app.get(
    '/api/datasets/:uuid/archiving/jobs',
    { config, schema: schemaOf('The upload plan, and how far each of its jobs is', jobsShape) },
    async (request, reply) => {
      const found = await find(request.params.uuid, request.query.number);
      if ('status' in found) return sendProblem(reply, refuse(request, found));
      return { jobs: await found.archive.jobs(found.cycle) };
    },
  );

  app.get(
    '/api/datasets/:uuid/archiving/jobs/:job/log',
    {
      config,
      schema: {
        ...schemaOf('The last lines that a job has written', logShape),
        params: params.extend({ job: z.coerce.number().int().min(1) }),
      },
    },
    async (request, reply) => {
      const found = await find(request.params.uuid, request.query.number);
      if ('status' in found) return sendProblem(reply, refuse(request, found));
      const log = await found.archive.log(found.cycle, request.params.job);
      return log ?? sendProblem(reply, refuse(request, NO_JOB));
    },
  );

  app.get(
    '/api/datasets/:uuid/archiving/files',
    { config, schema: schemaOf('Its files, and which of them are at ENA', filesShape) },
    async (request, reply) => {
      const found = await find(request.params.uuid, request.query.number);
      if ('status' in found) return sendProblem(reply, refuse(request, found));
      return { files: await found.archive.dataFiles(found.cycle) };
    },
  );

  app.get(
    '/api/datasets/:uuid/archiving/errors',
    { config, schema: schemaOf('What DSP has against it now, all entities', errorsShape) },
    async (request, reply) => {
      const found = await find(request.params.uuid, request.query.number);
      if ('status' in found) return sendProblem(reply, refuse(request, found));
      const dspUuid = found.cycle.memory.archive?.dsp?.uuid;
      const errors = await found.archive.errors(found.cycle);
      if (dspUuid === undefined || errors === undefined)
        return sendProblem(reply, refuse(request, NO_DSP_SUBMISSION));
      return errorsOf(dspUuid, errors);
    },
  );

  app.get(
    '/api/datasets/:uuid/archiving/accessions',
    { config, schema: schemaOf('What the archives call it', accessionsShape) },
    async (request, reply) => {
      const found = await find(request.params.uuid, request.query.number);
      if ('status' in found) return sendProblem(reply, refuse(request, found));
      return { accessions: await found.archive.accessions(found.cycle) };
    },
  );
}

const noArchiving = (number: number | undefined): Fault => ({
  code: 'unknown archiving',
  status: 404,
  title: 'There is no such archiving',
  detail:
    number === undefined
      ? 'It has never been archived by me. POST /api/datasets with "runbook":"archiving" shows what would happen.'
      : 'Leave number out for the newest, or read the dataset: it lists its cycles.',
});

const NO_JOB: Fault = {
  code: 'unknown job',
  status: 404,
  title: 'There is no such job',
  detail: 'GET …/archiving/jobs lists those of the upload plan.',
};

const NO_DSP_SUBMISSION: Fault = {
  code: 'not in dsp',
  status: 404,
  title: 'There is no DSP submission yet',
  detail: 'Its metadata is not in DSP: GET …/archiving says where it stands.',
};
