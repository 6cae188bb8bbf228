import { uuidOf } from '../world/identity.ts';
import type { Project } from '../world/record.ts';

/** A project as the catalogue shows it, without the facets that nobody here reads. */
export function hitOf(project: Project) {
  const { uuid, shortName, title, description, assays } = project;
  const open = project.dataAccess === 'All fully open';
  return {
    entryId: uuid,
    protocols: [{ libraryConstructionApproach: ["10x 3' v3"], nucleicAcidSource: ['single cell'] }],
    sources: [{ sourceId: uuidOf(`source ${uuid}`), sourceSpec: `tdr:bigquery:gcp:${uuid}:/0` }],
    projects: [
      {
        projectId: uuid,
        projectTitle: title,
        projectShortname: shortName,
        projectDescription: description,
        laboratory: ['Laboratory of the simulator'],
        estimatedCellCount: assays * 8000,
        isTissueAtlasProject: false,
        tissueAtlas: [],
        contributors: [],
        publications: [],
        supplementaryLinks: [],
        matrices: {},
        contributedAnalyses: {},
        accessions: [],
        accessible: open,
      },
    ],
    samples: [],
    specimens: [],
    donorOrganisms: [],
    cellSuspensions: [{ totalCells: assays * 8000 }],
    dates: [{ aggregateSubmissionDate: new Date(project.registeredAt).toISOString() }],
    fileTypeSummaries: [{ format: 'fastq.gz', count: 4 * assays, totalSize: assays * 4e10 }],
  };
}
