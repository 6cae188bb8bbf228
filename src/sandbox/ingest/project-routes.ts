import type { Route, ServiceRequest } from '../http-service.ts';
import type { Ledger } from '../world/ledger.ts';
import type { Project } from '../world/record.ts';
import { failure, hal, isUuid, notFound, page, unauthorized } from './hal.ts';
import { projectResource } from './project-resource.ts';
import { submissionResource } from './submission-resource.ts';

/** What the routes of ingest need of the world. */
export interface IngestWorld {
  readonly ledger: Ledger;
  readonly token: string;
  /** Whether the nightly job has found the project in the catalogue. */
  isPublished(project: Project): boolean;
}

export function isKnown({ token }: IngestWorld, request: ServiceRequest): boolean {
  return request.headers.authorization === `Bearer ${token}`;
}

export function projectRoutes(world: IngestWorld): readonly Route[] {
  const { ledger } = world;
  const resource = (request: ServiceRequest) => (project: Project) =>
    projectResource(project, request.base, ledger.now(), world.isPublished(project));
  return [
    {
      method: 'GET',
      path: '/projects/search/findByUuid',
      answer(request) {
        const uuid = request.query.get('uuid') ?? '';
        if (!isUuid(uuid)) return failure(request, 400, `Invalid UUID string: ${uuid}`);
        const project = ledger.projectBy({ uuid });
        return project ? hal(200, resource(request)(project)) : notFound;
      },
    },
    {
      method: 'GET',
      path: '/projects/filter',
      answer(request) {
        if (!isKnown(world, request)) return unauthorized;
        const now = resource(request);
        const found = ledger.record.projects.filter(
          (project) => matches(project, request.query) && hasFields(now(project), request.query),
        );
        return page(request, 'projects', found, now);
      },
    },
    {
      method: 'GET',
      path: '/projects/:oid',
      answer(request) {
        const project = ledger.projectBy({ oid: request.params['oid'] ?? '' });
        return project ? hal(200, resource(request)(project)) : notFound;
      },
    },
    {
      method: 'GET',
      path: '/projects/:oid/submissionEnvelopes',
      answer(request) {
        if (!isKnown(world, request)) return unauthorized;
        const project = ledger.projectBy({ oid: request.params['oid'] ?? '' });
        if (project === undefined) return notFound;
        return page(
          request,
          'submissionEnvelopes',
          project.submissions,
          (submission) => submissionResource(submission, request.base, ledger.now()),
          { slices: false },
        );
      },
    },
  ];
}

/** Core's text index: whole words of short name, title and description, in any case. */
function matches(project: Project, query: URLSearchParams): boolean {
  const wanted = wordsOf(query.get('search') ?? '');
  if (wanted.length === 0) return true;
  const words = wordsOf(`${project.shortName} ${project.title} ${project.description}`);
  switch (query.get('searchType')) {
    case 'AnyKeyword':
      return wanted.some((word) => words.includes(word));
    case 'ExactMatch':
      return ` ${words.join(' ')} `.includes(` ${wanted.join(' ')} `);
    default:
      return wanted.every((word) => words.includes(word));
  }
}

function hasFields(
  resource: { readonly wranglingState: string; readonly primaryWrangler: string },
  query: URLSearchParams,
): boolean {
  const state = query.get('wranglingState');
  const wrangler = query.get('primaryWrangler');
  return (
    (state === null || constant(resource.wranglingState) === constant(state)) &&
    (wrangler === null || resource.primaryWrangler === wrangler)
  );
}

function constant(text: string): string {
  return text.toUpperCase().replaceAll(' ', '_');
}

function wordsOf(text: string): readonly string[] {
  return text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [];
}
