import type { Coverage } from '../http-service.ts';

/** What the import form covers of the hosted web form. */
export const importFormCoverage: readonly Coverage[] = [
  {
    route: 'GET /forms/d/e/request-for-import/viewform',
    support: 'supported',
    note: 'Thirteen fields, prefilled by entry.N in the address; the numbers are made up.',
  },
  {
    route: 'POST /forms/d/e/request-for-import/formResponse',
    support: 'supported',
    note: 'Records the response, or shows the form again with what is missing.',
  },
  {
    route: 'GET /forms/d/e/request-for-import/prefill',
    support: 'not',
    note: 'The page on which the form service composes prefilled addresses.',
  },
];
