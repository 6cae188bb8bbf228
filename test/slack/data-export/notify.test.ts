import { createHmac } from 'node:crypto';
import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { expect, it } from 'vitest';
import { DATA_OPS, eventually, openWorkspace } from '../../support/workspace.ts';
import { anExport } from './dialogs.ts';

const TITLE = 'Notifications';
const EMAIL = {
  ...{ host: '127.0.0.1', port: 9, security: 'none' },
  ...{ from: 'handoff@example.org', domains: ['example.org'] },
};

/** Somebody’s own program. */
async function aReceiver(status = 204) {
  const came: { readonly signature: string; readonly body: string }[] = [];
  const server = createServer(async (request, response) => {
    const signature = String(request.headers['handoff-signature']);
    came.push({ signature, body: await text(request) });
    response.writeHead(status).end();
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // listening on a port, so it is no pipe
  const origin = `http://127.0.0.1:${port}`;
  return { came, origin, [Symbol.dispose]: () => server.close() };
}

it('says what an operator would set where there is no other way than Slack', async () => {
  await using workspace = await openWorkspace({ notifications: {} });
  const fay = workspace.person('fay');
  await fay.say('/data-export notify');
  await fay.sees('no other way', 'Whoever runs me can add e-mail');
  expect(fay.desk.snapshot().modals).toEqual([]);
});

it('offers what the installation has, the address of the directory written in; keeps it, changes it, and lets it go', async () => {
  using receiver = await aReceiver();
  const webhooks = { inside: [receiver.origin] };
  await using workspace = await openWorkspace({ notifications: { email: EMAIL, webhooks } });
  const fay = workspace.person('fay');
  const { notifications } = workspace.sandbox.app.exports;
  const actor = { kind: 'person', id: fay.id, roles: [] } as const;
  const kept = async () =>
    (await notifications.preference(actor)).map(
      ({ kind, shown, about }) => `${kind} ${shown} ${about.join('+')}`,
    );
  const saved = async (given: Readonly<Record<string, string | readonly string[]>>) => {
    await fay.say('/data-export notify');
    const modal = await fay.modal(TITLE);
    expect(await fay.submit(TITLE, given)).toEqual({ ok: true });
    const said = JSON.stringify((await fay.modal(TITLE)).blocks);
    await fay.desk.dismiss((await fay.modal(TITLE)).id);
    return { asked: JSON.stringify(modal.blocks), said };
  };

  const first = await saved({ 'When an export': ['has failed'] });
  expect(first.asked).toContain('"initial_value":"fay@example.org"');
  expect(await kept()).toEqual(['e-mail f…@example.org failed']);
  expect(first.said).not.toContain('whsec_');

  const second = await saved({
    Webhook: `${receiver.origin}/hook`,
    'When an export': ['has completed', 'has failed'],
  });
  expect(second.asked).not.toContain('fay@example.org');
  expect(second.asked).toContain('Now f…@example.org.');
  const host = new URL(receiver.origin).host;
  expect(await kept()).toEqual([
    'e-mail f…@example.org completed+failed',
    `webhook ${host}/hook completed+failed`,
  ]);
  const third = await saved({ 'No longer tell me at': ['E-mail: f…@example.org'] });
  expect(await kept()).toEqual([`webhook ${host}/hook completed+failed`]);

  // It is signed with what was shown.
  const id = await anExport(workspace, fay, 'Told by webhook');
  const { signature, body } = await eventually(() => {
    workspace.skip(0.1);
    expect(receiver.came).toHaveLength(1);
    return receiver.came[0] ?? { signature: '', body: '' };
  });
  expect(JSON.parse(body)).toMatchObject({ type: 'export.completed', export: { id } });
  const [, at, given] = /^t=(\d+),v1=(\w+)$/.exec(signature) ?? [];
  const [secret = ''] = /whsec_[\w-]+/.exec(third.said) ?? [];
  expect(createHmac('sha256', secret).update(`${at}.${body}`).digest('hex')).toBe(given);
  expect(JSON.stringify(fay.messages()) + workspace.logged.join()).not.toContain(secret);

  const last = await saved({ 'No longer tell me at': [`Webhook: ${host}/hook`] });
  expect(last.said).toContain('in Slack alone');
  expect(await kept()).toEqual([]);
});

it('refuses at the field, and changes nothing', async () => {
  await using workspace = await openWorkspace({
    notifications: { email: EMAIL, webhooks: { hosts: ['*'] } },
  });
  const fay = workspace.person('fay');
  await fay.say('/data-export notify');
  const answer = await fay.submit(TITLE, {
    'E-mail': 'fay@elsewhere.example',
    Webhook: 'http://hooks.example.org/hook',
    Teams: 'https://teams.example.org/hook',
  });
  expect(answer).toEqual({
    ok: false,
    errors: {
      'e-mail':
        'I may write to addresses at example.org only. Whoever runs me can allow elsewhere.example.',
      webhook: expect.any(String),
    },
  });
  const actor = { kind: 'person', id: fay.id, roles: [] } as const;
  expect(await workspace.sandbox.app.exports.notifications.preference(actor)).toEqual([]);
});

it('says once, below the card, that nobody takes its news there', async () => {
  using receiver = await aReceiver(404);
  const webhooks = { inside: [receiver.origin] };
  await using workspace = await openWorkspace({ notifications: { webhooks } });
  const fay = workspace.person('fay');
  const to = `${receiver.origin}/hook`;
  await workspace.sandbox.app.exports.notifications.prefer(
    [{ kind: 'webhook', to, about: ['completed'] }],
    { kind: 'person', id: fay.id, roles: [] },
  );
  const told = (exports: number) =>
    eventually(() => {
      workspace.skip(0.1);
      expect(receiver.came.length).toBe(exports);
      expect(fay.count('I could not tell your webhook', '/hook', 'It answered 404.')).toBe(1);
    });
  const id = await anExport(workspace, fay, 'First');
  await told(1);
  await fay.say(`/data-export status ${id}`);
  await fay.sees('Told besides Slack', 'that it completed · given up: It answered 404.');
  await anExport(workspace, fay, 'Second');
  await told(2);
});

it('lets an export leave out some of them, and says in its status who is told', async () => {
  using receiver = await aReceiver();
  const webhooks = { inside: [receiver.origin] };
  await using workspace = await openWorkspace({ notifications: { email: EMAIL, webhooks } });
  const fay = workspace.person('fay');
  const { notifications, jobs, renewals } = workspace.sandbox.app.exports;
  const actor = { kind: 'person', id: fay.id, roles: ['data-consumers'] } as const;
  const about = ['completed', 'failed'] as const;
  const hook = { kind: 'webhook', to: `${receiver.origin}/hook`, about } as const;
  const teams = { kind: 'teams', to: `${receiver.origin}/teams`, about } as const;
  await notifications.prefer([hook, teams], actor);
  const { host } = new URL(receiver.origin);
  const exported = async (name: string, ticked: readonly string[]) => {
    await fay.say('/data-export', DATA_OPS);
    const field = 'Besides Slack, tell me at';
    const filled = { Name: name, Files: ['1'], [field]: ticked };
    expect(await fay.submit('Export files', filled)).toEqual({ ok: true });
    await fay.sees(name, 'Ready to download');
    const [job] = await jobs.list(actor, { limit: 1, offset: 0 });
    await fay.say(`/data-export status ${job?.id}`, DATA_OPS);
    return (await notifications.ofJob(job?.id ?? 0, actor))?.map(({ kind, about: of }) => [
      kind,
      of.length,
    ]);
  };

  const both = [`Webhook: ${host}/hook`, `Teams: ${host}/teams`];
  expect(await exported('To both', both)).toEqual([]); // as for every export
  await fay.sees('As of', `Told besides Slack: Webhook ${host}/hook and Teams ${host}/teams`);
  await eventually(() => {
    workspace.skip(0.1);
    expect(receiver.came).toHaveLength(2);
  });
  // To people in the zone that Slack has of them, not in that of the installation.
  expect(receiver.came.map(({ body }) => body).join()).toContain('(Europe/Stockholm)');

  expect(await exported('To one', both.slice(0, 1))).toEqual([
    ['webhook', 2],
    ['teams', 0],
  ]);
  await fay.sees('As of', 'To one', `Told besides Slack: Webhook ${host}/hook`);
  await eventually(() => {
    workspace.skip(0.1);
    expect(receiver.came).toHaveLength(3);
  });
  expect(await exported('To nobody', [])).toEqual([
    ['webhook', 0],
    ['teams', 0],
  ]);
  await fay.sees('As of', 'To nobody', 'Told besides Slack: nobody');
  const [last] = await jobs.list(actor, { limit: 1, offset: 0 });
  const rebuilt = await renewals.rebuild(last?.id ?? 0, actor);
  const again = rebuilt?.ok === true ? rebuilt.job.id : 0;
  expect((await notifications.ofJob(again, actor))?.map(({ about: of }) => of)).toEqual([[], []]);
  workspace.skip(1);
  expect(receiver.came).toHaveLength(3);
});
