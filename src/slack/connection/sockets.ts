import { type App, type Logger, type Receiver, SocketModeReceiver } from '@slack/bolt';
import { seconds } from '../../domain/duration.ts';
import type { Clock, Log } from '../../operations/ports.ts';
import { tokenRefused } from './token.ts';

const GREETING_MOST = seconds(30);
const LONGEST_PAUSE = seconds(15);
const PAUSE_FACTOR = 1.3;

export interface Sockets {
  /**
   * Resolves when the first connection stands, or when stopped; the rest, and every reconnection, happen behind it.
   *
   * @throws {TokenRefused} when Slack does not take the app-level token.
   */
  start(): Promise<void>;
  stop(): Promise<void>;
  readonly connected: number;
  readonly wanted: number;
  readonly lastHello: Date | undefined;
  /** Whether the newest attempt to connect failed. */
  readonly failing: boolean;
  /** The receiver that the app is made with; `serve` connects them all to it. */
  readonly first: Receiver;
  serve(app: App): void;
}

/**
 * Socket Mode over two connections, since Slack moves a socket now and then and one alone would be deaf for
 * some seconds each time. Kept connected by a loop of our own: the library's gives up for good on some errors, and dies
 * of an unhandled rejection on others. Each receiver gets its own option objects, since the library changes them.
 */
export function createSockets(needs: {
  readonly appToken: string;
  readonly apiUrl?: string;
  readonly logger: Logger;
  readonly clock: Clock;
  readonly log: Log;
}): Sockets {
  const { clock, log } = needs;
  const stopped = new AbortController();
  const live = new Set<SocketModeReceiver>();
  let lastHello: Date | undefined;
  let failing = false;
  let loops: readonly Promise<void>[] = [];

  function receive(): SocketModeReceiver {
    const receiver = new SocketModeReceiver({
      appToken: needs.appToken,
      logger: needs.logger,
      autoReconnectEnabled: false,
      installerOptions: {
        clientOptions: {
          timeout: seconds(10),
          rejectRateLimitedCalls: true,
          retryConfig: { retries: 0 },
          ...(needs.apiUrl === undefined ? {} : { slackApiUrl: needs.apiUrl }),
        },
      },
    });
    receiver.client.on('connected', () => {
      live.add(receiver);
      lastHello = clock.now();
      failing = false;
    });
    receiver.client.on('disconnected', () => live.delete(receiver));
    return receiver;
  }
  const first = receive();
  const receivers = [first, receive()];

  /** A connection that is never greeted is given up; its `start` then rejects. */
  async function connect(receiver: SocketModeReceiver): Promise<void> {
    const greeted = new AbortController();
    const signal = AbortSignal.any([greeted.signal, stopped.signal]);
    void clock.sleep(GREETING_MOST, signal).then(async () => {
      if (!signal.aborted) await receiver.stop();
    });
    try {
      await receiver.start();
    } finally {
      greeted.abort();
    }
  }

  function gone(receiver: SocketModeReceiver): Promise<void> {
    return new Promise((resolve) => {
      if (live.has(receiver)) receiver.client.once('disconnected', () => resolve());
      else resolve();
    });
  }

  async function keepConnected(
    receiver: SocketModeReceiver,
    firstHello: () => void,
    refused: (why: Error) => void,
  ): Promise<void> {
    let pause = seconds(1);
    while (!stopped.signal.aborted) {
      try {
        await connect(receiver);
        firstHello();
        pause = seconds(1);
        await gone(receiver);
      } catch (error) {
        if (stopped.signal.aborted) return;
        failing = true;
        // Once it was greeted the token is right: what Slack says later may pass.
        const why = lastHello === undefined ? tokenRefused('SLACK_APP_TOKEN', error) : undefined;
        if (why !== undefined) return refused(why);
        const message = error instanceof Error ? error.message : 'the connection was closed';
        log.warn('slack socket failed', { message, pauseMilliseconds: Math.round(pause) });
        await clock.sleep(pause, stopped.signal);
        pause = Math.min(pause * PAUSE_FACTOR, LONGEST_PAUSE);
      }
    }
  }

  return {
    first,
    serve(app) {
      for (const receiver of receivers) receiver.init(app);
    },
    start() {
      return new Promise((resolve, reject) => {
        stopped.signal.addEventListener('abort', () => resolve(), { once: true });
        loops = receivers.map((receiver) => keepConnected(receiver, resolve, reject));
      });
    },
    async stop() {
      stopped.abort();
      for (const receiver of receivers) await receiver.stop();
      const patience = new AbortController();
      await Promise.race([Promise.allSettled(loops), clock.sleep(seconds(2), patience.signal)]);
      patience.abort();
    },
    get connected() {
      return live.size;
    },
    wanted: receivers.length,
    get lastHello() {
      return lastHello;
    },
    get failing() {
      return failing;
    },
  };
}
