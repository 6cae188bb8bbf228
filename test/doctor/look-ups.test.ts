import { once } from 'node:events';
import { createServer } from 'node:http';
import { expect, it } from 'vitest';
import { z } from 'zod';
import { systemClock } from '../../src/config/system.ts';
import { lookUpChecks } from '../../src/doctor/tracker/look-ups.ts';
import { freePorts } from '../support/free-ports.ts';

const sources = '/etc/sources_config.json';
const tracker = { sources, times: [], timeZone: 'UTC', workbooks: 30 };
const checks = (change: object) =>
  lookUpChecks({ config: { tracker: { ...tracker, ...change } }, secrets: {}, clock: systemClock });

it('nothing is asked where nothing is configured', () => {
  expect(checks({})).toEqual([]);
  expect(lookUpChecks({ config: {}, secrets: {}, clock: systemClock })).toEqual([]);
});

it('a database that is down is named, with where to look', async () => {
  const [port = 0] = await freePorts(1);
  const [check] = checks({
    databases: [
      {
        ...{ name: 'gxa', type: 'postgres', host: '127.0.0.1', port, database: 'gxa' },
        ...{ user: 'reader', tls: 'off', patience: 1000, answers: ['eligibility'] },
      },
    ],
  });
  expect(check?.name).toBe('tracker database gxa');
  expect(await check?.run()).toMatchObject({
    mark: 'fail',
    says: expect.stringContaining(`reader at 127.0.0.1:${port}, eligibility: `),
    fix: expect.stringContaining('tracker.databases.gxa'),
  });
});

it('lists of species are counted', async () => {
  const list = createServer((request, response) => {
    response.setHeader('content-type', 'application/json');
    response.statusCode = request.url === '/tree' ? 200 : 404;
    response.end('{"tree": [{"path": "homo_sapiens"}, {"path": "mus_musculus"}]}');
  }).listen(0, '127.0.0.1');
  await once(list, 'listening');
  const { port } = z.object({ port: z.number() }).parse(list.address());
  const [good, lost] = checks({
    species: [`http://127.0.0.1:${port}/tree`, `http://127.0.0.1:${port}/nowhere`],
  });
  expect(await good?.run()).toMatchObject({
    mark: 'ok',
    says: expect.stringContaining('2 species'),
  });
  expect(await lost?.run()).toMatchObject({ mark: 'fail', fix: 'Check tracker.species.' });
  list.close();
});
