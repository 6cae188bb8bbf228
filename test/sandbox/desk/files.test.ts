import { WebClient } from '@slack/web-api';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { type Desk, startDesk } from '../../../src/sandbox/desk/desk.ts';
import { ana, ben, manifest, ops, realClock, town } from './town.ts';

const withFiles = manifest
  .replace('"chat:write",', '"chat:write", "files:read", "files:write",')
  .replace(
    'features:',
    'features:\n  shortcuts:\n    - { name: Look at this, type: message, callback_id: look, description: Looks }',
  );

let desk: Desk;
let client: WebClient;
async function start(yaml = withFiles): Promise<void> {
  desk = await startDesk({
    workspace: town,
    manifest: yaml,
    clock: realClock,
    delivery: { mode: 'http', requestUrl: 'http://127.0.0.1:1/' },
  });
  client = new WebClient(desk.botToken, { slackApiUrl: desk.slackApiUrl });
}
beforeEach(() => start());
afterEach(() => desk.stop());

describe('files', () => {
  test('are uploaded as Slack’s own library does it, and seen where they were shared', async () => {
    const file = Buffer.from([0x89, 0x50, 0x4e, 0x47]);
    await client.filesUploadV2({ channel_id: ops, file, filename: 'a.png', title: 'A picture' });
    const message = desk.as(ana).snapshot().messages.at(-1);
    expect(message?.files).toMatchObject([{ name: 'a.png', title: 'A picture', bytes: 4 }]);
    const id = message?.files[0]?.id ?? '';
    const seen = await fetch(`${desk.url}/desk/file/${id}?person=${ana}`);
    expect(Buffer.from(await seen.arrayBuffer())).toEqual(file);
    expect((await fetch(`${desk.url}/desk/file/${id}?person=U0NOBODY`)).status).toBe(404);
  });

  test('that were announced with another length, or not at all, are refused', async () => {
    const { upload_url: url = '', file_id: id = '' } = await client.files.getUploadURLExternal({
      filename: 'a.csv',
      length: 4,
    });
    expect((await fetch(url, { method: 'POST', body: 'a,b\n\n' })).status).toBe(400);
    const elsewhere = `${desk.url}/upload/F00000000`;
    expect((await fetch(elsewhere, { method: 'POST', body: 'a,b\n' })).status).toBe(400);
    await expect(
      client.files.completeUploadExternal({ files: [{ id }], channel_id: ops }),
    ).rejects.toThrow('file_not_found');
  });

  test('of people are read with the bot’s token alone', async () => {
    const ts = desk.as(ben).share(ops, 'b.csv', Buffer.from('a,b\n'));
    const id = desk
      .as(ben)
      .snapshot()
      .messages.find((message) => message.ts === ts)?.files[0]?.id;
    const url = `${desk.url}/files-pri/${id}/b.csv`;
    const read = async (token: string) =>
      (await fetch(url, { headers: { authorization: `Bearer ${token}` } })).text();
    expect(await read(desk.botToken)).toBe('a,b\n');
    expect(await read('xoxb-other')).toContain('Sign in');
  });

  test('need their scopes', async () => {
    await desk.stop();
    await start(manifest);
    await expect(
      client.files.getUploadURLExternal({ filename: 'a.csv', length: 1 }),
    ).rejects.toThrow('missing_scope');
  });
});

test('a shortcut is offered on every message, and only those of the manifest can be chosen', async () => {
  const ts = desk.as(ana).share(ops, 'a.csv', Buffer.from('a\n'));
  const { shortcuts } = desk.as(ana).snapshot();
  expect(shortcuts).toEqual([{ name: 'Look at this', callbackId: 'look' }]);
  const answer = await desk.as(ana).shortcut(ops, ts, 'another');
  expect(answer).toEqual({ ok: false, error: 'This is no longer there.' });
});
