import type { App, Context } from '@slack/bolt';
import { z } from 'zod';
import type { Needs } from '../needs.ts';
import { failedView } from '../views/answers/not-ready.ts';
import type { Delivery } from './door.ts';
import { answerAt } from './response-urls.ts';

const addressed = z.object({ response_url: z.string().optional(), type: z.string().optional() });

/** What Bolt hands over with its extended error handler. */
interface Failure {
  readonly error: Error;
  readonly context: Context;
  readonly body: unknown;
}

/**
 * A surprise in a listener: logged with a reference that the person is shown as well. Thrown on while Slack has
 * no answer yet, so that Slack says so too, keeps what was typed in a form, and delivers an event again.
 */
export function reportFailures(app: App, { random, log }: Needs): void {
  app.error(async ({ error, context, body }: Failure) => {
    const reference = random.reference();
    const delivery: Delivery | undefined = context['delivery'];
    const { response_url: url, type } = addressed.safeParse(body).data ?? {};
    log.error('slack listener failed', {
      reference,
      kind: type,
      message: error.message,
      stack: error.stack,
    });
    if (url) {
      await answerAt(url, failedView(reference)).catch((unsaid: unknown) => {
        log.warn('failure not told', { reference, message: String(unsaid) });
      });
    }
    if (delivery?.acked !== true) throw error;
  });
}
