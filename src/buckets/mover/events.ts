import { seconds } from '../../domain/duration.ts';
import { type Clock, type Log, OutsideError } from '../../operations/ports.ts';
import { setMessageAside } from '../../storage/buckets/aside-messages.ts';
import type { Database } from '../../storage/database.ts';
import type { Discovery } from './discovery.ts';
import { readEvent } from './event.ts';

/** Where a store says what has landed. Methods reject with OutsideError. */
export interface EventQueue {
  /** Waits for some; resolves to none where there were none for a while. */
  receive(signal: AbortSignal): Promise<readonly QueuedMessage[]>;
  /** They need not come again. */
  done(messages: readonly QueuedMessage[]): Promise<void>;
  /** How many wait, about. */
  check(): Promise<number>;
}

export interface QueuedMessage {
  readonly id: string;
  readonly receipt: string;
  readonly body: string;
}

const AFTER_A_FAULT = seconds(10);
const MOST_KEPT = 4000; // letters of a message that nobody understood

/**
 * Looks where the messages say, and lets go of each once what is there is in the record. They are no more than hints:
 * it does not matter how often they come, or in which order.
 */
export function createEvents(needs: {
  readonly db: Database;
  readonly clock: Clock;
  readonly log: Log;
  readonly queue: EventQueue;
  readonly discovery: Discovery;
  readonly hub: { readonly bucket: string };
  /** Something is new. */
  readonly found: () => void;
}): { run(signal: AbortSignal): Promise<void> } {
  const { db, clock, log, queue, discovery, hub } = needs;

  async function round(signal: AbortSignal): Promise<void> {
    const messages = await queue.receive(signal);
    const entered: QueuedMessage[] = [];
    let fault: unknown;
    for (const message of messages) {
      try {
        await enter(message);
        entered.push(message);
      } catch (error) {
        fault = error; // it comes again
      }
    }
    await queue.done(entered);
    if (fault !== undefined) throw fault;
  }

  async function enter({ id, body }: QueuedMessage): Promise<void> {
    const read = readEvent(body, hub.bucket);
    switch (read.kind) {
      case 'nothing to do':
        return;
      case 'not understood': {
        const aside = { messageId: id, body: body.slice(0, MOST_KEPT), why: read.why };
        return setMessageAside(db, aside, clock.now());
      }
      case 'landed': {
        let added = 0;
        for (const key of read.keys) added += await discovery.one(key);
        if (added > 0) needs.found();
      }
    }
  }

  return {
    async run(signal) {
      while (!signal.aborted) {
        try {
          await round(signal);
        } catch (error) {
          if (signal.aborted) return;
          const says = error instanceof OutsideError ? error.message : String(error);
          log.warn('notifications of the hub are not read', { says });
          await clock.sleep(AFTER_A_FAULT, signal);
        }
      }
    },
  };
}
