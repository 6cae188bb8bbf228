import { createHmac } from 'node:crypto';
import { request } from 'undici';
import { seconds } from '../domain/duration.ts';
import { type Clock, type Notification, OutsideError } from '../operations/ports.ts';
import { NotPublic, namedAgent, publicAgent, type Resolve } from './public-address.ts';
import { readWebhookAddress, type WebhookPolicy } from './webhook-address.ts';

const SYSTEM = 'The webhook';
const WHOLE = seconds(20);
/** Statuses that another try may change. */
const PASSING = new Set([408, 409, 423, 425, 429]);

/** Posts JSON to a webhook: never redirected, bounded in time and size. Rejects with OutsideError. */
export type PostJson = (
  to: string,
  body: string,
  headers?: Readonly<Record<string, string>>,
) => Promise<void>;

export function createPostJson(needs: {
  readonly policy: WebhookPolicy;
  readonly resolve?: Resolve;
}): PostJson {
  const outside = publicAgent(needs.resolve);
  const inside = namedAgent();

  return async (to, body, headers = {}) => {
    const read = readWebhookAddress(to, needs.policy);
    if (!read.ok) throw new OutsideError(SYSTEM, 'refused', read.says);
    const { statusCode, retryAfter } = await send(read);
    if (statusCode >= 200 && statusCode < 300) return;
    if (statusCode >= 300 && statusCode < 400)
      throw new OutsideError(
        SYSTEM,
        'refused',
        `It points to another address (${statusCode}), which the bot does not follow.`,
      );
    const passing = statusCode >= 500 || PASSING.has(statusCode);
    throw new OutsideError(SYSTEM, passing ? 'retry' : 'refused', `It answered ${statusCode}.`, {
      ...(retryAfter > 0 ? { retryAfter } : {}),
    });

    async function send({ url, inside: named }: Extract<typeof read, { ok: true }>) {
      try {
        const response = await request(url, {
          method: 'POST',
          dispatcher: named ? inside : outside,
          headers: { 'content-type': 'application/json', 'user-agent': 'handoff', ...headers },
          body,
          signal: AbortSignal.timeout(WHOLE),
        });
        await response.body.dump();
        const retryAfter = Math.min(Number(response.headers['retry-after']) * 1000, seconds(3600));
        return { statusCode: response.statusCode, retryAfter };
      } catch (cause) {
        if (cause instanceof NotPublic)
          throw new OutsideError(SYSTEM, 'refused', cause.message, { cause });
        throw new OutsideError(SYSTEM, 'retry', 'It cannot be reached, or does not answer.', {
          cause,
        });
      }
    }
  };
}

/** As a generic webhook: what happened, for a program, signed so that it can tell who says so. */
export async function postSigned(
  post: PostJson,
  clock: Pick<Clock, 'now'>,
  to: string,
  notification: Notification,
): Promise<void> {
  const body = JSON.stringify(payloadOf(notification));
  const at = Math.floor(clock.now().getTime() / 1000);
  await post(to, body, {
    'handoff-delivery': notification.id,
    'handoff-signature': `t=${at},v1=${signatureOf(notification.secret, at, body)}`,
  });
}

/** HMAC-SHA256 over the time and the very bytes of the body, hexadecimal. */
function signatureOf(secret: string, at: number, body: string): string {
  return createHmac('sha256', secret).update(`${at}.${body}`).digest('hex');
}

function payloadOf({ id, about, at, job, url }: Notification): object {
  return {
    id,
    type: `export.${about}`,
    at: at.toISOString(),
    export: {
      id: job.id,
      name: job.name,
      export_format: job.format,
      status: job.status,
      error_message: job.message ?? null,
      total_files: job.files.total,
      failed_files: job.files.failed,
      output_size: job.output?.bytes ?? null,
      output_sha256: job.output?.sha256 ?? null,
      expires_at: job.expiresAt?.toISOString() ?? null,
      url,
    },
  };
}
