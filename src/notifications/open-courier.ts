import type { Config, Secrets } from '../config/config.ts';
import type { Clock, Courier } from '../operations/ports.ts';
import { createCourier } from './courier.ts';
import { createMail, type Mail } from './mail.ts';

interface Needs {
  readonly config: Pick<Config, 'notifications' | 'timeZone'>;
  readonly secrets: Pick<Secrets, 'smtpPassword'>;
  readonly clock: Pick<Clock, 'now'>;
}

/** What of it this installation has. */
export function openCourier(needs: Needs): Courier {
  const { config, clock } = needs;
  const { email, webhooks } = config.notifications;
  const mail = openMail(needs);
  return createCourier({
    clock,
    timeZone: config.timeZone,
    mail: mail && { mail, domains: email?.domains ?? [] },
    webhooks,
  });
}

/** Undefined where no e-mail is sent. */
export function openMail({ config, secrets }: Needs): Mail | undefined {
  const { email } = config.notifications;
  return email && createMail({ ...email, password: secrets.smtpPassword });
}
