import type { ServerResponse } from 'node:http';
import { expect, test } from 'vitest';
import { z } from 'zod';
import { createHttp } from '../../src/upstream/http.ts';
import { HANDLED, handClock, type Outside, type Respond, say, startOutside } from './outside.ts';

function breakOff(response: ServerResponse): typeof HANDLED {
  response.destroy();
  return HANDLED;
}

const limits = { connect: 500, headers: 150, body: 150, whole: 600, bytes: 10_000 };
const shape = z.object({ fine: z.boolean() });
const httpTo = (outside: Outside, clock = handClock()) =>
  createHttp({
    system: 'Ingest',
    url: `${outside.url}/api/`,
    token: () => 'secret-token',
    clock,
    limits,
  });

const bad: readonly (readonly [string, Respond, string])[] = [
  [
    'an HTML error',
    (_, r) => say(r, 500, '<html>oops</html>', { 'content-type': 'text/html' }),
    'Ingest answered 500.',
  ],
  ['an expired token', (_, r) => say(r, 401), 'Ingest does not accept the bot’s token.'],
  ['no permission', (_, r) => say(r, 403), 'Ingest does not allow this.'],
  [
    'HTML with 200',
    (_, r) => say(r, 200, '<html>sign in</html>'),
    'Ingest answered something that is not JSON.',
  ],
  ['an empty 200', (_, r) => say(r, 200), 'Ingest answered something that is not JSON.'],
  [
    'a redirect',
    (_, r) => say(r, 302, '', { location: 'http://169.254.169.254/' }),
    'Ingest points to another address (302), which the bot does not follow.',
  ],
  ['another shape', () => ({ fine: 'no' }), 'Ingest answered something unexpected at fine.'],
  ['a list', () => [], 'Ingest answered something unexpected.'],
  [
    'a huge body',
    () => ({ fine: true, more: 'x'.repeat(50_000) }),
    'Ingest answered far too much.',
  ],
  ['silence', () => HANDLED, 'Ingest did not answer in time.'],
  [
    'a body that stops',
    (_, r) => {
      r.writeHead(200);
      r.write('{"fine"');
      return HANDLED;
    },
    'Ingest did not answer in time.',
  ],
  [
    'a body that trickles for ever',
    (_, r) => {
      r.writeHead(200);
      const trickle = setInterval(() => r.write(' '), 30);
      r.on('close', () => clearInterval(trickle));
      return HANDLED;
    },
    'Ingest did not answer in time.',
  ],
  ['a connection that breaks', (_, r) => breakOff(r), 'Ingest broke off.'],
];

test.each(bad)('%s is to be tried again', async (_, respond, message) => {
  await using outside = await startOutside(respond);
  const read = httpTo(outside).get('/thing', shape);
  await expect(read).rejects.toMatchObject({ name: 'OutsideError', outcome: 'retry', message });
  expect(outside.calls).toHaveLength(1);
});

test('keeps the path of its address, and says nothing of the token', async () => {
  await using outside = await startOutside(() => ({ fine: true }));
  expect(await httpTo(outside).get('/thing', shape)).toEqual({ fine: true });
  expect(outside.calls[0]?.path).toBe('/api/thing');
  outside.answer((_, r) => say(r, 401));
  const error = await httpTo(outside)
    .get('/thing', shape)
    .catch((reason: unknown) => reason);
  expect(JSON.stringify(error, Object.getOwnPropertyNames(error))).not.toContain('secret-token');
});

test('reads the token for each call, and never sends a broken one', async () => {
  await using outside = await startOutside(() => ({ fine: true }));
  const tokens = ['one\n', 'two', '', 'two\r\nx-evil: 1'];
  const http = createHttp({
    system: 'Ingest',
    url: outside.url,
    token: () => tokens.shift() ?? read(),
    clock: handClock(),
    limits,
  });
  await http.get('/', shape);
  await http.get('/', shape);
  expect(outside.calls.map((call) => call.headers.authorization)).toEqual([
    'Bearer one',
    'Bearer two',
  ]);
  for (const message of ['empty or malformed', 'empty or malformed', 'cannot be read']) {
    await expect(http.get('/', shape)).rejects.toThrow(message);
  }
  expect(outside.calls).toHaveLength(2);
  function read(): string {
    throw new Error('ENOENT');
  }
});

test.each([
  'http://ingest.example.org',
  'ftp://127.0.0.1',
  'http://127.0.0.1.example.org',
  'https://user:pass@ingest.example.org',
])('is not created for %s', (url) => {
  expect(() => createHttp({ system: 'Ingest', url, clock: handClock() })).toThrow();
});

test('says how long to wait when the other side does', async () => {
  await using outside = await startOutside((_, r) => say(r, 429, '', { 'retry-after': '7' }));
  await expect(httpTo(outside).get('/', shape)).rejects.toMatchObject({ retryAfter: 7000 });
});

test('leaves a system in peace that does not answer, tries it with one call, and goes on', async () => {
  const clock = handClock('2026-02-03T10:02:00Z');
  await using outside = await startOutside((_, r) => say(r, 503));
  const http = httpTo(outside, clock);
  for (let n = 0; n < 5; n += 1) {
    await expect(http.get('/', shape)).rejects.toThrow('Ingest answered 503.');
    clock.pass(60_000);
  }
  clock.pass(-60_000);
  await expect(http.get('/', shape)).rejects.toMatchObject({
    message: 'Ingest has not answered since 10:02 UTC.',
    outcome: 'retry',
    retryAfter: 30_000,
  });
  expect(outside.calls).toHaveLength(5);

  clock.pass(30_000);
  outside.answer(() => ({ fine: true }));
  const [tried, waiting] = await Promise.allSettled([http.get('/', shape), http.get('/', shape)]);
  expect([tried?.status, waiting?.status]).toEqual(['fulfilled', 'rejected']);
  expect(await http.get('/', shape)).toEqual({ fine: true });
});

const strangers: readonly (readonly [string, Respond, object])[] = [
  ['a token that has run out', (_, r) => say(r, 401), { stranger: 'not let in' }],
  ['a person without leave', (_, r) => say(r, 403), { stranger: 'not let in' }],
  ['a page to sign in at', (_, r) => page(r, 200), { stranger: 'something else' }],
  ['a page that nothing is there', (_, r) => page(r, 404), { stranger: 'something else' }],
  ['a pointer elsewhere', (_, r) => say(r, 302), { stranger: 'something else' }],
  ['another shape', () => ({ fine: 'no' }), { stranger: 'something else' }],
];
const page = (response: ServerResponse, status: number) =>
  say(response, status, '<html></html>', { 'content-type': 'text/html' });

test.each(strangers)(
  '%s is told apart from silence, with its beginning',
  async (_, respond, what) => {
    const clock = handClock('2026-02-03T10:02:00Z');
    await using outside = await startOutside(() => ({ fine: true }));
    const http = httpTo(outside, clock);
    await http.get('/', shape);
    const since = clock.now();
    outside.answer(respond);
    for (let n = 0; n < 3; n += 1) {
      await expect(http.get('/', shape)).rejects.toMatchObject({ ...what, since });
      clock.pass(60_000);
    }
    outside.answer(() => undefined);
    expect(await http.get('/', shape)).toBeUndefined();
    outside.answer(respond);
    await expect(http.get('/', shape)).rejects.toMatchObject({ ...what, since: clock.now() });
  },
);

test('a page of a gateway that finds nobody behind it is silence', async () => {
  await using outside = await startOutside((_, r) => page(r, 502));
  const silence = { message: 'Ingest answered 502.', stranger: undefined };
  await expect(httpTo(outside).get('/', shape)).rejects.toMatchObject(silence);
});

test('refusals are answers: they do not close the way', async () => {
  await using outside = await startOutside((_, r) => say(r, 401));
  const http = httpTo(outside);
  for (let n = 0; n < 9; n += 1) await http.get('/', shape).catch(() => undefined);
  expect(outside.calls).toHaveLength(9);
});
