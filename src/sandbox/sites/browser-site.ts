import type { CatalogueWorld } from '../catalogue/catalogue.ts';
import type { Route } from '../http-service.ts';
import { sitePage, siteProblem } from './layout.ts';

const SITE = 'Data browser';

/** The page that the final check looks at, once the catalogue has the project. */
export function browserSiteRoutes(world: CatalogueWorld): readonly Route[] {
  return [
    {
      method: 'GET',
      path: '/projects/:uuid',
      answer({ params }) {
        const project = world.ledger.projectBy({ uuid: params['uuid'] ?? '' });
        const shown = project && world.catalogues.find((name) => world.isIndexed(project, name));
        if (project === undefined || shown === undefined) {
          return siteProblem(404, SITE, 'This project is not in the browser (yet).');
        }
        return sitePage({
          site: SITE,
          title: project.title,
          subtitle: project.shortName,
          facts: [
            ['Catalogue', shown],
            ['Project UUID', project.uuid],
            ['Cells', String(project.assays * 8000)],
            ['Files', `${4 * project.assays} fastq.gz`],
            ['Access', project.dataAccess],
          ],
        });
      },
    },
  ];
}
