import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { afterEach, beforeEach, expect, it } from 'vitest';
import { z } from 'zod';
import { minutes } from '../../src/domain/duration.ts';
import { createCourier } from '../../src/notifications/courier.ts';
import type { Courier } from '../../src/operations/ports.ts';
import { AT, news } from './news.ts';

interface Taken {
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}

let server: Server;
let url: string;
let taken: Taken[];
let answer: { status: number; headers?: Record<string, string>; body?: string };
let courier: Courier;
beforeEach(async () => {
  taken = [];
  answer = { status: 204 };
  server = createServer(async (request, response) => {
    taken.push({ headers: request.headers, body: await text(request) });
    response.writeHead(answer.status, answer.headers).end(answer.body);
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // listening on a port, so it is no pipe
  url = `http://127.0.0.1:${port}`;
  courier = createCourier({
    clock: { now: () => AT },
    timeZone: 'Europe/London',
    webhooks: { hosts: [], inside: [url] },
  });
});
afterEach(() => void server.close());

const send = (kind: 'webhook' | 'teams' = 'webhook', job = {}) =>
  courier.send({ kind, to: `${url}/hook` }, news(job));

/** The receiver of the documentation, as it stands there. */
const documented = async () => {
  const page = readFileSync(
    new URL('../../docs/operate/notifications.md', import.meta.url),
    'utf8',
  );
  const [, code = ''] = /```js\n(.*?)```/s.exec(page) ?? [];
  const module: unknown = await import(`data:text/javascript,${encodeURIComponent(code)}`);
  return z.object({ isFromHandoff: z.any() }).parse(module).isFromHandoff;
};

it('a webhook is signed as the documented receiver checks it', async () => {
  await send();
  const [{ headers, body } = { headers: {}, body: '' }] = taken;
  const check = await documented();
  const signature = headers['handoff-signature'];
  const now = AT.getTime();
  expect(check('whsec_test', signature, body, now)).toBe(true);
  expect(check('whsec_test', signature, body, now + minutes(6))).toBe(false);
  expect(check('whsec_test', signature, body, now - minutes(6))).toBe(false);
  expect(check('whsec_other', signature, body, now)).toBe(false);
  expect(check('whsec_test', signature, `${body} `, now)).toBe(false);
  expect(check('whsec_test', undefined, body, now)).toBe(false);
  expect(headers['handoff-delivery']).toBe('delivery-1');
  expect(JSON.parse(body)).toMatchObject({
    id: 'delivery-1',
    type: 'export.completed',
    at: '2026-03-02T09:00:00.000Z',
    export: { id: 7, name: 'For the paper', output_size: 12345, failed_files: 1 },
  });
  expect(body).not.toContain('whsec');
});

it('Teams is sent one adaptive card, in which names are no Markdown', async () => {
  await send('teams', { name: '[x](https://evil.example) **bold**' });
  const message = JSON.parse(taken[0]?.body ?? '');
  expect(message).toMatchObject({
    type: 'message',
    attachments: [
      {
        contentType: 'application/vnd.microsoft.card.adaptive',
        content: { type: 'AdaptiveCard', version: '1.4' },
      },
    ],
  });
  const types = message.attachments[0].content.body.map((one: { type: string }) => one.type);
  expect(new Set(types)).toEqual(new Set(['RichTextBlock']));
});

it('a redirect is not followed, and not tried again', async () => {
  answer = { status: 307, headers: { location: `${url}/elsewhere` } };
  await expect(send()).rejects.toMatchObject({ outcome: 'refused' });
  expect(taken).toHaveLength(1);
});

it.each([
  [500, 'retry'],
  [503, 'retry'],
  [429, 'retry'],
  [408, 'retry'],
  [400, 'refused'],
  [404, 'refused'],
  [410, 'refused'],
])('an answer of %i is to be %s', async (status, outcome) => {
  answer = { status };
  await expect(send()).rejects.toMatchObject({ outcome });
});

it('waits as long as it is asked to', async () => {
  answer = { status: 429, headers: { 'retry-after': '120' } };
  await expect(send()).rejects.toMatchObject({ retryAfter: minutes(2) });
});

it('an answer of any length is taken for what its status says', async () => {
  answer = { status: 200, body: 'x'.repeat(1_000_000) };
  await send();
  answer = { status: 500, body: 'x'.repeat(1_000_000) };
  await expect(send()).rejects.toMatchObject({ outcome: 'retry' });
});

it('who does not answer is asked again later', async () => {
  server.close();
  await once(server, 'close');
  await expect(send()).rejects.toMatchObject({ outcome: 'retry' });
});

it('a host that the configuration does not name is objected to before anything is sent', async () => {
  const to = 'https://hooks.example.org/a';
  expect(courier.objection({ kind: 'webhook', to })).toContain(
    'I may not send to hooks.example.org',
  );
  await expect(courier.send({ kind: 'webhook', to }, news())).rejects.toMatchObject({
    outcome: 'refused',
  });
});
