import type { IncomingMessage, RequestListener, ServerResponse } from 'node:http';
import { HTTPReceiver, type Logger } from '@slack/bolt';

const SLACK_PATH = '/slack/events';

/** Bolt refuses old timestamps, but takes those from the future; seconds. */
const MOST_AHEAD = 300;

/** Slack's requests over HTTP: one path for commands, buttons and events. Our own server mounts the listener. */
export function createHttpDoor(
  signingSecret: string,
  logger: Logger,
): { readonly receiver: HTTPReceiver; readonly requestListener: RequestListener } {
  const receiver = new HTTPReceiver({ signingSecret, endpoints: [SLACK_PATH], logger });
  return {
    receiver,
    requestListener(request: IncomingMessage, response: ServerResponse) {
      if (isFromTheFuture(request)) {
        logger.warn('a request with a timestamp in the future was refused');
        response.writeHead(401).end();
        return;
      }
      try {
        receiver.requestListener(request, response);
      } catch {
        response.writeHead(404).end(); // another path or method: Bolt throws for those
      }
    },
  };
}

/** Real time: it is compared with the sender's clock. */
function isFromTheFuture({ headers }: IncomingMessage): boolean {
  const stamp = Number(headers['x-slack-request-timestamp']);
  return Number.isFinite(stamp) && stamp - Date.now() / 1000 > MOST_AHEAD;
}
