import type { Config, Secrets } from '../config/config.ts';
import { openMail } from '../notifications/open-courier.ts';
import { type Clock, OutsideError } from '../operations/ports.ts';
import { type Check, fail, ok, warn } from './check.ts';

/** How people are told of their exports besides Slack, as far as this installation does: nothing is sent. */
export function notificationChecks(needs: {
  readonly config: Config;
  readonly secrets: Secrets;
  readonly clock: Clock;
}): readonly Check[] {
  const { email, webhooks } = needs.config.notifications;
  const mail = openMail(needs);
  return [
    ...(email === undefined || mail === undefined
      ? []
      : [
          {
            name: 'e-mail',
            async run() {
              try {
                await mail.check();
              } catch (error) {
                if (!(error instanceof OutsideError)) throw error;
                return fail(`${email.host}: ${error.message}`, REMEDY);
              }
              if (email.security === 'none' && !isHere(email.host))
                return warn(`${email.host} is reached without encryption`, ENCRYPT);
              return ok(`${email.host} takes mail; to ${email.domains.join(', ')}`);
            },
          },
        ]),
    ...(webhooks === undefined
      ? []
      : [
          {
            name: 'webhooks',
            async run() {
              const places = [...webhooks.hosts, ...webhooks.inside];
              if (places.length === 0) return warn('may lead nowhere', NAME_HOSTS);
              const plain = webhooks.inside.filter((origin) => !origin.startsWith('https:'));
              if (plain.length > 0)
                return warn(`${plain.join(', ')}: what is sent can be read on the way`, USE_TLS);
              return ok(`may lead to ${places.join(', ')}`);
            },
          },
        ]),
  ];
}

const REMEDY =
  'Correct notifications.email, or SMTP_PASSWORD. A certificate of your own: name its file in NODE_EXTRA_CA_CERTS.';
const ENCRYPT = 'Set notifications.email.security to starttls or tls.';
const NAME_HOSTS = 'Name hosts in notifications.webhooks.hosts, or leave webhooks out.';
const USE_TLS = 'Prefer https, if what stands there can have it.';

const isHere = (host: string): boolean => ['localhost', '127.0.0.1', '::1'].includes(host);
