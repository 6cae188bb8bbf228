import { App, type AppOptions, type ReceiverEvent } from '@slack/bolt';
import type { Clock } from '../../operations/ports.ts';

/** What a listener's context carries as `delivery`: whether Slack has had its answer. */
export interface Delivery {
  acked: boolean;
}

/**
 * The Bolt app with its own count of what is under way. Bolt acknowledges events before their listeners have
 * run; here an event is acknowledged when it is stored, so that a crash in between brings it again.
 */
export class Door extends App {
  readonly #underWay = new Set<Promise<void>>();
  #closed = false;

  readonly #timeAnswer: (() => () => void) | undefined;

  /** `timeAnswer` starts a stopwatch; what it returns is called when Slack has its answer. */
  constructor(options: AppOptions, timeAnswer?: () => () => void) {
    super({ ...options, deferInitialization: true, extendedErrorHandler: true });
    this.#timeAnswer = timeAnswer;
  }

  get underWay(): number {
    return this.#underWay.size;
  }

  override async processEvent(event: ReceiverEvent): Promise<void> {
    if (this.#closed) return; // unacknowledged: Slack delivers it again, to whoever runs next
    const handling = this.#handle(event);
    this.#underWay.add(handling);
    try {
      await handling;
    } finally {
      this.#underWay.delete(handling);
    }
  }

  /** Accepts nothing more and waits for what has been accepted, at most this long (milliseconds). */
  async drain(clock: Clock, most: number): Promise<void> {
    this.#closed = true;
    const patience = new AbortController();
    await Promise.race([Promise.allSettled(this.#underWay), clock.sleep(most, patience.signal)]);
    patience.abort();
  }

  async #handle(event: ReceiverEvent): Promise<void> {
    const delivery: Delivery = { acked: false };
    const isEvent = event.body['event'] !== undefined;
    const answered = this.#timeAnswer?.();
    const ack: ReceiverEvent['ack'] = async (response) => {
      delivery.acked = true;
      await event.ack(response);
      answered?.();
    };
    await super.processEvent({
      ...event,
      ack: isEvent ? async () => {} : ack,
      customProperties: { ...event.customProperties, delivery },
    });
    if (isEvent) await ack();
  }
}
