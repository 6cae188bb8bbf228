import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { days } from '../../src/domain/duration.ts';
import { revokeKey } from '../../src/operations/keys.ts';
import { type Bench, openBench, UNKNOWN } from './bench.ts';

let bench: Bench;
beforeEach(async () => {
  bench = await openBench();
});
afterEach(() => bench[Symbol.asyncDispose]());

const everywhere = [
  ['GET', '/api/datasets', 'datasets:read'],
  ['GET', `/api/datasets/${UNKNOWN}`, 'datasets:read'],
  ['GET', `/api/datasets/${UNKNOWN}/history`, 'datasets:read'],
  ['POST', '/api/datasets', 'datasets:write'],
  ['POST', `/api/datasets/${UNKNOWN}/events`, 'datasets:write'],
  ['GET', '/api/files', 'files:read'],
  ['GET', '/api/files/1', 'files:read'],
  ['GET', '/api/files/1/lineage', 'files:read'],
  ['POST', '/api/files', 'files:write'],
  ['POST', '/api/files/scan', 'files:write'],
  ['POST', '/api/files/1/lineage', 'files:write'],
  ['GET', '/api/data-export', 'exports:read'],
  ['GET', '/api/data-export/jobs', 'exports:read'],
  ['GET', '/api/data-export/jobs/1', 'exports:read'],
  ['GET', '/api/data-export/jobs/key/export_x', 'exports:read'],
  ['GET', '/api/data-export/statistics', 'exports:read'],
  ['POST', '/api/data-export/jobs', 'exports:write'],
  ['POST', '/api/data-export/jobs/1/cancel', 'exports:write'],
  ['POST', '/api/data-export/jobs/1/revoke-links', 'exports:write'],
] as const;

const ask = (method: string, path: string, key?: string) =>
  method === 'GET' ? bench.get(path, key) : bench.post(path, key ?? '', {});

describe.each(everywhere)('%s %s', (method, path, scope) => {
  it('is refused without a key, and says how to send one', async () => {
    const answer = await ask(method, path);
    expect(answer.status).toBe(401);
    expect(answer.headers.get('www-authenticate')).toBe('Bearer');
    expect(answer.headers.get('content-type')).toContain('application/problem+json');
    expect(answer.body).toMatchObject({
      type: 'urn:handoff:unauthorised',
      title: 'This needs a key',
      status: 401,
      reference: expect.stringMatching(/^[0-9a-f]{4}$/),
    });
  });

  it('is refused to a key without its scope', async () => {
    const other = scope === 'datasets:read' ? 'datasets:write' : 'datasets:read';
    const answer = await ask(method, path, await bench.key({ scopes: [other, 'metrics:read'] }));
    expect(answer).toMatchObject({
      status: 403,
      body: { type: 'urn:handoff:lacking-scope', detail: expect.stringContaining(scope) },
    });
  });

  it('is open to a key with its scope', async () => {
    const answer = await ask(method, path, await bench.key({ scopes: [scope] }));
    expect([200, 400, 404, 422]).toContain(answer.status);
  });
});

describe('a key that opens nothing', () => {
  it.each([
    ['malformed', async () => 'hk_nonsense'],
    ['with a wrong secret', async () => (await bench.key()).slice(0, 24) + 'A'.repeat(43)],
    ['that nobody made', async () => `hk_${'a'.repeat(20)}_${'A'.repeat(43)}`],
    [
      'expired',
      async () => {
        const key = await bench.key({ expiresInDays: 1 });
        await bench.clock.advance(days(1));
        return key;
      },
    ],
    [
      'revoked',
      async () => {
        const key = await bench.key({ name: 'gone' });
        await revokeKey({ db: bench.station.db, clock: bench.clock }, { key: 'gone' });
        return key;
      },
    ],
  ])('%s: all are refused in the same words', async (_, make) => {
    const { status, body } = await bench.get('/api/datasets', await make());
    expect(status).toBe(401);
    expect(body).toMatchObject({ type: 'urn:handoff:unauthorised', title: 'This needs a key' });
  });

  it('is refused when it comes by another way than the header', async () => {
    const key = await bench.key();
    expect((await bench.get(`/api/datasets?key=${key}`)).status).toBe(401);
    expect((await bench.get('/api/datasets', undefined, { authorization: key })).status).toBe(401);
    const basic = `Basic ${Buffer.from(`${key}:`).toString('base64')}`;
    expect((await bench.get('/api/datasets', undefined, { authorization: basic })).status).toBe(
      401,
    );
  });
});

it('a refusal’s reference finds its line in the log, which holds no key', async () => {
  const key = await bench.key({ scopes: ['datasets:write'] });
  const { body } = await bench.get('/api/datasets', key);
  const line = bench.logged.find(({ details }) => details['reference'] === body['reference']);
  expect(line).toMatchObject({
    event: 'rest refused',
    details: { status: 403, method: 'GET', route: '/api/datasets', key: key.slice(3, 23) },
  });
  expect(JSON.stringify(bench.logged)).not.toContain(key.slice(-43));
});

describe('too many requests', () => {
  it('are held back for each key alone, with the time to wait', async () => {
    await using narrow = await openBench({ rate: { key: 3, address: 2 } });
    const [busy, other] = [await narrow.key(), await narrow.key()];
    const answers = [];
    for (let n = 0; n < 4; n += 1) answers.push(await narrow.get('/api/datasets', busy));
    expect(answers.map(({ status }) => status)).toEqual([200, 200, 200, 429]);
    const [last] = answers.slice(-1);
    expect(Number(last?.headers.get('retry-after'))).toBeGreaterThan(0);
    expect(last?.body).toMatchObject({ type: 'urn:handoff:too-many-requests', status: 429 });
    expect((await narrow.get('/api/datasets', other)).status).toBe(200);
  });

  it('are held back for whoever guesses keys, which costs the holders of real ones nothing', async () => {
    await using narrow = await openBench({ rate: { key: 3, address: 2 } });
    const key = await narrow.key();
    const guess = `${key.slice(0, 24)}${'A'.repeat(43)}`;
    const statuses = [];
    for (let n = 0; n < 3; n += 1) statuses.push((await narrow.get('/api/datasets', guess)).status);
    expect(statuses).toEqual([401, 401, 429]);
    expect((await narrow.get('/api/datasets', key)).status).toBe(200);
  });
});

it('is a 503 with Retry-After while the instance stands by', async () => {
  const { buildServer } = await import('../../src/http/server.ts');
  const { createMeter } = await import('../../src/http/meter.ts');
  const { systemRandom } = await import('../../src/config/system.ts');
  const quiet = () => undefined;
  const server = await buildServer({
    log: { info: quiet, warn: quiet, error: quiet },
    random: systemRandom,
    meter: createMeter(),
    readiness: async () => [],
    slackEvents: () => undefined,
    behind: () => undefined,
    downloads: () => undefined,
  });
  const answer = await server.inject('/api/datasets');
  expect(answer.statusCode).toBe(503);
  expect(answer.headers['retry-after']).toBe('1');
  await server.close();
});
