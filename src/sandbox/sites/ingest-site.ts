import type { Route } from '../http-service.ts';
import { stateOf } from '../world/choices.ts';
import type { Ledger } from '../world/ledger.ts';
import { sitePage, siteProblem } from './layout.ts';

const SITE = 'Ingest browser';

/** The project page that wranglers copy the UUID from. */
export function ingestSiteRoutes(ledger: Ledger): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/projects/detail',
      answer({ query }) {
        const project = ledger.projectBy({ uuid: query.get('uuid') ?? '' });
        if (project === undefined) return siteProblem(404, SITE, 'There is no such project.');
        return sitePage({
          site: SITE,
          title: project.shortName,
          subtitle: project.title,
          facts: [
            ['Project UUID', project.uuid],
            ['Project', project.validationState],
            ['Submission', stateOf(project, ledger.now())],
            ['Assays', String(project.assays)],
            ['Access', project.dataAccess],
            ['Primary wrangler', project.primaryWrangler],
          ],
        });
      },
    },
  ];
}
