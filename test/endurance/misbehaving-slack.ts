import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { z } from 'zod';
import type { Desk } from '../../src/sandbox/desk/desk.ts';
import type { Chance } from '../proof/load/chance.ts';

/** What a call to Slack may meet. */
type Fate =
  | 'fine'
  | 'asked to wait'
  | 'broken'
  | 'never answered'
  | 'done, answer lost'
  | 'done, but called broken';
/** Half of the calls that are answered at all are fine; each that is never answered costs the test real time. */
const FATES: readonly Fate[] = [
  'fine',
  'fine',
  'fine',
  'asked to wait',
  'asked to wait',
  'broken',
  'broken',
  'done, answer lost',
  'done, answer lost',
  'asked to wait',
  'broken',
  'never answered',
  'done, answer lost',
  'done, but called broken',
];

export interface MisbehavingSlack extends AsyncDisposable {
  readonly apiUrl: string;
  /** From now on calls about this channel meet what chance brings; undefined ends it. */
  outage(channel: string | undefined): void;
  /** How often each fate was met. */
  readonly met: ReadonlyMap<Fate, number>;
}

/** Stands between the bot and a Slack that works. */
export async function startMisbehavingSlack(
  slackApiUrl: string,
  chance: Chance,
): Promise<MisbehavingSlack> {
  const met = new Map<Fate, number>();
  let sick: string | undefined;

  function fateOf(body: string): Fate {
    if (sick === undefined || new URLSearchParams(body).get('channel') !== sick) return 'fine';
    const fate = chance.oneOf(FATES) ?? 'fine';
    met.set(fate, (met.get(fate) ?? 0) + 1);
    return fate;
  }

  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += String(piece);
    const fate = fateOf(body);
    switch (fate) {
      case 'fine':
        return pass(await forward(request, body), response);
      case 'asked to wait':
        return void response.writeHead(429, { 'retry-after': '7' }).end();
      case 'broken':
        return void response.writeHead(503).end('upstream connect error');
      case 'never answered':
        return;
      case 'done, answer lost':
        await forward(request, body);
        return void response.destroy();
      case 'done, but called broken':
        await forward(request, body);
        return void response.writeHead(500).end();
    }
  }).listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo; // listening on a port, so it is no pipe

  async function forward({ url = '', headers }: IncomingMessage, body: string): Promise<Response> {
    return fetch(`${slackApiUrl}${url.replace(/^\/api\//, '')}`, {
      method: 'POST',
      headers: {
        'content-type': headers['content-type'] ?? '',
        authorization: headers.authorization ?? '',
      },
      body,
    });
  }

  return {
    apiUrl: `http://127.0.0.1:${port}/api/`,
    met,
    outage(channel) {
      sick = channel;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

async function pass(answer: Response, response: ServerResponse): Promise<void> {
  const text = await answer.text();
  response.writeHead(answer.status, { 'content-type': 'application/json' }).end(text);
}

export interface Post {
  readonly key: string;
  readonly channel: string;
  readonly thread?: string | undefined;
  readonly ts: string;
  readonly at: number;
}

const postCall = z.object({
  method: z.literal('chat.postMessage'),
  arguments: z.object({
    channel: z.string(),
    thread_ts: z.string().optional(),
    metadata: z.string(),
  }),
  answer: z.object({ ok: z.literal(true), ts: z.string() }),
});

/** Every message that Slack took, in the order in which it took them. */
export function postsIn(desk: Pick<Desk, 'log'>): readonly Post[] {
  return desk.log.flatMap((call) => {
    const read = postCall.safeParse(call).data;
    if (read === undefined) return [];
    const { channel, thread_ts: thread, metadata } = read.arguments;
    const { ts } = read.answer;
    return { key: keyIn(metadata), channel, thread, ts, at: Math.round(Number(ts) * 1000) };
  });
}

const keyIn = (metadata: string): string =>
  z.object({ event_payload: z.object({ key: z.string() }) }).parse(JSON.parse(metadata))
    .event_payload.key;
