import type { Coverage } from '../http-service.ts';

const dsp = '/archiveSubmissions/:dsp';

/** What the archiver simulator covers of ingest-archiver. */
export const archiverCoverage: readonly Coverage[] = [
  { route: 'GET /', support: 'supported', note: 'Open, a text.' },
  {
    route: 'POST /archiveSubmissions',
    support: 'partial',
    note: 'Builds for 3 minutes; a second one hides the first; no alias prefix, of the excluded types only sequencingRun counts; only projects of the archiving scenarios have entities.',
  },
  {
    route: 'GET /latestArchiveSubmission/:uuid',
    support: 'supported',
    note: '404 with null until the submission is built.',
  },
  {
    route: `GET ${dsp}`,
    support: 'supported',
    note: 'An unknown id is 500 with a page, as really.',
  },
  {
    route: `DELETE ${dsp}`,
    support: 'supported',
    note: 'The fault archiver-delete-500 fails after it removed.',
  },
  {
    route: `GET ${dsp}/fileUploadPlan`,
    support: 'supported',
    note: 'Nested while building, and with the fault archiver-nested-plan.',
  },
  {
    route: `GET ${dsp}/validationErrors`,
    support: 'partial',
    note: 'Missing files, and one fault of a sample; pending for a minute.',
  },
  {
    route: `GET ${dsp}/blockers`,
    support: 'partial',
    note: 'Follow from the same as the validation errors.',
  },
  {
    route: `POST ${dsp}/complete`,
    support: 'supported',
    note: '202 always; where something blocks, nothing follows. Archived 20 minutes later.',
  },
  {
    route: 'POST /archiveSubmissions/data',
    support: 'supported',
    note: '200 always; results 10 minutes later.',
  },
  {
    route: 'GET /archiveSubmissions/data/:uuid',
    support: 'supported',
    note: 'One file of the scenario archiving-direct stays null until it is asked for twice.',
  },
  { route: `GET ${dsp}/entities`, support: 'not', note: 'The runbook never reads it.' },
  { route: `GET ${dsp}/validationResult`, support: 'not', note: 'The runbook never reads it.' },
];
