import type { Coverage } from '../http-service.ts';

/** What is covered of Google: as much as the tracker uses, with Google’s limits. */
export const googleSheetsCoverage: readonly Coverage[] = [
  {
    route: 'POST /token',
    support: 'partial',
    note: 'For the assertion of one service account, whose signature, times and scope are checked.',
  },
  {
    route: 'GET /v4/spreadsheets/:id',
    support: 'partial',
    note: 'Properties and rules of all sheets, or the cells of one range; whatever fields are asked for.',
  },
  {
    route: 'GET /v4/spreadsheets/:id/:call',
    support: 'partial',
    note: 'values:batchGet of whole rows, unformatted.',
  },
  {
    route: 'POST /v4/spreadsheets/:call',
    support: 'partial',
    note: 'batchUpdate of the eight requests in requests.ts, all or none; each field that Google does not know is refused.',
  },
  {
    route: 'GET /spreadsheets/d/:id/edit',
    support: 'partial',
    note: 'A page of our own, on which texts are written into cells.',
  },
  {
    route: 'POST /spreadsheets/d/:id/edit',
    support: 'partial',
    note: 'One cell, as a text: nothing is computed.',
  },
  {
    route: 'POST /v4/spreadsheets',
    support: 'not',
    note: 'Spreadsheets are made by people.',
  },
  {
    route: 'PUT /v4/spreadsheets/:id/values/:range',
    support: 'not',
    note: 'What stands there already would be overwritten.',
  },
  {
    route: 'GET /drive/v3/files/:id/comments',
    support: 'not',
    note: 'Drive, its comments and its history of versions.',
  },
];
