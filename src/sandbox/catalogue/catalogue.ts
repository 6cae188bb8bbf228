import { z } from 'zod';
import { json, type Route, type ServiceAnswer, type ServiceRequest } from '../http-service.ts';
import type { Ledger } from '../world/ledger.ts';
import type { Project } from '../world/record.ts';
import { hitOf } from './hit.ts';

export interface CatalogueWorld {
  readonly ledger: Ledger;
  /** Names of the catalogues, the default first. */
  readonly catalogues: readonly string[];
  isIndexed(project: Project, catalogue: string): boolean;
}

const filtersSchema = z.object({
  projectId: z.object({ is: z.array(z.string()) }).optional(),
});
const defaultSize = 10;
const largestSize = 1000;

/** Every route of the catalogue simulator (Azul's service API). */
export function catalogueRoutes(world: CatalogueWorld): readonly Route[] {
  const { ledger, catalogues } = world;
  const within =
    (answer: (request: ServiceRequest, catalogue: string) => ServiceAnswer): Route['answer'] =>
    (request) => {
      const asked = request.query.get('catalog') ?? catalogues[0] ?? '';
      if (catalogues.includes(asked)) return answer(request, asked);
      return problem(400, 'BadRequestError', `Catalog name '${asked}' is invalid.`);
    };
  return [
    {
      method: 'GET',
      path: '/index/catalogs',
      answer: () =>
        json(200, {
          default_catalog: catalogues[0],
          catalogs: Object.fromEntries(
            catalogues.map((name) => [
              name,
              { internal: false, atlas: 'hca', plugins: { metadata: { name: 'hca' } } },
            ]),
          ),
        }),
    },
    {
      method: 'GET',
      path: '/index/projects',
      answer: within((request, catalogue) => {
        const filters = filtersSchema.safeParse(parse(request.query.get('filters') ?? '{}'));
        if (!filters.success) {
          return problem(400, 'BadRequestError', 'The `filters` parameter is not valid JSON');
        }
        const wanted = filters.data.projectId?.is;
        const found = ledger.record.projects
          .filter(({ uuid }) => wanted === undefined || wanted.includes(uuid))
          .filter((project) => world.isIndexed(project, catalogue))
          .sort((a, b) => (a.title < b.title ? -1 : 1));
        return json(200, listOf(found, request));
      }),
    },
    {
      method: 'GET',
      path: '/index/projects/:uuid',
      answer: within(({ params }, catalogue) => {
        const uuid = params['uuid'] ?? '';
        const project = ledger.projectBy({ uuid });
        if (project && world.isIndexed(project, catalogue)) return json(200, hitOf(project));
        const message = `Can't find an entity in projects with an uuid, ${uuid}.`;
        return problem(404, 'NotFoundError', message);
      }),
    },
  ];
}

/** One page of hits; the next page goes on after the last hit's number. */
function listOf(found: readonly Project[], { base, path, query }: ServiceRequest) {
  const asked = Number(query.get('size') ?? defaultSize);
  const size = Number.isInteger(asked) && asked > 0 ? Math.min(asked, largestSize) : defaultSize;
  const begin = Number(query.get('search_after') ?? 0) || 0;
  const hits = found.slice(begin, begin + size);
  const link = (from: number) => {
    const next = new URLSearchParams(query);
    next.set('search_after', String(from));
    return `${base}${path}?${next}`;
  };
  return {
    pagination: {
      count: hits.length,
      total: found.length,
      size,
      next: begin + size < found.length ? link(begin + size) : null,
      previous: begin > 0 ? link(Math.max(begin - size, 0)) : null,
      pages: Math.ceil(found.length / size),
      sort: 'projectTitle',
      order: 'asc',
    },
    termFacets: {},
    hits: hits.map(hitOf),
  };
}

function problem(status: number, code: string, message: string): ServiceAnswer {
  return json(status, { Code: code, Message: message });
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
