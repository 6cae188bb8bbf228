import { createServer, type RequestListener } from 'node:http';
import type { AddressInfo } from 'node:net';
import { seconds } from '../domain/duration.ts';
import type { Log } from '../operations/ports.ts';

export interface HttpServer {
  readonly port: number;
  stop(): Promise<void>;
}

/** What is asked of the bot from outside: is it alive, is it ready, and Slack's own requests over HTTP. */
export interface Health {
  /** Each named part, with a short sentence; ready when all are. */
  readiness(): Promise<
    readonly { readonly part: string; readonly ok: boolean; readonly says: string }[]
  >;
}

/** @throws {Error} when the port is taken. */
export async function startHttpServer(needs: {
  readonly host: string;
  readonly port: number;
  readonly health: Health;
  readonly log: Log;
  /** Slack over HTTP; undefined in Socket Mode, and until Slack has taken the bot token. */
  readonly slackEvents: () => RequestListener | undefined;
}): Promise<HttpServer> {
  const { health, log } = needs;

  const server = createServer((request, response) => {
    const path = request.url?.split('?')[0];
    const slack = path === '/slack/events' ? needs.slackEvents() : undefined;
    if (slack !== undefined) return slack(request, response);
    const answer = (status: number, body: unknown): void => {
      response.writeHead(status, {
        'content-type': 'application/json',
        'cache-control': 'no-store',
      });
      response.end(`${JSON.stringify(body)}\n`);
    };
    if (request.method !== 'GET') return answer(405, { error: 'Only GET is answered here.' });
    if (path === '/healthz') return answer(200, { status: 'alive' });
    if (path !== '/readyz') return answer(404, { error: 'There is nothing here.' });
    health.readiness().then(
      (parts) => {
        const ready = parts.every((part) => part.ok);
        answer(ready ? 200 : 503, { status: ready ? 'ready' : 'not ready', parts });
      },
      (error: unknown) => {
        log.error('readiness failed', { error: String(error) });
        answer(503, { status: 'not ready' });
      },
    );
    return undefined;
  });
  server.requestTimeout = seconds(15);
  server.headersTimeout = seconds(10);

  await new Promise<void>((resolve, reject) => {
    server.once('error', reject);
    server.listen(needs.port, needs.host, resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    port: address.port,
    async stop() {
      await new Promise<void>((resolve) => {
        server.close(() => resolve());
        server.closeIdleConnections();
      });
    },
  };
}
