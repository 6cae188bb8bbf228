import type { Route } from '../http-service.ts';
import { eventRoutes } from './event-routes.ts';
import { jobRoutes } from './job-routes.ts';
import { type IngestWorld, projectRoutes } from './project-routes.ts';
import { submissionRoutes } from './submission-routes.ts';

/** Every route of the ingest simulator. */
export function ingestRoutes(world: IngestWorld): readonly Route[] {
  return [
    ...projectRoutes(world),
    ...submissionRoutes(world),
    ...jobRoutes(world),
    ...eventRoutes(world),
  ];
}
