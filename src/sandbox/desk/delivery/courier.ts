/** Brings things to the app: questions that a person waits for, and events that are repeated until heard. */
import type { Faults } from '../faults.ts';
import type { Clock } from '../workspace/sequence.ts';
import type { DeliveryKind, Outcome, Transport } from './transport.ts';

/** Slack repeats an event at once, after a minute and after five minutes. */
const retryMilliseconds = [0, 60_000, 300_000];
const duplicateMilliseconds = 300;

export class Courier {
  readonly #transport: Transport;
  readonly #faults: Faults;
  readonly #clock: Clock;
  readonly #stopped = new AbortController();

  constructor(transport: Transport, faults: Faults, clock: Clock) {
    this.#transport = transport;
    this.#faults = faults;
    this.#clock = clock;
  }

  /** A command or an interaction: never repeated, its answer matters. */
  ask(kind: Exclude<DeliveryKind, 'events_api'>, payload: object): Promise<Outcome> {
    this.#duplicate(kind, payload);
    return this.#transport.send(kind, payload);
  }

  /** An event: nobody waits for it. */
  announce(payload: object): void {
    this.#duplicate('events_api', payload);
    void this.#insist(payload);
  }

  stop(): void {
    this.#stopped.abort();
  }

  async #insist(payload: object): Promise<void> {
    let last = await this.#transport.send('events_api', payload);
    for (const [index, pause] of retryMilliseconds.entries()) {
      if (last.ok || this.#stopped.signal.aborted) return;
      const reason = last.error === 'operation_timeout' ? 'timeout' : 'http_error';
      try {
        if (pause > 0) await this.#clock.sleep(pause, this.#stopped.signal);
      } catch {
        return; // the desk closes while it waits
      }
      last = await this.#transport.send('events_api', payload, { attempt: index + 1, reason });
    }
  }

  /** The later copy looks like the first one: not even a retry number gives it away. */
  #duplicate(kind: DeliveryKind, payload: object): void {
    if (!this.#faults.strikes('redeliver')) return;
    const timer = setTimeout(() => {
      if (!this.#stopped.signal.aborted) void this.#transport.send(kind, payload);
    }, duplicateMilliseconds);
    timer.unref();
  }
}
