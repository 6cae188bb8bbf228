import { accessionOf } from '../archiver/accessions.ts';
import { archivedAt } from '../archiver/archive.ts';
import { jobsAt, stateAt } from '../world/life.ts';
import type { Project } from '../world/record.ts';
import { instant } from './hal.ts';
import { isOpen } from './states.ts';

/** A project as core sends it. `published` is what the nightly job read from the catalogue. */
export function projectResource(project: Project, base: string, now: number, published: boolean) {
  const href = `${base}/projects/${project.oid}`;
  const link = (path = '') => ({ href: `${href}${path}` });
  const jobs = project.submissions.flatMap((submission) => jobsAt(submission, now));
  const newest = project.submissions.at(-1);
  const state = newest && stateAt(newest, now);
  const archived = project.submissions.some((one) => archivedAt(one, now) !== undefined);
  const updated = Math.max(project.registeredAt, ...jobs.map(({ updatedAt }) => updatedAt));
  return {
    content: {
      describedBy: 'https://schema.humancellatlas.org/type/project/17.0.0/project',
      schema_type: 'project',
      project_core: {
        project_short_name: project.shortName,
        project_title: project.title,
        project_description: project.description,
      },
      ...(archived
        ? {
            biostudies_accessions: [accessionOf('S-BSST', project.uuid)],
            insdc_project_accessions: [accessionOf('ERP', project.uuid)],
          }
        : {}),
    },
    submissionDate: instant(project.registeredAt),
    updateDate: instant(updated),
    type: 'Project',
    uuid: { uuid: project.uuid },
    validationState: project.validationState,
    validationErrors:
      project.validationState === 'Valid'
        ? []
        : [
            {
              errorType: 'Metadata error',
              message: 'project_core.project_description is required',
              userFriendlyMessage: 'The project has no description.',
            },
          ],
    isUpdate: false,
    dcpVersion: instant(updated),
    releaseDate: instant(project.registeredAt),
    primaryWrangler: project.primaryWrangler,
    wranglingState: published
      ? 'Published in DCP'
      : state === 'Exported'
        ? 'Submitted'
        : 'In progress',
    dataAccess: { type: project.dataAccess },
    dcpReleaseNumber: project.publishedIn.length > 0 ? releaseOf(project.publishedIn[0]) : null,
    isInCatalogue: true,
    hasOpenSubmission: project.submissions.some((submission) => isOpen(stateAt(submission, now))),
    _links: {
      self: link(),
      project: link(),
      submissionEnvelopes: link('/submissionEnvelopes'),
      auditLogs: link('/auditLogs'),
      bundleManifests: link('/bundleManifests'),
    },
  };
}

function releaseOf(catalogue = ''): number {
  return Number(catalogue.replace('dcp', ''));
}
