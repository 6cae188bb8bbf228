/** Delivery over Socket Mode: several connections, each envelope to one of them, repeated if one breaks. */
import { randomBytes, randomUUID } from 'node:crypto';
import { once } from 'node:events';
import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type RawData, type WebSocket, WebSocketServer } from 'ws';
import { z } from 'zod';
import { appId } from '../workspace/workspace.ts';
import {
  acknowledgeMilliseconds,
  type DeliveryKind,
  type Outcome,
  type Retry,
  type Transport,
} from './transport.ts';

const mostConnections = 10;
const ticketMilliseconds = 30_000;
const pingMilliseconds = 10_000;
const farewellMilliseconds = 300;

const acknowledgement = z.object({ envelope_id: z.string(), payload: z.unknown().optional() });

interface Pending {
  readonly envelope: object;
  socket: WebSocket | undefined;
  readonly settle: (outcome: Outcome) => void;
}

export class SocketTransport implements Transport {
  readonly #server = new WebSocketServer({ noServer: true });
  readonly #tickets = new Map<string, number>();
  readonly #pending = new Map<string, Pending>();
  readonly #pings: NodeJS.Timeout;
  #ready: WebSocket[] = [];

  constructor() {
    this.#pings = setInterval(() => {
      for (const socket of this.#ready) socket.ping();
    }, pingMilliseconds).unref();
  }

  get connections(): number {
    return this.#ready.length;
  }

  /** A ticket for one connection, for apps.connections.open. */
  ticket(): string {
    const ticket = randomUUID();
    this.#tickets.set(ticket, performance.now() + ticketMilliseconds);
    return ticket;
  }

  /** Takes over an HTTP upgrade request; false when its ticket is no good. */
  upgrade(request: IncomingMessage, stream: Duplex, head: Buffer, ticket: string): boolean {
    const until = this.#tickets.get(ticket);
    this.#tickets.delete(ticket);
    if (until === undefined || performance.now() > until) return false;
    this.#server.handleUpgrade(request, stream, head, (socket) => this.#welcome(socket));
    return true;
  }

  send(kind: DeliveryKind, payload: object, retry?: Retry): Promise<Outcome> {
    if (this.#ready.length === 0) return Promise.resolve({ ok: false, error: 'dispatch_failed' });
    const envelope = {
      envelope_id: randomUUID(),
      type: kind,
      payload,
      accepts_response_payload: kind !== 'events_api',
      ...(kind === 'events_api' && {
        retry_attempt: retry?.attempt ?? 0,
        retry_reason: retry?.reason ?? '',
      }),
    };
    return new Promise((resolve) => {
      const settle = (outcome: Outcome) => {
        clearTimeout(timer);
        this.#pending.delete(envelope.envelope_id);
        resolve(outcome);
      };
      const timer = setTimeout(
        () => settle({ ok: false, error: 'operation_timeout' }),
        acknowledgeMilliseconds,
      );
      const pending: Pending = { envelope, socket: undefined, settle };
      this.#pending.set(envelope.envelope_id, pending);
      this.#hand(pending);
    });
  }

  /** Asks every connection to come anew, as Slack does when it moves a socket to another host. */
  refresh(): void {
    for (const socket of this.#ready)
      socket.send(JSON.stringify({ type: 'disconnect', reason: 'refresh_requested', debug_info }));
  }

  /** Cuts every connection without a word. */
  drop(): void {
    for (const socket of this.#ready) socket.terminate();
  }

  async stop(): Promise<void> {
    clearInterval(this.#pings);
    for (const { settle } of this.#pending.values())
      settle({ ok: false, error: 'dispatch_failed' });
    const farewells = this.#ready.map((socket) => once(socket, 'close'));
    for (const socket of this.#ready) socket.close(1001);
    const patience = new Promise((resolve) => setTimeout(resolve, farewellMilliseconds).unref());
    await Promise.race([Promise.all(farewells), patience]);
    this.drop();
    this.#server.close();
  }

  #welcome(socket: WebSocket): void {
    if (this.#ready.length >= mostConnections) {
      socket.send(
        JSON.stringify({ type: 'disconnect', reason: 'too_many_websockets', debug_info }),
      );
      socket.close();
      return;
    }
    this.#ready.push(socket);
    socket.on('message', (data) => this.#acknowledge(data));
    socket.on('error', () => socket.terminate());
    socket.on('close', () => this.#lost(socket));
    socket.send(
      JSON.stringify({
        type: 'hello',
        num_connections: this.#ready.length,
        connection_info: { app_id: appId },
        debug_info: { ...debug_info, approximate_connection_time: 18_060 },
      }),
    );
    for (const pending of this.#pending.values())
      if (pending.socket === undefined) this.#hand(pending);
  }

  /** An envelope whose connection broke before its acknowledgement goes to another one. */
  #lost(socket: WebSocket): void {
    this.#ready = this.#ready.filter((each) => each !== socket);
    for (const pending of this.#pending.values())
      if (pending.socket === socket) this.#hand(pending);
  }

  #hand(pending: Pending): void {
    const [socket, ...others] = this.#ready;
    pending.socket = socket;
    if (socket === undefined) return;
    this.#ready = [...others, socket];
    socket.send(JSON.stringify(pending.envelope));
  }

  #acknowledge(data: RawData): void {
    const parsed = acknowledgement.safeParse(readJson(data));
    if (!parsed.success) return;
    const answer = parsed.data.payload ?? {};
    this.#pending.get(parsed.data.envelope_id)?.settle({ ok: true, answer });
  }
}

const debug_info = { host: `desk-${randomBytes(2).toString('hex')}` };

function readJson(data: RawData): unknown {
  try {
    return JSON.parse(String(data));
  } catch {
    return undefined;
  }
}
