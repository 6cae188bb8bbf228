import type { Coverage } from '../http-service.ts';

/** What the catalogue simulator covers of Azul's service API. */
export const catalogueCoverage: readonly Coverage[] = [
  {
    route: 'GET /index/catalogs',
    support: 'supported',
    note: 'The default catalogue comes first.',
  },
  {
    route: 'GET /index/projects',
    support: 'partial',
    note: 'Filters by projectId only, sorted by title; no facets; the paging token is a number.',
  },
  {
    route: 'GET /index/projects/:uuid',
    support: 'partial',
    note: '404 as JSON until indexed; a hit has its main fields; managed access shows as not accessible.',
  },
  { route: 'GET /index/samples', support: 'not', note: 'Nobody asks for samples.' },
  { route: 'GET /index/files', support: 'not', note: 'Nobody asks for files.' },
];
