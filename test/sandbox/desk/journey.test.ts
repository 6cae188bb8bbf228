import type { App } from '@slack/bolt';
import type { ModalView } from '@slack/types';
import { describe, expect, test } from 'vitest';
import { ana, ben, modes, openTown, ops, until } from './town.ts';

const button = {
  type: 'button',
  action_id: 'reject',
  text: { type: 'plain_text', text: 'Reject' },
  value: 'run-1',
} as const;

function reasonModal(channel: string, ts: string): ModalView {
  return {
    type: 'modal',
    callback_id: 'reason',
    private_metadata: JSON.stringify({ channel, ts }),
    title: { type: 'plain_text', text: 'Why?' },
    submit: { type: 'plain_text', text: 'Reject' },
    blocks: [
      {
        type: 'input',
        block_id: 'why',
        label: { type: 'plain_text', text: 'Reason' },
        element: { type: 'plain_text_input', action_id: 'text' },
      },
    ],
  };
}

function listen(app: App): void {
  app.command('/export', async ({ ack, respond, command, client }) => {
    await ack();
    if (command.text === '') {
      await respond({
        text: `Usage: /export [dataset], <@${command.user_id}>`,
        response_type: 'ephemeral',
      });
      return;
    }
    await client.chat.postMessage({
      channel: command.channel_id,
      text: `Export of ${command.text}`,
      blocks: [
        { type: 'section', text: { type: 'mrkdwn', text: `Export of ${command.text}` } },
        { type: 'actions', block_id: 'decide', elements: [button] },
      ],
      metadata: { event_type: 'run', event_payload: { id: 'run-1' } },
    });
  });
  app.action('reject', async ({ ack, body, client }) => {
    await ack();
    if (body.type !== 'block_actions') return;
    await client.views.open({
      trigger_id: body.trigger_id,
      view: reasonModal(body.channel?.id ?? '', body.message?.ts ?? ''),
    });
  });
  app.view('reason', async ({ ack, view, body, client }) => {
    const reason = view.state.values['why']?.['text']?.value ?? '';
    if (reason.length < 5) {
      await ack({ response_action: 'errors', errors: { why: 'Say a little more' } });
      return;
    }
    await ack();
    const { channel, ts } = JSON.parse(view.private_metadata);
    await client.chat.update({
      channel,
      ts,
      text: `Rejected by ${body.user.name}: ${reason}`,
      blocks: [],
    });
  });
}

describe.each(modes)('over %s', (mode) => {
  test('a command, an ephemeral, a button, a modal with an error, and the updated message', async () => {
    await using town = await openTown(mode, listen);
    const { desk } = town;
    expect(await desk.as(ana).say(ops, '/export')).toEqual({ ok: true });
    const usage = await until(() =>
      desk
        .as(ana)
        .snapshot()
        .messages.find((each) => each.ephemeral),
    );
    expect(usage.text).toBe(`Usage: /export [dataset], <@${ana}>`);
    expect(desk.as(ben).snapshot().messages).toEqual([]);

    await desk.as(ana).say(ops, '/export mouse for @ben.o & @wranglers in #quiet');
    const card = await until(() => desk.as(ben).snapshot().messages.at(-1));
    expect(card.text).toBe(
      'Export of mouse for <@U0BEN|ben.o> &amp; <!subteam^S0WRANGLERS|@wranglers> in <#C0QUIET|quiet>',
    );
    const container = { kind: 'message', channel: ops, ts: card.ts } as const;
    expect(await desk.as(ben).press({ container, blockId: 'decide', actionId: 'reject' })).toEqual({
      ok: true,
    });

    const modal = await until(() => desk.as(ben).snapshot().modals.at(-1));
    expect(desk.as(ana).snapshot().modals).toEqual([]);
    const typed = (value: string) => ({ why: { text: { type: 'plain_text_input', value } } });
    expect(await desk.as(ben).submit(modal.id, {})).toEqual({
      ok: false,
      errors: { why: 'Please complete this required field.' },
    });
    expect(await desk.as(ben).submit(modal.id, typed('no'))).toEqual({
      ok: false,
      errors: { why: 'Say a little more' },
    });
    expect(await desk.as(ben).submit(modal.id, typed('too early'))).toEqual({ ok: true });
    expect(desk.as(ben).snapshot().modals).toEqual([]);
    const updated = await until(() =>
      desk
        .as(ana)
        .snapshot()
        .messages.find((each) => each.edited),
    );
    expect(updated).toMatchObject({
      ts: card.ts,
      text: 'Rejected by ben.o: too early',
      blocks: [],
    });

    const history = await town.app.client.conversations.history({
      channel: ops,
      include_all_metadata: true,
    });
    expect(history.messages).toHaveLength(1);
    expect(history.messages?.[0]?.metadata).toEqual({
      event_type: 'run',
      event_payload: { id: 'run-1' },
    });
  });

  test('a command that nobody acknowledges is reported in the words of Slack', async () => {
    await using town = await openTown(mode, (app) => {
      app.command('/mute-me-not', async () => {});
    });
    const before = performance.now();
    expect(await town.desk.as(ana).say(ops, '/mute-me-not')).toEqual({ ok: true });
    expect(performance.now() - before).toBeGreaterThan(2900);
    expect(town.desk.as(ana).snapshot().messages.at(-1)).toMatchObject({
      author: { name: 'Slackbot' },
      ephemeral: true,
      text: '/mute-me-not failed with the error "operation_timeout"',
    });
  });

  test('everything can be delivered twice', async () => {
    const heard: string[] = [];
    await using town = await openTown(mode, (app) => {
      app.event('app_mention', async ({ body }) => void heard.push(body.event_id));
      app.command('/export', async ({ ack, body }) => {
        await ack();
        heard.push(body.trigger_id);
      });
    });
    town.desk.faults.on('redeliver');
    await town.desk.as(ana).say(ops, 'hello @handoff');
    await town.desk.as(ana).say(ops, '/export x');
    await until(() => heard.length === 4);
    expect(new Set(heard).size).toBe(2);
  });
});

test('a submission may update, push and clear', async () => {
  const step = (callback_id: string): ModalView => ({
    type: 'modal',
    callback_id,
    title: { type: 'plain_text', text: callback_id },
    submit: { type: 'plain_text', text: 'Next' },
    notify_on_close: true,
    blocks: [],
  });
  const closed: string[] = [];
  await using town = await openTown('socket', (app) => {
    app.command('/export', async ({ ack, client, body }) => {
      await ack();
      await client.views.open({ trigger_id: body.trigger_id, view: step('one') });
    });
    app.view('one', async ({ ack }) => ack({ response_action: 'update', view: step('two') }));
    app.view('two', async ({ ack }) => ack({ response_action: 'push', view: step('three') }));
    app.view({ callback_id: 'three', type: 'view_closed' }, async ({ ack, view }) => {
      closed.push(view.callback_id);
      await ack();
    });
    app.view('three', async ({ ack }) => ack({ response_action: 'clear' }));
  });
  const me = town.desk.as(ana);
  const titles = () => me.snapshot().modals.map((each) => each.title);
  const top = () => me.snapshot().modals.at(-1)?.id ?? '';
  await me.say(ops, '/export x');
  await until(() => titles().length === 1);
  await me.submit(top(), {});
  expect(titles()).toEqual(['two']);
  await me.submit(top(), {});
  expect(titles()).toEqual(['two', 'three']);
  expect(await me.dismiss(top())).toEqual({ ok: true });
  expect(titles()).toEqual(['two']);
  await until(() => closed.length === 1);
  await me.submit(top(), {});
  await me.submit(top(), {});
  expect(titles()).toEqual([]);
});
