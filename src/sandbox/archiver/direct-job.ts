import { dataFileNames } from '../data-files.ts';
import { uuidOf } from '../world/identity.ts';
import type { Holding } from '../world/ledger.ts';
import { accessionOf } from './accessions.ts';
import { fileUuid, jobEndsAt, jobStatus } from './archive.ts';
import type { DirectJob } from './record.ts';

/** A direct archiving as ingest core keeps it. */
export function jobResource(
  job: DirectJob,
  { project, submission }: Holding,
  ingestUrl: string,
  now: number,
) {
  const href = `${ingestUrl}/archiveJobs/${job.oid}`;
  const status = jobStatus(job, now);
  const ended = status === 'Completed' || status === 'Failed';
  const assays = Array.from({ length: project.assays }, (_, index) => index);
  const process = (index: number) => uuidOf(`process ${submission.uuid} ${index}`);
  const biomaterial = (index: number) => uuidOf(`biomaterial ${submission.uuid} ${index}`);
  return {
    submissionUuid: submission.uuid,
    createdDate: new Date(job.createdAt).toISOString(),
    responseDate: ended ? new Date(jobEndsAt(job)).toISOString() : null,
    overallStatus: status,
    resultsFromArchives:
      status === 'Completed'
        ? {
            samples: {
              info: 'Biosamples from HCA biomaterials',
              entities: assays.map((index) => ({
                entity_type: 'biomaterials',
                is_update: false,
                biosamples_accession: accessionOf('SAMEA', biomaterial(index)),
                uuid: biomaterial(index),
              })),
            },
            project: {
              entity_type: 'projects',
              uuid: project.uuid,
              biostudies_accession: accessionOf('S-BSST', project.uuid),
              is_update: false,
              info: 'BioStudies from HCA projects',
              ena_project_accession: accessionOf('ERP', project.uuid),
            },
            hca_assays: {
              info: 'ENA experiments and runs from HCA assays',
              experiments: assays.map((index) => ({
                process_uuid: process(index),
                ena_experiment_accession: accessionOf('ERX', process(index)),
                ena_experiment_is_update: false,
                ena_run_accession: accessionOf('ERR', process(index)),
                ena_run_is_update: false,
                files: dataFileNames(project).map((name) => fileUuid(submission, name)),
              })),
            },
          }
        : status === 'Failed'
          ? { hca_assays: { error: 'Data files of the submission are not in the archive yet.' } }
          : null,
    _links: { self: { href }, archiveJob: { href } },
  };
}
