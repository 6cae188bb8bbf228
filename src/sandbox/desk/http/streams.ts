/** Server-sent events: a whole snapshot to every open page, soon after anything changed. */
import type { ServerResponse } from 'node:http';
import type { Office } from '../office.ts';
import { snapshot } from '../people/snapshot.ts';
import { sendText } from './exchange.ts';

const pauseMilliseconds = 30;
const heartbeatMilliseconds = 15_000;

export class Streams {
  readonly #office: () => Office;
  readonly #open = new Map<ServerResponse, string>();
  readonly #heartbeat: NodeJS.Timeout;
  #soon: NodeJS.Timeout | undefined;

  constructor(office: () => Office) {
    this.#office = office;
    this.#heartbeat = setInterval(() => {
      for (const response of this.#open.keys()) response.write(': still here\n\n');
    }, heartbeatMilliseconds).unref();
  }

  open(personId: string, response: ServerResponse): void {
    const first = snapshot(this.#office(), personId);
    if (first === undefined) {
      sendText(response, 404, 'Nobody has this id');
      return;
    }
    response.writeHead(200, {
      'content-type': 'text/event-stream; charset=utf-8',
      'cache-control': 'no-store',
    });
    response.write(`data: ${JSON.stringify(first)}\n\n`);
    this.#open.set(response, personId);
    response.on('close', () => this.#open.delete(response));
  }

  /** Several changes within a moment are shown at once. */
  changed(): void {
    if (this.#soon !== undefined || this.#open.size === 0) return;
    this.#soon = setTimeout(() => {
      this.#soon = undefined;
      for (const [response, personId] of this.#open)
        response.write(`data: ${JSON.stringify(snapshot(this.#office(), personId))}\n\n`);
    }, pauseMilliseconds);
  }

  stop(): void {
    clearInterval(this.#heartbeat);
    clearTimeout(this.#soon);
    for (const response of this.#open.keys()) response.end();
  }
}
