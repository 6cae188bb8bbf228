import type { Route, ServiceAnswer, ServiceRequest } from '../http-service.ts';
import type { Holding } from '../world/ledger.ts';
import { jobsAt, stateAt } from '../world/life.ts';
import { entityKinds, entityResources } from './entity-resource.ts';
import { failure, hal, isUuid, notFound, page, unauthorized } from './hal.ts';
import { jobResource } from './job-resource.ts';
import { projectResource } from './project-resource.ts';
import { type IngestWorld, isKnown } from './project-routes.ts';
import { errorResources, fileResources, manifestOf, summaryOf } from './readiness-resource.ts';
import { stateOfConstant } from './states.ts';
import { submissionResource } from './submission-resource.ts';

/** Everything that is read of a submission; all of it needs a login. */
export function submissionRoutes(world: IngestWorld): readonly Route[] {
  const { ledger } = world;
  const login =
    (answer: Route['answer']): Route['answer'] =>
    (request) =>
      isKnown(world, request) ? answer(request) : unauthorized;
  const of = (
    part: string,
    answer: (request: ServiceRequest, holding: Holding) => ServiceAnswer,
  ): Route => ({
    method: 'GET',
    path: `/submissionEnvelopes/:oid${part}`,
    answer: login((request) => {
      const holding = ledger.submissionBy({ oid: request.params['oid'] ?? '' });
      return holding ? answer(request, holding) : notFound;
    }),
  });
  return [
    {
      method: 'GET',
      path: '/submissionEnvelopes/search/findByUuidUuid',
      answer: login((request) => {
        const uuid = request.query.get('uuid') ?? '';
        if (!isUuid(uuid)) return failure(request, 400, `Invalid UUID string: ${uuid}`);
        const holding = ledger.submissionBy({ uuid });
        if (holding === undefined) return notFound;
        return hal(200, submissionResource(holding.submission, request.base, ledger.now()));
      }),
    },
    {
      method: 'GET',
      path: '/submissionEnvelopes/search/findBySubmissionState',
      answer: login((request) => {
        const constant = request.query.get('submissionState') ?? '';
        const state = stateOfConstant(constant);
        if (state === undefined) {
          return failure(request, 400, `No enum constant SubmissionState.${constant}`);
        }
        const now = ledger.now();
        const found = ledger.record.projects.flatMap(({ submissions }) =>
          submissions.filter((submission) => stateAt(submission, now) === state),
        );
        return page(request, 'submissionEnvelopes', found, (submission) =>
          submissionResource(submission, request.base, now),
        );
      }),
    },
    {
      method: 'GET',
      path: '/files/search/findBySubmissionEnvelopeIdAndErrorType',
      answer: login((request) => {
        const holding = ledger.submissionBy({ oid: request.query.get('id') ?? '' });
        const wanted = request.query.get('errorType') === 'FILE_NOT_UPLOADED';
        const found =
          holding && wanted
            ? fileResources(holding, request.base, ledger.now()).filter(
                ({ cloudUrl }) => cloudUrl === null,
              )
            : [];
        return page(request, 'files', found, (file) => file);
      }),
    },
    of('', (request, { submission }) =>
      hal(200, submissionResource(submission, request.base, ledger.now())),
    ),
    of('/relatedProjects', (request, { project }) =>
      page(request, 'projects', [project], (related) =>
        projectResource(related, request.base, ledger.now(), world.isPublished(related)),
      ),
    ),
    of('/summary', (_, holding) => hal(200, summaryOf(holding))),
    of('/submissionManifest', (request, holding) => hal(200, manifestOf(holding, request.base))),
    of('/submissionErrors', (request, holding) =>
      page(request, 'submissionErrors', errorResources(holding, request.base), (error) => error),
    ),
    of('/files', (request, holding) =>
      page(request, 'files', fileResources(holding, request.base, ledger.now()), (file) => file),
    ),
    of('/projects', (request, { project }) =>
      page(request, 'projects', [project], (one) =>
        projectResource(one, request.base, ledger.now(), world.isPublished(one)),
      ),
    ),
    ...entityKinds.map((kind) =>
      of(`/${kind}`, (request, holding) =>
        page(
          request,
          kind,
          entityResources(kind, holding, request.base, ledger.now()),
          (one) => one,
        ),
      ),
    ),
    of('/exportJobs', (request, holding) =>
      page(request, 'exportJobs', jobsAt(holding.submission, ledger.now()), (job) =>
        jobResource(job, holding, request.base),
      ),
    ),
  ];
}
