import type { Route } from '../http-service.ts';
import { newestOf, stateOf } from '../world/choices.ts';
import type { Ledger } from '../world/ledger.ts';
import type { Project } from '../world/record.ts';
import { sitePage, siteProblem } from './layout.ts';

const SITE = 'Ingest browser';
const DETAIL = '/projects/detail';
const RESET = '/projects/detail/reset';
/** In these a wrangler can change nothing any more: ingest operations reset the submission. */
const LOCKED = ['Submitted', 'Exporting', 'Exported'];

/** The project page that wranglers copy the UUID from, and where ingest operations reset a submission. */
export function ingestSiteRoutes(ledger: Ledger): readonly Route[] {
  const named = (query: URLSearchParams) => ledger.projectBy({ uuid: query.get('uuid') ?? '' });
  const isLocked = (project: Project) => LOCKED.includes(stateOf(project, ledger.now()));
  return [
    {
      method: 'GET',
      path: DETAIL,
      answer({ query }) {
        const project = named(query);
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
          ...(isLocked(project) && {
            action: {
              label: 'Reset to valid',
              hint: 'As ingest operations would: it is Graph valid again within a few minutes of sandbox time.',
              address: `${RESET}?uuid=${project.uuid}`,
            },
          }),
        });
      },
    },
    {
      method: 'POST',
      path: RESET,
      answer({ query }) {
        const project = named(query);
        const newest = project && newestOf(project);
        if (newest === undefined) return siteProblem(404, SITE, 'There is no such submission.');
        if (isLocked(newest.project)) ledger.correct(newest);
        return { status: 303, headers: { location: `${DETAIL}?uuid=${newest.project.uuid}` } };
      },
    },
  ];
}
