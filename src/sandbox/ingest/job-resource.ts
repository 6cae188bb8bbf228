import { objectIdOf } from '../world/identity.ts';
import type { Holding } from '../world/ledger.ts';
import type { ExportJob } from '../world/life.ts';
import { instant } from './hal.ts';

/** An export job as core sends it; metadata-only jobs have no `dataFileTransfer`. */
export function jobResource(job: ExportJob, { project, submission }: Holding, base: string) {
  const href = `${base}/exportJobs/${job.run.jobOid}`;
  const { status, dataFileTransfer, spreadsheetGeneration, totalAssayCount } = job.progress;
  return {
    createdDate: instant(job.createdAt),
    destination: { name: 'Dcp', version: 'v2', context: { projectUuid: project.uuid } },
    status,
    updatedDate: instant(job.updatedAt),
    context: { dataFileTransfer, spreadsheetGeneration, totalAssayCount },
    errors: [],
    _links: {
      self: { href },
      exportJob: { href },
      exportEntities: { href: `${href}/entities` },
      exportEntitiesByStatus: { href: `${href}/entities?status={status}`, templated: true },
      submission: { href: `${base}/submissionEnvelopes/${submission.oid}` },
    },
  };
}

/** One exported assay of a job. */
export function entityResource(job: ExportJob, index: number, base: string) {
  const href = `${base}/exportEntities/${objectIdOf(`${job.run.jobOid} ${index}`)}`;
  return {
    createdDate: instant(job.createdAt),
    updatedDate: instant(job.updatedAt),
    status: 'Exported',
    context: {},
    errors: [],
    _links: { self: { href }, exportEntity: { href } },
  };
}
