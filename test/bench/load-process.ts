import { createHmac } from 'node:crypto';
import { setTimeout as delay } from 'node:timers/promises';
import { Pool } from 'undici';
import { type Kind, type LoadOrder, type LoadReport, loadOrder, MIX } from './load.ts';

const MOST_AT_ONCE = 256;

/** Slack's side of a load test, in a process of its own: signed commands and presses over HTTP. */
process.once('message', (message) => {
  const order = loadOrder.parse(message);
  void send(order).then((report) => process.send?.(report, () => process.disconnect()));
});

async function send(order: LoadOrder): Promise<LoadReport> {
  const { origin, pathname } = new URL(order.url);
  const pool = new Pool(origin, { connections: MOST_AT_ONCE });
  const took: number[] = [];
  const failures: string[] = [];
  const sent = { help: 0, ask: 0, press: 0 };
  const begun = performance.now();
  const until = begun + order.seconds * 1000;

  async function request(index: number, due: number): Promise<void> {
    const kind = MIX[index % MIX.length] ?? 'help';
    const body = bodyOf(order, kind, index, sent[kind]);
    sent[kind] += 1;
    try {
      const response = await pool.request({
        method: 'POST',
        path: pathname,
        headers: { 'content-type': 'application/x-www-form-urlencoded', ...signature(order, body) },
        body,
      });
      const answer = await response.body.text();
      took.push(performance.now() - due);
      if (response.statusCode !== 200) failures.push(`${kind}: ${response.statusCode} ${answer}`);
    } catch (error) {
      failures.push(`${kind}: ${String(error)}`);
    }
  }

  let index = 0;
  if ('perSecond' in order.pace) {
    const { perSecond } = order.pace;
    const total = Math.floor(order.seconds * perSecond);
    const running = new Set<Promise<void>>();
    for (; index < total; index += 1) {
      const due = begun + (index * 1000) / perSecond;
      if (due > performance.now()) await delay(due - performance.now());
      if (running.size >= MOST_AT_ONCE) await Promise.race(running);
      const one = request(index, due).finally(() => running.delete(one));
      running.add(one);
    }
    await Promise.all(running);
  } else {
    const connections = Array.from({ length: order.pace.connections }, async () => {
      while (performance.now() < until) {
        index += 1;
        await request(index, performance.now());
      }
    });
    await Promise.all(connections);
  }
  const seconds = (performance.now() - begun) / 1000;
  await pool.close();
  return { took, sent, failures: failures.slice(0, 1000), seconds };
}

function signature({ signingSecret }: LoadOrder, body: string): Record<string, string> {
  const timestamp = String(Math.floor(Date.now() / 1000));
  const digest = createHmac('sha256', signingSecret)
    .update(`v0:${timestamp}:${body}`)
    .digest('hex');
  return { 'x-slack-request-timestamp': timestamp, 'x-slack-signature': `v0=${digest}` };
}

function bodyOf(order: LoadOrder, kind: Kind, index: number, count: number): string {
  const team = { id: 'T00000DCP1', domain: 'data-coordination' };
  const trigger = `${process.pid}.${index}.${Date.now()}`;
  if (kind !== 'press') {
    const person = order.askers[count % order.askers.length] ?? '';
    return new URLSearchParams({
      team_id: team.id,
      team_domain: team.domain,
      channel_id: order.channel,
      channel_name: 'dcp-ops',
      user_id: person,
      user_name: person.toLowerCase(),
      command: '/export',
      text: kind === 'help' ? 'help' : (order.projects[count % order.projects.length] ?? ''),
      api_app_id: 'A0DESK0001',
      is_enterprise_install: 'false',
      response_url: order.responseUrl,
      trigger_id: trigger,
    }).toString();
  }
  const person = order.pressers[count % order.pressers.length] ?? '';
  const value = JSON.stringify({ c: order.cycles[count], t: order.turn, e: 'imported' });
  const stamp = `${Math.floor(Date.now() / 1000)}.${String(index % 1_000_000).padStart(6, '0')}`;
  const payload = {
    type: 'block_actions',
    team,
    user: { id: person, username: person, name: person, team_id: team.id },
    api_app_id: 'A0DESK0001',
    enterprise: null,
    is_enterprise_install: false,
    container: {
      type: 'message',
      message_ts: stamp,
      channel_id: order.channel,
      is_ephemeral: false,
    },
    channel: { id: order.channel, name: 'dcp-ops' },
    message: { type: 'message', ts: stamp, text: '' },
    state: { values: {} },
    response_url: order.responseUrl,
    trigger_id: trigger,
    actions: [
      {
        type: 'button',
        action_id: 'event:imported',
        block_id: 'b1',
        text: { type: 'plain_text', text: 'Imported' },
        value,
        action_ts: stamp,
      },
    ],
  };
  return new URLSearchParams({ payload: JSON.stringify(payload) }).toString();
}
