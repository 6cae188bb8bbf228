import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { z } from 'zod';
import { systemRandom } from '../../src/config/system.ts';
import { createMeter } from '../../src/http/meter.ts';
import { buildServer } from '../../src/http/server.ts';
import { type Answer, type Bench, openBench, UNKNOWN } from './bench.ts';

const schema = z.looseObject({});
const operation = z.looseObject({
  responses: z.record(
    z.string(),
    z.looseObject({
      content: z.record(z.string(), z.object({ schema })).optional(),
    }),
  ),
});
const description = z.looseObject({
  openapi: z.string(),
  paths: z.record(z.string(), z.record(z.string(), operation)),
  components: z.looseObject({ schemas: z.record(z.string(), schema) }),
});

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench[Symbol.asyncDispose]());

async function described() {
  const { body } = await bench.get('/api/openapi.json');
  return description.parse(body);
}

it('every route is described, and everything described is a route', async () => {
  const quiet = () => undefined;
  const routes = await buildServer({
    log: { info: quiet, warn: quiet, error: quiet },
    random: systemRandom,
    meter: createMeter(),
    readiness: async () => [],
    slackEvents: () => undefined,
    behind: () => undefined,
    downloads: () => undefined,
  });
  const { paths, openapi } = await described();
  expect(openapi).toBe('3.1.0');
  const known = Object.entries(paths).flatMap(([path, methods]) =>
    Object.keys(methods).map((method) => ({
      method: method.toUpperCase(),
      url: path.replaceAll(/\{(\w+)\}/g, ':$1'),
    })),
  );
  for (const route of known) expect([route, routes.hasRoute(route)]).toEqual([route, true]);
  const count =
    routes.printRoutes({ commonPrefix: false }).match(/\((GET|POST|PUT|PATCH|DELETE|, )+\)/g) ?? [];
  // The button on the page of a share is for people: it is pressed with a file’s number, or without.
  const forPeople = 2;
  expect(count.join().match(/GET|POST|PUT|PATCH|DELETE/g)).toHaveLength(known.length + forPeople);
  await routes.close();
});

it('every operation says what it is for, who may use it, and which problems to expect', async () => {
  const { paths } = await described();
  for (const [path, methods] of Object.entries(paths)) {
    for (const [method, one] of Object.entries(methods)) {
      const where = `${method} ${path}`;
      expect([where, typeof one['summary']]).toEqual([where, 'string']);
      if (!/^\/api\/(datasets|files|data-export)/.test(path)) continue;
      expect([where, one['security']]).toEqual([where, [{ key: [expect.stringContaining(':')] }]]);
      const statuses = Object.keys(one.responses);
      expect(statuses).toEqual(expect.arrayContaining(['401', '403', '429', '500', '503']));
      for (const status of statuses.filter((each) => each >= '400')) {
        expect(Object.keys(one.responses[status]?.content ?? {})).toEqual([
          'application/problem+json',
        ]);
      }
    }
  }
});

describe('real answers are as described', () => {
  it('in every operation, refused or not', async () => {
    const description = await described();
    const key = await bench.key({
      roles: ['wrangler'],
      scopes: ['datasets:read', 'datasets:write', 'metrics:read'],
    });
    const files = await bench.key({
      roles: ['wrangler'],
      scopes: ['files:read', 'files:write', 'exports:read', 'exports:write'],
    });
    const jobs = '/api/data-export/jobs';
    const statistics = '/api/data-export/statistics';
    const { projectUuid } = bench.outside.addProject(1);
    const self = `/api/datasets/${projectUuid}`;
    const template = '/api/datasets/{uuid}';
    const check = (method: string, path: string, { status, headers, body }: Answer) => {
      const type = headers.get('content-type')?.split(';')[0] ?? '';
      const found = description.paths[path]?.[method]?.responses[status]?.content?.[type]?.schema;
      const where = `${method} ${path} ${status} ${type}`;
      expect([where, found === undefined]).toEqual([where, false]);
      const whole = { ...found, components: description.components };
      const shape = z.fromJSONSchema(inlined(whole));
      expect([where, shape.safeParse(type === 'text/plain' ? body['text'] : body).error]).toEqual([
        where,
        undefined,
      ]);
      if (type !== 'text/plain') expect(shape.safeParse({}).success).toBe(false); // it does look
      return status;
    };

    const shown = await bench.post('/api/datasets', key, { project: 'Sim1' });
    const { preview } = z.object({ preview: z.object({ id: z.string() }) }).parse(shown.body);
    const note = { event: 'note', values: { note: 'Slow today.' } };
    const seen = [
      check('post', '/api/datasets', shown),
      check('post', '/api/datasets', await bench.post('/api/datasets', key, { project: 'Simm' })),
      check(
        'post',
        '/api/datasets',
        await bench.post('/api/datasets', key, { preview: preview.id }),
      ),
      check('post', '/api/datasets', await bench.post('/api/datasets', key, { project: 'Sim1' })),
      check('post', '/api/datasets', await bench.post('/api/datasets', key, { preview: 'gone' })),
      check('get', '/api/datasets', await bench.get('/api/datasets', key)),
      check('get', '/api/datasets', await bench.get('/api/datasets?limit=x', key)),
      check('get', '/api/datasets', await bench.get('/api/datasets')),
      check('get', template, await bench.get(self, key)),
      check('get', template, await bench.get(`/api/datasets/${UNKNOWN}`, key)),
      check('get', `${template}/history`, await bench.get(`${self}/history`, key)),
      check('post', `${template}/events`, await bench.post(`${self}/events`, key, note)),
      check(
        'post',
        `${template}/events`,
        await bench.post(`${self}/events`, key, { event: 'note' }),
      ),
      check('post', `${template}/events`, await bench.post(`${self}/events`, key, { event: 'x' })),
      check('get', '/api/data-export', await bench.get('/api/data-export', files)),
      check('get', statistics, await bench.get(statistics, files)),
      check('get', `${jobs}/{id}`, await bench.get(`${jobs}/1`, files)),
      check('post', jobs, await bench.post(jobs, files, { name: 'x', file_ids: [1] })),
      check('post', jobs, await bench.post(jobs, files, { name: '' })),
      check(
        'post',
        '/api/files/scan',
        await bench.post('/api/files/scan', files, { project: UNKNOWN }),
      ),
      check('get', '/api/files/{id}', await bench.get('/api/files/1', files)),
      check('get', '/healthz', await bench.get('/healthz')),
      check('get', '/readyz', await bench.get('/readyz')),
      check('get', '/metrics', await bench.get('/metrics', key)),
    ];
    expect(seen).toEqual([
      200, 404, 201, 409, 410, 200, 400, 401, 200, 404, 200, 200, 422, 409, 200, 200, 404, 404, 422,
      200, 404, 200, 200, 200,
    ]);
  });
});

/** References lead into the components of the same document. */
function inlined({ components, ...rest }: { components: unknown } & Record<string, unknown>) {
  const { schemas } = z.looseObject({ schemas: schema }).parse(components);
  const text = JSON.stringify({ ...rest, $defs: schemas });
  return z.looseObject({}).parse(JSON.parse(text.replaceAll('#/components/schemas/', '#/$defs/')));
}
