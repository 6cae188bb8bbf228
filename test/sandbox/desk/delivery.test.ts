import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer, type IncomingHttpHeaders } from 'node:http';
import { expect, test } from 'vitest';
import { WebSocket } from 'ws';
import { type Desk, startDesk } from '../../../src/sandbox/desk/desk.ts';
import { ana, manifest, openTown, ops, realClock, town, until } from './town.ts';

interface Envelope {
  readonly type: string;
  readonly envelope_id: string;
  readonly retry_attempt: number;
  readonly payload: { readonly event_id: string; readonly command?: string };
}

function socketDesk(): Promise<Desk> {
  return startDesk({ workspace: town, manifest, clock: realClock, delivery: { mode: 'socket' } });
}

async function connect(desk: Desk): Promise<{ socket: WebSocket; heard: Envelope[] }> {
  const response = await fetch(`${desk.slackApiUrl}apps.connections.open`, {
    method: 'POST',
    headers: { authorization: `Bearer ${desk.appToken}` },
  });
  const { url }: { url: string } = JSON.parse(await response.text());
  const socket = new WebSocket(url);
  const heard: Envelope[] = [];
  socket.on('message', (data) => heard.push(JSON.parse(String(data))));
  await until(() => heard[0]?.type === 'hello');
  return { socket, heard };
}

test('an event that is not acknowledged comes again after three seconds', async () => {
  await using desk = await socketDesk();
  const { socket, heard } = await connect(desk);
  desk.as(ana).openHome();
  await until(() => heard.length === 3);
  const [, first, second] = heard;
  expect(second?.payload.event_id).toBe(first?.payload.event_id);
  expect([first?.retry_attempt, second?.retry_attempt]).toEqual([0, 1]);
  expect(second?.envelope_id).not.toBe(first?.envelope_id);
  socket.send(JSON.stringify({ envelope_id: second?.envelope_id }));
});

test('an envelope goes to one connection, and to another one when that breaks', async () => {
  await using desk = await socketDesk();
  const one = await connect(desk);
  const two = await connect(desk);
  const said = desk.as(ana).say(ops, '/export x');
  const hasIt = await until(() => [one, two].find((each) => each.heard.length === 2));
  const other = hasIt === one ? two : one;
  expect(other.heard).toHaveLength(1);
  hasIt.socket.terminate();
  const again = await until(() => other.heard[1]);
  expect(again.envelope_id).toBe(hasIt.heard[1]?.envelope_id);
  other.socket.send(JSON.stringify({ envelope_id: again.envelope_id, payload: { text: 'Here' } }));
  expect(await said).toEqual({ ok: true });
  expect(desk.as(ana).snapshot().messages.at(-1)).toMatchObject({ text: 'Here', ephemeral: true });
});

test('a ticket opens one socket, once', async () => {
  await using desk = await socketDesk();
  const { socket } = await connect(desk);
  const second = new WebSocket(socket.url);
  const [error] = await once(second, 'error');
  expect(String(error)).toContain('403');
});

test('without a socket the person reads dispatch_failed', async () => {
  await using desk = await socketDesk();
  await desk.as(ana).say(ops, '/export x');
  expect(desk.as(ana).snapshot().messages.at(-1)?.text).toBe(
    '/export failed with the error "dispatch_failed"',
  );
});

test('Bolt comes back after its socket was dropped or refreshed', async () => {
  await using opened = await openTown('socket', (app) => {
    app.command('/export', async ({ ack }) => ack('Still here'));
  });
  const { desk } = opened;
  for (const disturb of [() => desk.faults.on('socket-drop'), () => desk.refreshSockets()]) {
    disturb();
    await until(() => desk.connections() === 0);
    await until(() => desk.connections() === 1);
    await desk.as(ana).say(ops, '/export x');
    expect(desk.as(ana).snapshot().messages.at(-1)?.text).toBe('Still here');
  }
  expect(desk.faults.list().some((fault) => fault.on)).toBe(false);
});

test('requests are signed, and failed events are repeated with their number', async () => {
  const requests: { headers: IncomingHttpHeaders; body: string }[] = [];
  const app = createServer(async (request, response) => {
    let body = '';
    for await (const chunk of request) body += String(chunk);
    requests.push({ headers: request.headers, body });
    response.writeHead(requests.length === 1 ? 500 : 200).end();
  });
  app.listen(0, '127.0.0.1');
  await once(app, 'listening');
  const address = app.address();
  const port = typeof address === 'object' && address !== null ? address.port : 0;
  await using desk = await startDesk({
    workspace: town,
    manifest,
    clock: realClock,
    delivery: { mode: 'http', requestUrl: `http://127.0.0.1:${port}/slack/events` },
  });
  desk.as(ana).openHome();
  await until(() => requests.length === 2);
  await desk.as(ana).say(ops, '/export x');
  const [first, second, command] = requests;
  expect(first?.headers['x-slack-retry-num']).toBeUndefined();
  expect(second?.headers).toMatchObject({
    'content-type': 'application/json',
    'x-slack-retry-num': '1',
    'x-slack-retry-reason': 'http_error',
  });
  expect(second?.body).toBe(first?.body);
  expect(command?.headers['content-type']).toBe('application/x-www-form-urlencoded');
  const digest = createHmac('sha256', desk.signingSecret)
    .update(`v0:${command?.headers['x-slack-request-timestamp']}:${command?.body}`)
    .digest('hex');
  expect(command?.headers['x-slack-signature']).toBe(`v0=${digest}`);
  app.close();
});
