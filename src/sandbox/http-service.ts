import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

export interface ServiceRequest {
  readonly method: string;
  /** The service's own address, e.g. `http://127.0.0.1:41234`. */
  readonly base: string;
  readonly path: string;
  readonly params: Readonly<Record<string, string>>;
  readonly query: URLSearchParams;
  readonly headers: IncomingMessage['headers'];
  readonly body: string;
  /** The same body, as it came. */
  readonly bytes: Buffer;
}

export interface ServiceAnswer {
  readonly status: number;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

export interface Route {
  readonly method: 'GET' | 'HEAD' | 'OPTIONS' | 'PATCH' | 'PUT' | 'POST' | 'DELETE';
  /** Segments; `:name` takes one segment, `*name` takes the rest. The first match wins. */
  readonly path: string;
  readonly answer: (request: ServiceRequest) => ServiceAnswer | Promise<ServiceAnswer>;
}

/** One line of what a simulator covers. `route` is `METHOD /path` as registered. */
export interface Coverage {
  readonly route: string;
  readonly support: 'supported' | 'partial' | 'not';
  readonly note: string;
}

/** Wraps every answer of a service; `drop` cuts the connection without an answer. */
export type Interference = (
  request: ServiceRequest,
  answer: () => Promise<ServiceAnswer>,
) => Promise<ServiceAnswer | 'drop'>;

export interface Service {
  readonly url: string;
  stop(): Promise<void>;
}

export function json(status: number, body: unknown, type = 'application/json'): ServiceAnswer {
  return { status, headers: { 'content-type': type }, body: JSON.stringify(body) };
}

/** Serves routes over real HTTP on loopback; port 0 takes any free port. */
export async function startService(options: {
  readonly routes: readonly Route[];
  readonly port?: number;
  readonly interference?: Interference;
}): Promise<Service> {
  const routes = options.routes.map((route) => ({ route, pattern: patternOf(route.path) }));
  const interference: Interference = options.interference ?? ((_, answer) => answer());
  let base = '';

  async function respond(incoming: IncomingMessage, outgoing: ServerResponse): Promise<void> {
    const url = new URL(`${base}${incoming.url ?? '/'}`);
    const method = incoming.method ?? 'GET';
    const bytes = await bytesOf(incoming);
    const { headers } = incoming;
    const body = bytes.toString('utf8');
    const request = { method, base, query: url.searchParams, headers, body, bytes };
    const path = url.pathname;
    const answer = await interference({ ...request, path, params: {} }, async () => {
      for (const { route, pattern } of routes) {
        const found = route.method === method ? pattern.exec(path) : null;
        if (found) return route.answer({ ...request, path, params: paramsOf(found) });
      }
      return { status: 404 };
    });
    if (answer === 'drop') {
      incoming.socket.destroy();
      return;
    }
    const length = Buffer.byteLength(answer.body ?? '');
    outgoing.writeHead(answer.status, { 'content-length': length, ...answer.headers });
    outgoing.end(method === 'HEAD' ? undefined : answer.body);
  }

  const server = createServer((incoming, outgoing) => {
    respond(incoming, outgoing).catch((error: unknown) => {
      outgoing.writeHead(500, { 'content-type': 'text/plain' });
      outgoing.end(`The simulator failed: ${String(error)}`);
    });
  });
  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, '127.0.0.1', resolve);
  });
  // A TCP server's address is never a pipe name (string) nor, once listening, null.
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`;
  return {
    url: base,
    stop: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function patternOf(path: string): RegExp {
  const source = path
    .replace(/[.]/g, '\\.')
    .replace(/:(\w+)/g, '(?<$1>[^/]+)')
    .replace(/\*(\w+)/g, '(?<$1>.+)');
  return new RegExp(`^${source}/?$`);
}

function paramsOf(found: RegExpExecArray): Record<string, string> {
  const entries = Object.entries(found.groups ?? {});
  return Object.fromEntries(entries.map(([name, value]) => [name, decodeURIComponent(value)]));
}

async function bytesOf(incoming: IncomingMessage): Promise<Buffer> {
  const chunks: Buffer[] = [];
  for await (const chunk of incoming) chunks.push(Buffer.from(chunk));
  return Buffer.concat(chunks);
}
