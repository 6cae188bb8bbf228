import { expect, test } from 'vitest';
import { parseManifest } from '../../../src/sandbox/desk/manifest.ts';
import { ana, ben, manifest, modes, openTown, ops, quiet, until } from './town.ts';

test.each(modes)(
  'people, other bots and mentions are heard where the bot is, over %s',
  async (mode) => {
    const heard: Record<string, unknown>[] = [];
    await using opened = await openTown(mode, (app) => {
      app.event('app_mention', async ({ event }) => void heard.push({ ...event }));
      app.message(async ({ message }) => void heard.push({ ...message }));
    });
    const { desk } = opened;
    await desk.as(ana).say(ops, 'look @handoff, <b> & @wranglers');
    await desk.as(ana).say(quiet, 'not for the bot');
    desk.postAs({ id: 'B0CI', name: 'Jenkins' }, ops, 'build failed');
    await desk.as(ben).say('D0BEN', 'hello');
    await until(() => heard.length === 4);
    const text = 'look <@U0BOT>, &lt;b&gt; &amp; <!subteam^S0WRANGLERS|@wranglers>';
    expect(heard.find((each) => each['type'] === 'app_mention')).toMatchObject({ user: ana, text });
    const messages = heard.filter((each) => each['type'] === 'message');
    expect(messages.find((each) => each['user'] === ana)).toMatchObject({
      channel: ops,
      channel_type: 'channel',
      text,
    });
    expect(messages.find((each) => each['bot_id'] === 'B0CI')).toMatchObject({
      subtype: 'bot_message',
      username: 'Jenkins',
      text: 'build failed',
    });
    expect(messages.find((each) => each['user'] === ben)).toMatchObject({ channel_type: 'im' });
  },
);

test('menus in a message: external options, a choice, and the state of the others', async () => {
  const seen: unknown[] = [];
  await using opened = await openTown('http', (app) => {
    app.options('dataset', async ({ ack, payload }) => {
      const text = { type: 'plain_text' as const, text: `${payload.value} brain` };
      await ack({ options: [{ text, value: 'mouse' }] });
    });
    app.action(/.*/, async ({ ack, body, respond }) => {
      await ack();
      if (body.type !== 'block_actions') return;
      seen.push(body.actions[0], body.state?.values, body.container);
      await respond({ text: 'Taken', replace_original: true });
    });
  });
  const { desk, app } = opened;
  const option = (value: string) => ({ text: { type: 'plain_text' as const, text: value }, value });
  await app.client.chat.postEphemeral({
    channel: ops,
    user: ana,
    text: 'Choose',
    blocks: [
      {
        type: 'actions',
        block_id: 'row',
        elements: [
          { type: 'external_select', action_id: 'dataset', min_query_length: 0 },
          {
            type: 'static_select',
            action_id: 'how',
            options: [option('fast'), option('slow')],
            initial_option: option('slow'),
          },
        ],
      },
    ],
  });
  const [message] = desk.as(ana).snapshot().messages;
  const container = { kind: 'message', channel: ops, ts: message?.ts ?? '' } as const;
  const where = { container, blockId: 'row', actionId: 'dataset' };
  const answer = await desk.as(ana).options({ ...where, query: 'mouse' });
  expect(answer).toEqual({ ok: true, options: [{ text: 'mouse brain', value: 'mouse' }] });
  expect(await desk.as(ben).options({ ...where, query: 'x' })).toMatchObject({ ok: false });
  const unknown = { type: 'static_select', selected_option: option('never') };
  expect(await desk.as(ana).press({ ...where, actionId: 'how', state: unknown })).toMatchObject({
    ok: false,
  });
  const state = { type: 'external_select', selected_option: option('mouse') };
  expect(await desk.as(ana).press({ ...where, state })).toEqual({ ok: true });
  await until(() => desk.as(ana).snapshot().messages[0]?.text === 'Taken');
  expect(seen).toMatchObject([
    { action_id: 'dataset', block_id: 'row', selected_option: { value: 'mouse' } },
    { row: { dataset: state, how: { selected_option: { value: 'slow' } } } },
    { type: 'message', is_ephemeral: true, channel_id: ops },
  ]);
  expect(desk.as(ana).snapshot().messages).toHaveLength(1);
});

test('the Home is published when a person opens it, for that person alone', async () => {
  await using opened = await openTown('socket', (app) => {
    app.event('app_home_opened', async ({ event, client }) => {
      const text = { type: 'plain_text' as const, text: 'Welcome' };
      await client.views.publish({
        user_id: event.user,
        view: { type: 'home', blocks: [{ type: 'header', text }] },
      });
    });
  });
  opened.desk.as(ana).openHome();
  const home = await until(() => opened.desk.as(ana).snapshot().home);
  expect(home).toMatchObject({ type: 'home', blocks: [{ text: { text: 'Welcome' } }] });
  expect(opened.desk.as(ben).snapshot().home).toBeUndefined();
});

test.each([
  ['a command of Slack itself', manifest.replace('/mute-me-not', '/archive'), "Slack's own"],
  [
    'an event without its scope',
    manifest.replace(', "im:history"', ''),
    'message.im needs im:history',
  ],
  ['an event with a typo', manifest.replace('app_mention,', 'app_mentoin,'), 'app_mentoin'],
  ['an unknown key', manifest.replace('settings:', 'extras: {}\nsettings:'), 'extras'],
  ['a long name', manifest.replace('name: Handoff', `name: ${'x'.repeat(36)}`), '35'],
])('a manifest with %s is refused', (_, text, complaint) => {
  expect(() => parseManifest(text)).toThrow(complaint);
});
