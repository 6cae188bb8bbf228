import { createHash, randomUUID } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { text } from 'node:stream/consumers';
import { setTimeout as delay } from 'node:timers/promises';
import { z } from 'zod';

interface Message {
  readonly id: string;
  readonly body: string;
  receipt: string;
  visibleAt: number;
  received: number;
}

/**
 * A queue as AWS has it, over its JSON protocol (`AmazonSQS.…`): long polling, batches of ten, receipts that change with
 * each delivery, messages that come back when nobody lets go of them. It does not check signatures, has one queue, keeps
 * no order, and knows neither delays nor dead letters.
 */
export interface SqsQueue extends AsyncDisposable {
  readonly url: string;
  send(body: string | object): void;
  /** All of them, whether somebody holds them or not. */
  readonly messages: readonly { readonly body: string; readonly received: number }[];
  /** The next calls of this name are answered with this error. */
  refuse(action: string, times: number, code: string, status?: number): void;
  readonly calls: readonly string[];
}

const receive = z.object({
  QueueUrl: z.string(),
  MaxNumberOfMessages: z.number().max(10).default(1),
  WaitTimeSeconds: z.number().max(20).default(0),
});
const remove = z.object({
  QueueUrl: z.string(),
  Entries: z
    .array(z.object({ Id: z.string(), ReceiptHandle: z.string() }))
    .min(1)
    .max(10),
});

export async function startSqs({ visibility = 500 } = {}): Promise<SqsQueue> {
  let messages: Message[] = [];
  const calls: string[] = [];
  const refusals = new Map<string, { times: number; code: string; status: number }>();

  async function take(given: z.infer<typeof receive>, gone: () => boolean): Promise<object> {
    const until = performance.now() + given.WaitTimeSeconds * 1000;
    for (;;) {
      const now = performance.now();
      const ready = messages.filter(({ visibleAt }) => visibleAt <= now);
      const taken = ready.slice(0, given.MaxNumberOfMessages);
      if (taken.length === 0 && now < until && !gone()) {
        await delay(10);
        continue;
      }
      for (const message of taken) {
        message.receipt = randomUUID();
        message.visibleAt = now + visibility;
        message.received += 1;
      }
      if (taken.length === 0) return {};
      return {
        Messages: taken.map(({ id, body, receipt }) => ({
          MessageId: id,
          ReceiptHandle: receipt,
          Body: body,
          MD5OfBody: createHash('md5').update(body).digest('hex'),
        })),
      };
    }
  }

  function drop({ Entries }: z.infer<typeof remove>): object {
    const receipts = new Map(Entries.map(({ Id, ReceiptHandle }) => [ReceiptHandle, Id]));
    const known = messages.filter(({ receipt }) => receipts.has(receipt));
    messages = messages.filter(({ receipt }) => !receipts.has(receipt));
    const done = new Set(known.map(({ receipt }) => receipts.get(receipt)));
    return {
      Successful: [...done].map((Id) => ({ Id })),
      Failed: Entries.filter(({ Id }) => !done.has(Id)).map(({ Id }) => ({
        Id,
        Code: 'ReceiptHandleIsInvalid',
        SenderFault: true,
      })),
    };
  }

  async function answer(action: string, body: unknown, gone: () => boolean): Promise<object> {
    switch (action) {
      case 'ReceiveMessage':
        return take(receive.parse(body), gone);
      case 'DeleteMessageBatch':
        return drop(remove.parse(body));
      case 'GetQueueAttributes':
        return { Attributes: { ApproximateNumberOfMessages: String(messages.length) } };
      default:
        throw new Error(`This queue knows no ${action}.`);
    }
  }

  const server = createServer(async (request: IncomingMessage, response: ServerResponse) => {
    const action = String(request.headers['x-amz-target']).replace('AmazonSQS.', '');
    const given = await text(request);
    const refusal = refusals.get(action);
    calls.push(action);
    const say = (status: number, what: object) =>
      response
        .writeHead(status, { 'content-type': 'application/x-amz-json-1.0' })
        .end(JSON.stringify(what));
    if (refusal !== undefined && refusal.times > 0) {
      refusal.times -= 1;
      return say(refusal.status, {
        __type: `com.amazonaws.sqs#${refusal.code}`,
        message: 'planted',
      });
    }
    try {
      return say(200, await answer(action, JSON.parse(given), () => response.destroyed));
    } catch (error) {
      return say(400, {
        __type: 'com.amazon.coral.service#SerializationException',
        message: String(error),
      });
    }
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // listening on a port, so it is no pipe

  return {
    url: `http://127.0.0.1:${port}/111122223333/hub-events`,
    calls,
    get messages() {
      return messages;
    },
    send(body) {
      messages.push({
        id: randomUUID(),
        body: typeof body === 'string' ? body : JSON.stringify(body),
        receipt: '',
        visibleAt: 0,
        received: 0,
      });
    },
    refuse: (action, times, code, status = 400) =>
      void refusals.set(action, { times, code, status }),
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}
