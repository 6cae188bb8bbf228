import { jobResource as directJobResource } from '../archiver/direct-job.ts';
import type { Route, ServiceRequest } from '../http-service.ts';
import { jobsAt } from '../world/life.ts';
import { hal, notFound, page, unauthorized } from './hal.ts';
import { entityResource, jobResource } from './job-resource.ts';
import { type IngestWorld, isKnown } from './project-routes.ts';

export function jobRoutes(world: IngestWorld): readonly Route[] {
  const { ledger } = world;
  const find = (request: ServiceRequest) => {
    const jobOid = request.params['oid'] ?? '';
    const holding = ledger.jobHolder(jobOid);
    const jobs = holding ? jobsAt(holding.submission, ledger.now()) : [];
    const job = jobs.find(({ run }) => run.jobOid === jobOid);
    return holding && job ? { holding, job } : undefined;
  };
  return [
    {
      method: 'GET',
      path: '/archiveJobs/:oid',
      answer(request) {
        if (!isKnown(world, request)) return unauthorized;
        const job = ledger.record.archiving.jobs.find(({ oid }) => oid === request.params['oid']);
        const holding = job && ledger.submissionBy({ uuid: job.submissionUuid });
        if (job === undefined || holding === undefined) return notFound;
        return hal(200, directJobResource(job, holding, request.base, ledger.now()));
      },
    },
    {
      method: 'GET',
      path: '/exportJobs/:oid',
      answer(request) {
        if (!isKnown(world, request)) return unauthorized;
        const found = find(request);
        return found ? hal(200, jobResource(found.job, found.holding, request.base)) : notFound;
      },
    },
    {
      method: 'GET',
      path: '/exportJobs/:oid/entities',
      answer(request) {
        if (!isKnown(world, request)) return unauthorized;
        const found = find(request);
        if (found === undefined) return notFound;
        const status = request.query.get('status') ?? 'EXPORTED';
        const count = status.toUpperCase() === 'EXPORTED' ? found.job.exported : 0;
        const indexes = Array.from({ length: count }, (_, index) => index);
        return page(request, 'exportEntities', indexes, (index) =>
          entityResource(found.job, index, request.base),
        );
      },
    },
  ];
}
