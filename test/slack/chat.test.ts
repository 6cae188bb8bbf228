import { createServer } from 'node:net';
import { afterAll, afterEach, beforeAll, describe, expect, it } from 'vitest';
import { OutsideError } from '../../src/operations/ports.ts';
import { createSlackPorts } from '../../src/slack/ports.ts';
import { aConfig } from '../support/config.ts';
import { ANA, BEN, type Bench, ELSEWHERE, newest, OPS, openBench } from './bench.ts';
import { cardIn, roles } from './sample.ts';

const card = { kind: 'card', card: cardIn('import requested') } as const;
const failed = { kind: 'failed', reference: 'k7f2' } as const;

/** A port on which nobody listens. */
async function closedPort(): Promise<number> {
  const server = createServer();
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const address = server.address();
  await new Promise((resolve) => server.close(resolve));
  return typeof address === 'object' && address !== null ? address.port : 0;
}

describe('the chat', () => {
  let bench: Bench;
  beforeAll(async () => {
    bench = await openBench();
  });
  afterEach(() => bench.desk.faults.clear());
  afterAll(() => bench[Symbol.asyncDispose]());

  const refused = async (work: Promise<unknown>): Promise<OutsideError> => {
    const error = await work.then(
      () => undefined,
      (thrown: unknown) => thrown,
    );
    if (!(error instanceof OutsideError)) throw new Error(`not an OutsideError: ${String(error)}`);
    return error;
  };

  it('finds again what it posted, in the channel and in a thread, by nothing but the key', async () => {
    const { chat } = bench.ports;
    const since = bench.clock.now();
    const at = await chat.post('key-1', { channel: OPS }, card);
    const reply = await chat.post('key-2', { channel: OPS, thread: at.ts }, failed);
    expect(await chat.find('key-1', { channel: OPS }, since)).toEqual(at);
    expect(await chat.find('key-2', { channel: OPS, thread: at.ts }, since)).toEqual(reply);
    expect(await chat.find('key-2', { channel: OPS }, since)).toBeUndefined();
    expect(await chat.find('key-3', { channel: OPS }, since)).toBeUndefined();
    expect(await chat.permalink(at)).toMatch(/^https:.*\/archives\/C00DCPOPS1\/p\d+$/);
    const posted = bench.desk.log.find(({ method }) => method === 'chat.postMessage');
    expect(JSON.parse(String(posted?.arguments['metadata']))).toEqual({
      event_type: 'handoff_message',
      event_payload: { key: 'key-1' },
    });
  });

  it('edits in place', async () => {
    const { chat } = bench.ports;
    const at = await chat.post('key-4', { channel: OPS }, card);
    await chat.edit(at, { kind: 'card', card: cardIn('released') });
    const message = newest(bench.desk, ANA);
    expect(message).toMatchObject({ ts: at.ts, edited: true });
    expect(message?.text).toContain('*Released*');
  });

  it('sends simpler blocks, once, when Slack does not know the new ones', async () => {
    bench.desk.faults.on('reject-new-blocks');
    await bench.ports.chat.post('key-5', { channel: OPS }, card);
    const blocks = JSON.stringify(newest(bench.desk, ANA)?.blocks);
    expect(blocks).toContain('● *Snapshot*');
    expect(blocks).not.toContain('"plan"');
  });

  it('says how long to wait when Slack asks for it', async () => {
    bench.desk.faults.on('slack-rate-limit', 1);
    const error = await refused(bench.ports.chat.post('key-6', { channel: OPS }, failed));
    expect(error).toMatchObject({ outcome: 'retry', retryAfter: 2000 });
  });

  it('doubts a new message whose answer is lost, and finds it; an edit is simply repeated', async () => {
    const { chat } = bench.ports;
    const since = bench.clock.now();
    bench.desk.faults.on('slack-lost-reply', 1);
    expect(await refused(chat.post('key-7', { channel: OPS }, failed))).toMatchObject({
      outcome: 'ambiguous',
    });
    const found = await chat.find('key-7', { channel: OPS }, since);
    if (found === undefined) throw new Error('not found');
    bench.desk.faults.on('slack-lost-reply', 1);
    expect(await refused(chat.edit(found, failed))).toMatchObject({ outcome: 'retry' });
    bench.desk.faults.on('slack-server-error', 1);
    expect(await refused(chat.post('key-8', { channel: OPS }, failed))).toMatchObject({
      outcome: 'ambiguous',
    });
  });

  it('says what to do when it will never work', async () => {
    const { chat } = bench.ports;
    const outside = await refused(chat.post('key-9', { channel: ELSEWHERE }, failed));
    expect(outside).toMatchObject({
      outcome: 'refused',
      message: 'Slack says not_in_channel. Invite @handoff to the channel C0ELSEWH04.',
    });
    expect(await refused(chat.edit({ channel: OPS, ts: '1.2' }, failed))).toMatchObject({
      outcome: 'gone',
    });
  });

  it('knows that nothing was sent when there was no connection', async () => {
    const port = await closedPort();
    const { chat } = createSlackPorts({
      config: aConfig({
        slack: {
          transport: 'socket',
          apiUrl: `http://127.0.0.1:${port}/api/`,
          channel: OPS,
          watchedChannels: [],
          postGap: 0,
          progressRest: 5000,
        },
        roles,
      }),
      secrets: {
        slackBotToken: 'xoxb-none',
        ingestToken: () => '',
        stagingAccessKey: '',
        stagingSecretKey: '',
      },
      clock: bench.clock,
      random: { reference: () => 'k7f2' },
      log: { info() {}, warn() {}, error() {} },
    });
    expect(await refused(chat.post('key-10', { channel: OPS }, failed))).toMatchObject({
      outcome: 'retry',
    });
  });

  it('whispers to one person; in their direct messages when there is no other way', async () => {
    await bench.ports.chat.whisper(ANA, OPS, failed);
    expect(newest(bench.desk, ANA)).toMatchObject({ ephemeral: true });
    await bench.ports.chat.whisper(BEN, ELSEWHERE, failed);
    const direct = bench.desk.as(BEN).snapshot().messages.at(-1);
    expect(direct?.channel).toMatch(/^D/);
  });
});
