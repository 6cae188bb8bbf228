import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Desk, startDesk } from '../../../src/sandbox/desk/desk.ts';
import { ana, ben, manifest, openTown, ops, quiet, realClock, town, until } from './town.ts';

const text = (length: number) => 'x'.repeat(length);
const section = { type: 'section', text: { type: 'mrkdwn', text: 'hello' } };

let desk: Desk;
let now: Date;

async function start(yaml = manifest): Promise<void> {
  now = new Date('2026-12-23T09:00:00Z');
  desk = await startDesk({
    workspace: town,
    manifest: yaml,
    clock: { ...realClock, now: () => now },
    delivery: { mode: 'http', requestUrl: 'http://127.0.0.1:1/' },
  });
}

beforeEach(() => start());
afterEach(() => desk.stop());

async function call(method: string, given: object, token = desk.botToken) {
  const response = await fetch(desk.slackApiUrl + method, {
    method: 'POST',
    headers: { authorization: `Bearer ${token}`, 'content-type': 'application/json' },
    body: JSON.stringify(given),
  });
  return { status: response.status, ...JSON.parse(await response.text()) };
}

test.each([
  ['an unknown method', 'chat.shout', {}, { error: 'unknown_method' }],
  [
    'a channel nobody knows',
    'chat.postMessage',
    { channel: 'C1', text: 'x' },
    { error: 'channel_not_found' },
  ],
  [
    'a channel without the bot',
    'chat.postMessage',
    { channel: quiet, text: 'x' },
    { error: 'not_in_channel' },
  ],
  ['nothing to say', 'chat.postMessage', { channel: ops }, { error: 'no_text' }],
  [
    'too much text',
    'chat.postMessage',
    { channel: ops, text: text(40_001) },
    { error: 'msg_too_long' },
  ],
  [
    'an unknown argument',
    'chat.postMessage',
    { channel: ops, text: 'x', shout: 1 },
    { error: 'invalid_arguments' },
  ],
  [
    'a message that is not there',
    'chat.update',
    { channel: ops, ts: '1.0', text: 'x' },
    { error: 'message_not_found' },
  ],
  [
    'a thread that is not there',
    'chat.postMessage',
    { channel: ops, text: 'x', thread_ts: '1.0' },
    { error: 'thread_not_found' },
  ],
  [
    'an ephemeral for a stranger',
    'chat.postEphemeral',
    { channel: ops, text: 'x', user: 'U9' },
    { error: 'user_not_in_channel' },
  ],
  [
    'a scope the manifest lacks',
    'conversations.list',
    { types: 'im' },
    { error: 'missing_scope', needed: 'im:read' },
  ],
  [
    'a made-up trigger',
    'views.open',
    {
      trigger_id: '1',
      view: { type: 'modal', title: { type: 'plain_text', text: 'T' }, blocks: [] },
    },
    { error: 'invalid_trigger_id' },
  ],
  ['a person nobody knows', 'users.info', { user: 'U9' }, { error: 'user_not_found' }],
])('refuses %s, with status 200', async (_, method, given, expected) => {
  expect(await call(method, given)).toMatchObject({ status: 200, ok: false, ...expected });
});

test('refuses tokens it did not give, or of the wrong kind', async () => {
  expect(await call('auth.test', {}, 'xoxb-wrong')).toMatchObject({ error: 'invalid_auth' });
  expect(await call('auth.test', {}, desk.appToken)).toMatchObject({
    error: 'not_allowed_token_type',
  });
});

test('names the place of a block that is wrong', async () => {
  const blocks = [section, { type: 'header', text: { type: 'plain_text', text: text(151) } }];
  expect(await call('chat.postMessage', { channel: ops, text: 'x', blocks })).toMatchObject({
    error: 'invalid_blocks',
    response_metadata: {
      messages: ['[ERROR] must be no more than 150 characters [json-pointer:/blocks/1/text/text]'],
    },
  });
});

test('says which scope is missing and which are there', async () => {
  await desk.stop();
  await start(manifest.replace('"users:read", ', ''));
  expect(await call('users.list', {})).toMatchObject({
    error: 'missing_scope',
    needed: 'users:read',
    provided: expect.stringContaining('chat:write'),
  });
});

test('keeps threads, metadata and edits, and pages through history', async () => {
  const metadata = { event_type: 'run', event_payload: { id: 7 } };
  const parent = await call('chat.postMessage', { channel: ops, text: 'parent', metadata });
  const reply = await call('chat.postMessage', {
    channel: ops,
    text: 'reply',
    thread_ts: parent.ts,
  });
  await call('chat.postMessage', {
    channel: ops,
    text: 'loud',
    thread_ts: reply.ts,
    reply_broadcast: true,
  });
  await call('chat.update', { channel: ops, ts: parent.ts, text: 'parent, edited' });
  expect(await call('conversations.history', { channel: ops })).toMatchObject({
    messages: [
      { text: 'loud', subtype: 'thread_broadcast', thread_ts: parent.ts },
      { text: 'parent, edited', reply_count: 2, edited: {}, bot_id: 'B0BOT' },
    ],
  });
  const page = await call('conversations.replies', {
    channel: ops,
    ts: parent.ts,
    limit: 2,
    include_all_metadata: true,
  });
  expect(page).toMatchObject({ messages: [{ metadata }, { text: 'reply' }], has_more: true });
  const cursor = page.response_metadata.next_cursor;
  expect(
    await call('conversations.replies', { channel: ops, ts: parent.ts, limit: 2, cursor }),
  ).toMatchObject({
    messages: [{ text: 'loud' }],
    has_more: false,
  });
  const after = { channel: ops, oldest: parent.ts };
  expect((await call('conversations.history', after)).messages).toHaveLength(1);
  expect(
    (await call('conversations.history', { ...after, inclusive: true })).messages,
  ).toHaveLength(2);
});

test('timestamps are unique and increase while the clock stands still', async () => {
  const all = [];
  for (let index = 0; index < 5; index += 1)
    all.push((await call('chat.postMessage', { channel: ops, text: 'x' })).ts);
  expect(all).toEqual([...new Set(all)].toSorted());
  expect(all[0]).toMatch(/^1798016400\.\d{6}$/);
});

test('a direct message reaches one person only, and ephemerals leave no trace', async () => {
  const { channel } = await call('conversations.open', { users: ana });
  await call('chat.postMessage', { channel: ana, text: 'for Ana' });
  await call('chat.postEphemeral', { channel: ops, user: ana, text: 'psst' });
  expect(
    desk
      .as(ana)
      .snapshot()
      .messages.map((each) => each.text),
  ).toEqual(['for Ana', 'psst']);
  expect(desk.as(ben).snapshot().messages).toEqual([]);
  expect((await call('conversations.history', { channel: channel.id })).messages).toHaveLength(1);
  expect((await call('conversations.history', { channel: ops })).messages).toEqual([]);
});

test('counts the mentions that a person has not seen', async () => {
  await call('chat.postMessage', { channel: ops, text: `<@${ana}> and <!subteam^S0WRANGLERS>` });
  await call('chat.postMessage', { channel: ops, text: 'nobody' });
  const unread = (person: string) =>
    desk
      .as(person)
      .snapshot()
      .channels.find((each) => each.id === ops)?.unreadMentions;
  expect([unread(ana), unread(ben)]).toEqual([1, 0]);
  desk.as(ana).look(ops);
  expect(unread(ana)).toBe(0);
});

test('home views are published with a hash', async () => {
  const view = { type: 'home', blocks: [section] };
  const first = await call('views.publish', { user_id: ana, view });
  expect(first).toMatchObject({ ok: true, view: { type: 'home', app_id: 'A0DESK0001' } });
  const hash = first.view.hash;
  expect(await call('views.publish', { user_id: ana, view, hash })).toMatchObject({ ok: true });
  expect(await call('views.publish', { user_id: ana, view, hash })).toMatchObject({
    error: 'hash_conflict',
  });
  expect(desk.as(ana).snapshot().home?.blocks).toHaveLength(1);
});

describe('faults', () => {
  const hello = { channel: ops, text: 'x' };

  test('too many requests, and a server error', async () => {
    desk.faults.on('slack-rate-limit', 1);
    expect(await call('chat.postMessage', hello)).toMatchObject({
      status: 429,
      error: 'ratelimited',
    });
    desk.faults.on('slack-server-error', 1);
    expect(await call('users.list', {})).toMatchObject({ status: 500 });
    expect(await call('chat.postMessage', hello)).toMatchObject({ ok: true });
  });

  test('a lost reply: the message is there, its answer is not', async () => {
    desk.faults.on('slack-lost-reply', 1);
    await expect(call('chat.postMessage', hello)).rejects.toThrow('fetch failed');
    expect((await call('conversations.history', { channel: ops })).messages).toHaveLength(1);
    expect(desk.log[0]).toMatchObject({ method: 'chat.postMessage', arguments: hello, status: 0 });
  });

  test('plan blocks are refused as if they were unknown', async () => {
    const blocks = [{ type: 'plan', title: 'Release' }];
    desk.faults.on('reject-new-blocks');
    expect(await call('chat.postMessage', { ...hello, blocks })).toMatchObject({
      error: 'invalid_blocks',
      response_metadata: { messages: ['[ERROR] unsupported type [json-pointer:/blocks/0/type]'] },
    });
    desk.faults.off('reject-new-blocks');
    expect(await call('chat.postMessage', { ...hello, blocks })).toMatchObject({ ok: true });
  });
});

test('understands the forms that the official client sends', async () => {
  const client = new WebClient(desk.botToken, { slackApiUrl: desk.slackApiUrl });
  const posted = await client.chat.postMessage({
    channel: ops,
    text: 'x',
    unfurl_links: false,
    blocks: [{ type: 'divider' }],
  });
  expect(posted.message?.blocks?.[0]?.block_id).toBeDefined();
  expect(await client.users.info({ user: ana })).toMatchObject({ user: { real_name: 'Ana Lee' } });
  expect(await client.usergroups.users.list({ usergroup: 'S0WRANGLERS' })).toMatchObject({
    users: [ana],
  });
});

test('a trigger is good once, and for three seconds', async () => {
  const triggers: string[] = [];
  await using opened = await openTown('socket', (app) => {
    app.command('/export', async ({ ack, body }) => {
      await ack();
      triggers.push(body.trigger_id);
    });
  });
  const open = (trigger_id: string) =>
    opened.app.client.views
      .open({
        trigger_id,
        view: { type: 'modal', title: { type: 'plain_text', text: 'T' }, blocks: [] },
      })
      .then(
        () => 'opened',
        (error) => error.data.error,
      );
  await opened.desk.as(ana).say(ops, '/export');
  await opened.desk.as(ana).say(ops, '/export');
  const [one = '', two = ''] = await until(() => triggers.length === 2 && triggers);
  expect(await open(one)).toBe('opened');
  expect(await open(one)).toBe('exchanged_trigger_id');
  await new Promise((resolve) => setTimeout(resolve, 3050));
  expect(await open(two)).toBe('expired_trigger_id');
});

test('a response url is good five times, for half an hour', async () => {
  const urls: string[] = [];
  await using opened = await openTown(
    'http',
    (app) => {
      app.command('/export', async ({ ack, body }) => {
        await ack();
        urls.push(body.response_url);
      });
    },
    { clock: { ...realClock, now: () => now } },
  );
  const respond = async (url: string) => {
    const answer = await fetch(url, { method: 'POST', body: JSON.stringify({ text: 'x' }) });
    return [answer.status, JSON.parse(await answer.text()).error];
  };
  await opened.desk.as(ana).say(ops, '/export');
  await opened.desk.as(ana).say(ops, '/export');
  const [one = '', two = ''] = await until(() => urls.length === 2 && urls);
  for (let use = 0; use < 5; use += 1) expect(await respond(one)).toEqual([200, undefined]);
  expect(await respond(one)).toEqual([404, 'used_url']);
  now = new Date(now.getTime() + 31 * 60_000);
  expect(await respond(two)).toEqual([404, 'expired_url']);
});
