import { readFileSync } from 'node:fs';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Clock } from '../../src/operations/ports.ts';

/** A system outside, as badly behaved as a test wants it. */
export interface Outside {
  readonly url: string;
  readonly calls: readonly Call[];
  answer(respond: Respond): void;
  [Symbol.asyncDispose](): Promise<void>;
}
export interface Call {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
}
/** A body for JSON with 200, undefined for 404 without a body, or whatever is done to the response itself. */
export type Respond = (call: Call, response: ServerResponse) => unknown;

export const HANDLED = Symbol('handled');

export async function startOutside(respond: Respond = () => undefined): Promise<Outside> {
  let current = respond;
  const calls: Call[] = [];
  const server = createServer(async (request, response) => {
    let body = '';
    for await (const piece of request) body += String(piece);
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://outside');
    const { method = '', headers } = request;
    const call = { method, path: pathname, query: searchParams, headers, body };
    calls.push(call);
    const answer = current(call, response);
    if (answer === HANDLED) return;
    response.statusCode = answer === undefined ? 404 : 200;
    response.setHeader('content-type', 'application/hal+json');
    response.end(answer === undefined ? '' : JSON.stringify(answer));
  });
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
  const { port } = server.address() as AddressInfo; // listening on a port, so it is no pipe
  return {
    url: `http://127.0.0.1:${port}`,
    calls,
    answer(next) {
      current = next;
    },
    async [Symbol.asyncDispose]() {
      server.closeAllConnections();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

/** Answers with this status and body. */
export function say(
  response: ServerResponse,
  status: number,
  body = '',
  headers: Readonly<Record<string, string>> = {},
): typeof HANDLED {
  response.writeHead(status, headers);
  response.end(body);
  return HANDLED;
}

export interface HandClock extends Clock {
  pass(milliseconds: number): void;
}

/** Time that passes only when it is told to. */
export function handClock(start = '2026-02-03T15:00:00Z'): HandClock {
  let now = Date.parse(start);
  return {
    now: () => new Date(now),
    async sleep(milliseconds) {
      now += milliseconds;
    },
    pass(milliseconds) {
      now += milliseconds;
    },
  };
}

/** A recorded scenario, each time anew. */
export function fixture<T>(name: string): T {
  const file = new URL(`../fixtures/upstream/${name}.json`, import.meta.url);
  return JSON.parse(readFileSync(file, 'utf8')) as T; // hand-written, and shaped by the test that asks for it
}
