import { expect, it } from 'vitest';
import { z } from 'zod';
import { serviceAccount } from '../../src/sandbox/google-sheets/account.ts';
import { startGoogleSheets } from '../../src/sandbox/google-sheets/google-sheets.ts';
import { openGoogleSpreadsheet } from '../../src/tracker/google/google-client.ts';
import { createTestClock } from '../support/test-clock.ts';
import { aTree, of } from '../tracker/tree.ts';
import { openBench } from './bench.ts';

const ID = '1rIf3t2wcfYdE8rgxDhYOwr';
const TRACK = 'Track Ingested Experiments';
const started = z.object({ id: z.number() });

it('an edit in the sheet is listed, and decided by whoever has a role', async () => {
  await using open = new AsyncDisposableStack();
  const tree = open.use(aTree({ 'loading/E-MTAB-1/x': '' }));
  const sources = tree.put('sources.json', JSON.stringify({ [tree.at('loading')]: of('loading') }));
  const clock = createTestClock();
  const google = open.use(await startGoogleSheets({ id: ID, now: clock.now }));
  const { endpoint, people } = google;
  const bench = open.use(
    await openBench({
      sources,
      spreadsheet: {
        id: ID,
        open: (signal) =>
          openGoogleSpreadsheet({ id: ID, credentials: serviceAccount(), endpoint, clock, signal }),
      },
    }),
  );
  const reader = await bench.key({ scopes: ['tracker:read'] });
  const without = await bench.key({ scopes: ['tracker:write'] });
  const writer = await bench.key({ scopes: ['tracker:write'], roles: ['wrangler'] });
  const signal = new AbortController().signal;

  const { id } = started.parse((await bench.post('/api/tracker/runs', writer, {})).body);
  while ((await bench.get(`/api/tracker/runs/${id}`, reader)).body['state'] === 'crawling');
  expect((await bench.get('/api/tracker/google', reader)).body).toEqual({
    address: `https://docs.google.com/spreadsheets/d/${ID}/edit`,
  });
  expect(await bench.keeper?.show(signal)).toBe(true);
  expect((await bench.get('/api/tracker/google', reader)).body).toMatchObject({ run: id });

  people.type(TRACK, 'E-MTAB-1', 'Curator', 'Ben');
  const second = started.parse((await bench.post('/api/tracker/runs', writer, {})).body);
  while ((await bench.get(`/api/tracker/runs/${second.id}`, reader)).body['state'] === 'crawling');
  await bench.keeper?.show(signal);
  const path = '/api/tracker/proposals';
  const proposal = {
    ...{ id: 1, sheet: 'track', accession: 'E-MTAB-1', column: 'Curator' },
    ...{ was: '', proposed: 'Ben', seenAt: expect.any(String) },
  };
  expect((await bench.get(`${path}?state=open`, reader)).body).toEqual({
    proposals: [{ ...proposal, state: 'open' }],
  });

  const decision = { ids: [1, 77], decision: 'accept', reason: 'He is.' };
  expect((await bench.post(`${path}/decisions`, reader, decision)).status).toBe(403);
  expect((await bench.post(`${path}/decisions`, without, decision)).body).toMatchObject({
    type: 'urn:handoff:not-your-role',
  });
  const { status, body } = await bench.post(`${path}/decisions`, writer, decision);
  expect([status, body]).toEqual([
    200,
    {
      decided: [
        {
          ...{ ...proposal, state: 'accepted', reason: 'He is.' },
          ...{ person: expect.stringMatching(/^key:/), endedAt: expect.any(String) },
        },
      ],
      notOpen: [77],
    },
  ]);
  expect((await bench.get(`${path}?state=open`, reader)).body).toEqual({ proposals: [] });
});
