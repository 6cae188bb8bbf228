/** The one HTTP server of the desk, on loopback only: Web API, response urls, sockets and the page. */
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { Office } from '../office.ts';
import { type ApiCall, serveApi } from '../web-api/endpoint.ts';
import { serveResponseUrl } from '../web-api/response-url.ts';
import { sendJson, sendText } from './exchange.ts';
import { serveFiles } from './file-server.ts';
import { type Panel, servePage } from './page-server.ts';
import type { Streams } from './streams.ts';

export interface Doors {
  readonly office: Office;
  readonly panel: Panel;
  readonly streams: Streams;
  readonly log: ApiCall[];
}

export function deskServer(doors: () => Doors): Server {
  const server = createServer((request, response) => {
    serve(doors(), request, response).catch((error: unknown) => {
      // A fault of the desk itself: say so loudly to whoever asked.
      if (response.headersSent) response.destroy();
      else sendText(response, 500, error instanceof Error ? (error.stack ?? '') : String(error));
    });
  });
  server.on('upgrade', (request, stream, head) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://desk');
    const { sockets } = doors().office;
    const ticket = searchParams.get('ticket') ?? '';
    const served =
      isLoopback(request) &&
      pathname === '/link' &&
      sockets?.upgrade(request, stream, head, ticket) === true;
    if (!served) stream.end('HTTP/1.1 403 Forbidden\r\nConnection: close\r\n\r\n');
  });
  return server;
}

/** A page of another site may reach loopback by a name of its own; such a Host is refused. */
function isLoopback(request: IncomingMessage): boolean {
  return /^(127\.0\.0\.1|localhost|\[::1\])(:\d+)?$/.test(request.headers.host ?? '');
}

async function serve(
  { office, panel, streams, log }: Doors,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  if (!isLoopback(request)) return sendText(response, 403, 'The desk is served on loopback only');
  const path = (request.url ?? '/').split('?')[0] ?? '/';
  const [, method] = /^\/api\/([A-Za-z.]+)$/.exec(path) ?? [];
  if (method !== undefined) return serveApi(office, log, method, request, response);
  const [, key] = /^\/response\/([0-9a-f]+)$/.exec(path) ?? [];
  if (key !== undefined)
    return request.method === 'POST'
      ? serveResponseUrl(office, key, request, response)
      : sendJson(response, 405, { ok: false, error: 'method_not_allowed' });
  if (await serveFiles(office, request, response)) return;
  return servePage(office, panel, streams, request, response);
}
