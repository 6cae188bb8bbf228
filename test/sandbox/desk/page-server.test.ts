import { request } from 'node:http';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { type Desk, startDesk } from '../../../src/sandbox/desk/desk.ts';
import { ana, manifest, ops, realClock, town } from './town.ts';

let desk: Desk;
const skipped: number[] = [];

beforeEach(async () => {
  desk = await startDesk({
    workspace: town,
    manifest,
    clock: realClock,
    delivery: { mode: 'socket' },
    controls: {
      read: () => ({
        now: 1,
        projects: [],
        faults: [{ name: 'ingest-down', title: 'Down', short: 'down', on: false }],
      }),
      skip: (minutes) => void skipped.push(minutes),
      scenario() {},
      fault() {},
      reset() {},
    },
  });
});
afterEach(() => desk.stop());

interface Reply {
  readonly status: number;
  readonly type: string;
  readonly body: string;
}

/** node:http lets a test send any Host, and a path that is not tidied up. */
function ask(path: string, headers: Record<string, string> = {}, body?: object): Promise<Reply> {
  return new Promise((resolve, reject) => {
    const method = body === undefined ? 'GET' : 'POST';
    const { port } = new URL(desk.url);
    const sent = request({ host: '127.0.0.1', port, path, method, headers }, async (response) => {
      let text = '';
      for await (const chunk of response) text += String(chunk);
      const type = response.headers['content-type'] ?? '';
      resolve({ status: response.statusCode ?? 0, type, body: text });
    });
    sent.on('error', reject);
    sent.end(body && JSON.stringify(body));
  });
}

const json = { 'content-type': 'application/json' };
const hello = { person: ana, channel: ops, text: 'hello' };

test('a person says something, and sees it', async () => {
  const said = await ask('/desk/say', json, hello);
  expect([said.status, JSON.parse(said.body)]).toEqual([200, { ok: true }]);
  const seen = JSON.parse((await ask(`/desk/snapshot?person=${ana}`)).body);
  expect(seen).toMatchObject({
    person: { id: ana },
    messages: [{ text: 'hello', author: { name: 'ana', isBot: false } }],
    channels: [{ name: 'dcp-ops' }, { name: 'quiet' }, { kind: 'direct' }],
    commands: [{ command: '/export', usageHint: '[dataset]' }, {}],
  });
});

test('who names nobody begins as the first person', async () => {
  const seen = JSON.parse((await ask('/desk/snapshot?person=')).body);
  expect(seen.person.id).toBe(ana);
});

test('the words of Slack for a command that is none', async () => {
  const said = await ask('/desk/say', json, { ...hello, text: '/foo' });
  expect(JSON.parse(said.body)).toEqual({ ok: false, error: '/foo is not a valid command.' });
  await desk.as(ana).say(ops, 'thread');
  const [parent] = desk.as(ana).snapshot().messages;
  expect(await desk.as(ana).say(ops, '/export x', parent?.ts)).toEqual({
    ok: false,
    error: '/export is not supported in threads. Sorry!',
  });
});

test.each([
  ['a name that only looks like this machine', '/', { host: 'desk.evil.example' }, undefined, 403],
  ['a page of another site', '/desk/say', { ...json, origin: 'https://evil.example' }, hello, 403],
  ['a form', '/desk/say', { 'content-type': 'text/plain' }, hello, 415],
  ['a body of the wrong shape', '/desk/say', json, { person: ana }, 400],
  ['a way out of the folder', '/page/../page-contract.js', {}, undefined, 404],
  ['a hidden way out', '/page/%2e%2e/desk.js', {}, undefined, 404],
  ['a library it does not lend', '/vendor/zod.js', {}, undefined, 404],
  ['a stranger', '/desk/stream?person=U9', {}, undefined, 404],
])('refuses %s', async (_, path, headers, body, status) => {
  expect((await ask(path, headers, body)).status).toBe(status);
});

test.each([
  ['/page/main.js', 'text/javascript'],
  ['/vendor/preact.js', 'text/javascript'],
  ['/vendor/preact-hooks.js', 'text/javascript'],
  ['/vendor/htm.js', 'text/javascript'],
])('serves %s', async (path, type) => {
  const file = await ask(path);
  expect([file.status, file.type]).toEqual([200, `${type}; charset=utf-8`]);
  expect(file.body).not.toContain(".ts'");
});

test('streams a whole snapshot at once, and again after a change', async () => {
  const stream = await fetch(`${desk.url}/desk/stream?person=${ana}`);
  const reader = stream.body?.pipeThrough(new TextDecoderStream()).getReader();
  const next = async () => JSON.parse(String((await reader?.read())?.value).replace('data: ', ''));
  expect((await next()).messages).toEqual([]);
  await desk.as(ana).say(ops, 'one');
  await desk.as(ana).say(ops, 'two');
  expect((await next()).messages).toHaveLength(2);
});

test('the panel switches the faults of the desk beside those of the sandbox', async () => {
  const on = await ask('/controls/fault', json, { name: 'slack-slow', on: true });
  const { faults } = JSON.parse(on.body);
  expect(faults[0].name).toBe('ingest-down');
  expect(faults.filter((each: { on: boolean }) => each.on)).toMatchObject([{ name: 'slack-slow' }]);
  await ask('/controls/skip', json, { minutes: 60 });
  expect(skipped).toEqual([60]);
  await ask('/controls/reset', json, {});
  expect(desk.faults.list().some((each) => each.on)).toBe(false);
});
