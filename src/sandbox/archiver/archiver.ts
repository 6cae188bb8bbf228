import { json, type Route, type ServiceAnswer, type ServiceRequest } from '../http-service.ts';
import type { ArchiverWorld } from './archiver-world.ts';
import { dataRoutes } from './data-routes.ts';
import { dspReadingRoutes } from './dsp-reading-routes.ts';
import { requestRoutes } from './request-routes.ts';

/** Every route of the archiver simulator. */
export function archiverRoutes(world: ArchiverWorld): readonly Route[] {
  const keyed = (route: Route): Route => ({
    ...route,
    answer: (request) => refusalOfKey(world, request) ?? route.answer(request),
  });
  return [
    {
      method: 'GET',
      path: '/',
      answer: () => ({
        status: 200,
        headers: { 'content-type': 'text/html; charset=utf-8' },
        body: 'Ingest Archiver is running',
      }),
    },
    // Before `/archiveSubmissions/:dsp`, which would take `data` for an id.
    ...dataRoutes(world).map(keyed),
    ...requestRoutes(world).map(keyed),
    ...dspReadingRoutes(world).map(keyed),
  ];
}

function refusalOfKey(
  { apiKey, faults }: ArchiverWorld,
  { headers }: ServiceRequest,
): ServiceAnswer | undefined {
  const given = headers['api-key'];
  if (given === undefined) return json(401, { message: 'header missing Api-Key' });
  if (given !== apiKey || faults.has('archiver-401')) {
    return json(401, { message: 'invalid Api-Key' });
  }
  return undefined;
}
