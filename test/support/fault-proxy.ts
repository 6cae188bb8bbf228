import {
  createServer,
  type IncomingMessage,
  type ServerResponse,
  request as send,
} from 'node:http';
import type { AddressInfo } from 'node:net';
import { buffer } from 'node:stream/consumers';

/** What befalls one request. */
export type Fault =
  /** Answered here; the server never hears of it. */
  | { readonly kind: 'status'; readonly status: number; readonly code: string }
  /** The answer is an error although its status is 200, as S3 does when it has begun to answer. */
  | { readonly kind: 'error in 200' }
  /** It gets through, but late. */
  | { readonly kind: 'late'; readonly milliseconds: number }
  /** Cut off within the request’s body. */
  | { readonly kind: 'reset'; readonly after: number }
  /** One byte of the request’s body is another. */
  | { readonly kind: 'altered' }
  /** The server does it, and nobody learns of it. */
  | { readonly kind: 'answer lost' }
  /** The answer’s body ends early. */
  | { readonly kind: 'truncated'; readonly after: number };

export interface Passing {
  readonly method: string;
  readonly path: string;
  readonly query: URLSearchParams;
}

export interface FaultProxy extends AsyncDisposable {
  readonly url: string;
  /** Asked for each request; undefined lets it through. */
  befall(choose: (request: Passing) => Fault | undefined): void;
}

/** Between a program and a server that it speaks HTTP with. Signatures hold: nothing of a request is altered. */
export async function startFaultProxy(server: string): Promise<FaultProxy> {
  let choose: (request: Passing) => Fault | undefined = () => undefined;

  const proxy = createServer(async (incoming, outgoing) => {
    const { pathname, searchParams } = new URL(incoming.url ?? '/', server);
    const fault = choose({ method: incoming.method ?? '', path: pathname, query: searchParams });
    const body = await read(incoming, fault);
    if (body === undefined) return outgoing.destroy();
    if (fault?.kind === 'status') return error(outgoing, fault.status, fault.code);
    if (fault?.kind === 'error in 200') return error(outgoing, 200, 'InternalError');
    if (fault?.kind === 'late') await new Promise((wake) => setTimeout(wake, fault.milliseconds));
    if (fault?.kind === 'altered' && body.length > 0) body[0] = (body[0] ?? 0) ^ 1;
    forward(server, incoming, body, (answer, content) => {
      if (fault?.kind === 'answer lost') return outgoing.destroy();
      outgoing.writeHead(answer.statusCode ?? 502, answer.rawHeaders);
      if (fault?.kind !== 'truncated') return outgoing.end(content);
      return outgoing.write(content.subarray(0, fault.after), () => outgoing.destroy());
    }).on('error', () => outgoing.destroy());
  });
  await new Promise<void>((resolve) => proxy.listen(0, '127.0.0.1', resolve));
  const { port } = proxy.address() as AddressInfo; // listening on a port, so it is no pipe

  return {
    url: `http://127.0.0.1:${port}`,
    befall(next) {
      choose = next;
    },
    async [Symbol.asyncDispose]() {
      proxy.closeAllConnections();
      await new Promise((resolve) => proxy.close(resolve));
    },
  };
}

/** Undefined where the request is to be cut off, or broke off by itself. */
async function read(
  incoming: IncomingMessage,
  fault: Fault | undefined,
): Promise<Buffer | undefined> {
  if (fault?.kind !== 'reset') return buffer(incoming).catch(() => undefined);
  let bytes = 0;
  for await (const piece of incoming) {
    bytes += piece.length;
    if (bytes >= fault.after) break;
  }
  return undefined;
}

function forward(
  server: string,
  { method, url, headers }: IncomingMessage,
  body: Buffer,
  done: (answer: IncomingMessage, content: Buffer) => void,
) {
  const { hostname, port } = new URL(server);
  // The host stays that of the proxy: it is signed.
  const passed = send({ hostname, port, path: url, ...(method ? { method } : {}), headers });
  passed.on('response', async (answer) => {
    const content = await buffer(answer).catch(() => Buffer.of());
    done(answer, content);
  });
  passed.end(body);
  return passed;
}

function error(outgoing: ServerResponse, status: number, code: string): void {
  outgoing.writeHead(status, { 'content-type': 'application/xml' });
  outgoing.end(
    `<?xml version="1.0"?><Error><Code>${code}</Code><Message>planted</Message></Error>`,
  );
}
