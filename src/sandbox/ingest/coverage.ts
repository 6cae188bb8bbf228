import type { Coverage } from '../http-service.ts';

const envelope = '/submissionEnvelopes/:oid';

/** What the ingest simulator covers of ingest-core. */
export const ingestCoverage: readonly Coverage[] = [
  {
    route: 'GET /projects/search/findByUuid',
    support: 'supported',
    note: 'Public; 404 with an empty body, 400 for what is no uuid.',
  },
  {
    route: 'GET /projects/filter',
    support: 'partial',
    note: 'Whole words of short name, title and description, three search types, wranglingState, primaryWrangler, paging; no sort; asks for a login, which core may not.',
  },
  { route: 'GET /projects/:oid', support: 'supported', note: 'Public, as findByUuid.' },
  {
    route: 'GET /projects/:oid/submissionEnvelopes',
    support: 'supported',
    note: 'Does not slice: every page repeats everything, oldest first.',
  },
  {
    route: 'GET /submissionEnvelopes/search/findByUuidUuid',
    support: 'supported',
    note: 'The doubled name is real.',
  },
  {
    route: 'GET /submissionEnvelopes/search/findBySubmissionState',
    support: 'partial',
    note: 'Constants as values, size up to 100; no sort.',
  },
  { route: `GET ${envelope}`, support: 'supported', note: 'Links only what is legal now.' },
  { route: `GET ${envelope}/relatedProjects`, support: 'supported', note: 'Its one project.' },
  {
    route: `GET ${envelope}/summary`,
    support: 'supported',
    note: 'Counts follow from the number of assays.',
  },
  {
    route: `GET ${envelope}/submissionManifest`,
    support: 'partial',
    note: 'Counts and links; the real fields besides expectedLinks and actualLinks are inferred.',
  },
  {
    route: `GET ${envelope}/submissionErrors`,
    support: 'partial',
    note: 'Problem details (type, title, detail) as inferred; names the missing files.',
  },
  {
    route: `GET ${envelope}/files`,
    support: 'partial',
    note: 'Data files with their validation errors; no checksums.',
  },
  {
    route: `GET ${envelope}/biomaterials`,
    support: 'partial',
    note: 'Three an assay, by name, with an accession once archived.',
  },
  {
    route: `GET ${envelope}/processes`,
    support: 'partial',
    note: 'Three an assay; those of the assays have an accession once archived.',
  },
  { route: `GET ${envelope}/protocols`, support: 'partial', note: 'Five, by name.' },
  { route: `GET ${envelope}/projects`, support: 'supported', note: 'Its one project.' },
  {
    route: 'GET /archiveJobs/:oid',
    support: 'partial',
    note: 'Samples, project and assays of a direct archiving that went well; one error where not.',
  },
  {
    route: 'GET /files/search/findBySubmissionEnvelopeIdAndErrorType',
    support: 'partial',
    note: 'Files that were not uploaded; other error types find nothing.',
  },
  {
    route: `GET ${envelope}/exportJobs`,
    support: 'supported',
    note: 'One per export, oldest first.',
  },
  { route: 'GET /exportJobs/:oid', support: 'supported', note: 'As in the list.' },
  {
    route: 'GET /exportJobs/:oid/entities',
    support: 'partial',
    note: 'Counts by status; only exported entities exist.',
  },
  {
    route: `PUT ${envelope}/submissionEvent`,
    support: 'supported',
    note: '202 at once, the state moves seconds later; every submit is recorded.',
  },
  { route: `PUT ${envelope}/commitDraftEvent`, support: 'supported', note: 'No guard, as really.' },
  { route: `PUT ${envelope}/commitValidEvent`, support: 'supported', note: 'No guard, as really.' },
  {
    route: `PUT ${envelope}/commitGraphValidEvent`,
    support: 'supported',
    note: 'No guard; the tracker is not restarted, so the next submit is accepted and nothing moves.',
  },
  {
    route: `PUT ${envelope}/commitExportedEvent`,
    support: 'supported',
    note: 'No guard, as really.',
  },
  {
    route: `PUT ${envelope}/exportEvent`,
    support: 'partial',
    note: 'Always 403, as it is where linked.',
  },
  {
    route: `PUT ${envelope}/archivedEvent`,
    support: 'not',
    note: 'Archiving has its own simulator.',
  },
  { route: `PUT ${envelope}/cleanupEvent`, support: 'not', note: 'The runbook never sends it.' },
  {
    route: 'PATCH /projects/:oid',
    support: 'not',
    note: 'Edits are played by the controls.',
  },
];
