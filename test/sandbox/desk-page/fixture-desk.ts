/** A desk of cardboard: the page's real files, a rich snapshot, and a record of what is asked of it. */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import { json as readJson } from 'node:stream/consumers';
import { pageFile } from '../../../src/sandbox/desk/http/page-files.ts';
import type { DeskMessage, Snapshot } from '../../../src/sandbox/desk/page-contract.ts';
import { controls, snapshotFor } from './fixture-snapshot.ts';

export interface Asked {
  readonly path: string;
  readonly body: unknown;
}

export interface FixtureDesk {
  readonly url: string;
  readonly asked: readonly Asked[];
  /** Gives the next question to a path this answer, after a wait in milliseconds. */
  answer(path: string, answer: unknown, wait?: number): void;
  /** Changes what everybody sees, and tells every open page. */
  show(change: Partial<Snapshot>): void;
  post(message: DeskMessage): void;
  /** Cuts every open stream. */
  drop(): void;
  stop(): Promise<void>;
}

export async function startFixtureDesk(): Promise<FixtureDesk> {
  const asked: Asked[] = [];
  const answers = new Map<string, { answer: unknown; wait: number }[]>();
  const streams = new Map<ServerResponse, string>();
  let changes: Partial<Snapshot> = {};
  const seenBy = (person: string) => {
    const snapshot = snapshotFor(person);
    return snapshot && { ...snapshot, ...changes };
  };
  const tell = () => {
    for (const [response, person] of streams) send(response, seenBy(person));
  };

  const server = createServer((request, response) => {
    void serve(request, response);
  });
  async function serve(request: IncomingMessage, response: ServerResponse) {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://desk');
    const person = searchParams.get('person') ?? '';
    if (request.method === 'POST') {
      const body = await readJson(request);
      asked.push({ path: pathname, body });
      const next = answers.get(pathname)?.shift() ?? { answer: usual(pathname), wait: 0 };
      await new Promise((resolve) => setTimeout(resolve, next.wait));
      return sendJson(response, next.answer);
    }
    if (pathname === '/controls') return sendJson(response, controls);
    if (pathname === '/desk/snapshot') {
      const snapshot = seenBy(person);
      return sendJson(response, snapshot ?? 'Nobody', snapshot ? 200 : 404);
    }
    if (pathname === '/desk/stream') {
      const snapshot = seenBy(person);
      if (!snapshot) return sendJson(response, 'Nobody', 404);
      response.writeHead(200, { 'content-type': 'text/event-stream' });
      streams.set(response, person);
      response.on('close', () => streams.delete(response));
      return send(response, snapshot);
    }
    const file = await readOnce(pathname);
    response.writeHead(file ? 200 : 404, { 'content-type': file?.type ?? 'text/plain' });
    response.end(file?.body);
  }

  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  // Node answers a TCP server's address() with an AddressInfo; only pipes have strings.
  const { port } = server.address() as AddressInfo;
  return {
    url: `http://127.0.0.1:${port}/`,
    asked,
    answer(path, answer, wait = 0) {
      answers.set(path, [...(answers.get(path) ?? []), { answer, wait }]);
    },
    show(change) {
      changes = { ...changes, ...change };
      tell();
    },
    post(message) {
      const messages = changes.messages ?? snapshotFor('U00000ANA1')?.messages ?? [];
      changes = { ...changes, messages: [...messages, message] };
      tell();
    },
    drop() {
      for (const response of streams.keys()) response.destroy();
    },
    async stop() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
}

const files = new Map<string, ReturnType<typeof pageFile>>();

/** Stripping types takes time; every test asks for the same files. */
function readOnce(path: string): ReturnType<typeof pageFile> {
  const file = files.get(path) ?? pageFile(path);
  files.set(path, file);
  return file;
}

function usual(path: string): unknown {
  if (path.startsWith('/controls/')) return controls;
  if (path !== '/desk/options') return { ok: true };
  return {
    ok: true,
    options: [
      { text: 'FetalGutSim', value: 'f5057fee', description: 'Graph valid' },
      { text: 'FetalGut2', value: '0c1d', description: 'Exporting' },
    ],
  };
}

function send(response: ServerResponse, snapshot: unknown) {
  response.write(`data: ${JSON.stringify(snapshot)}\n\n`);
}

function sendJson(response: ServerResponse, body: unknown, status = 200) {
  response.writeHead(status, { 'content-type': 'application/json; charset=utf-8' });
  response.end(JSON.stringify(body));
}
