import type { Coverage } from '../http-service.ts';

/** What the DSP simulator covers of the submission portal, its file storage, and AAP. */
export const dspCoverage: readonly Coverage[] = [
  {
    route: 'GET /auth',
    support: 'partial',
    note: 'AAP, at the address of DSP; basic authentication, a token of an hour.',
  },
  {
    route: 'GET /api/files/search/by-filename-and-submission',
    support: 'partial',
    note: 'Whole files only.',
  },
  { route: 'GET /api/submissions/:dsp', support: 'partial', note: 'That it is there; no login.' },
  { route: 'OPTIONS /files', support: 'supported', note: 'The version and its extensions.' },
  {
    route: 'POST /files',
    support: 'partial',
    note: 'Creation with a known length; the file of a DCP1 bundle is refused once.',
  },
  { route: 'HEAD /files/:id', support: 'supported', note: 'How far it has come.' },
  {
    route: 'PATCH /files/:id',
    support: 'partial',
    note: 'Whole requests, no checksums; contents are not kept, only their sums.',
  },
  { route: 'DELETE /files/:id', support: 'not', note: 'No termination.' },
];
