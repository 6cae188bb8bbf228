import ipaddr from 'ipaddr.js';
import { z } from 'zod';
import type { Target } from '../domain/data-export/notification.ts';
import { type Clock, type Courier, OutsideError } from '../operations/ports.ts';
import type { Mail } from './mail.ts';
import { isPublic, type Resolve } from './public-address.ts';
import { teamsMessage } from './teams.ts';
import { createPostJson, postSigned } from './webhook.ts';
import { readWebhookAddress, type WebhookPolicy } from './webhook-address.ts';
import { wordsOf } from './words.ts';

const OR = new Intl.ListFormat('en-GB', { type: 'disjunction' });

const mailbox = z.email().max(254);

/** Tells people and programs outside of Slack: by e-mail, webhook and Teams, as far as the installation has them. */
export function createCourier(needs: {
  readonly clock: Pick<Clock, 'now'>;
  readonly timeZone: string; // of whoever has none of their own
  /** Absent: no e-mail. */
  readonly mail?: { readonly mail: Mail; readonly domains: readonly string[] } | undefined;
  /** Absent: no webhooks, and no Teams. */
  readonly webhooks?: WebhookPolicy | undefined;
  readonly resolve?: Resolve;
}): Courier {
  const { mail, webhooks, resolve } = needs;
  const post =
    webhooks && createPostJson({ policy: webhooks, ...(resolve === undefined ? {} : { resolve }) });

  function objection({ kind, to }: Pick<Target, 'kind' | 'to'>): string | undefined {
    if (kind === 'e-mail') {
      if (mail === undefined) return 'This installation sends no e-mail.';
      if (!mailbox.safeParse(to).success) return 'That is no e-mail address.';
      const domain = to.slice(to.lastIndexOf('@') + 1).toLowerCase();
      const known = mail.domains.some((one) => one === '*' || one === domain);
      const may = `I may write to addresses at ${OR.format(mail.domains)} only.`;
      return known ? undefined : `${may} Whoever runs me can allow ${domain}.`;
    }
    if (webhooks === undefined) return 'This installation sends to no webhooks.';
    const read = readWebhookAddress(to, webhooks);
    if (!read.ok) return read.says;
    const host = read.url.hostname.replace(/^\[|\]$/g, '');
    const within = ipaddr.isValid(host) && !read.inside && !isPublic(host);
    return within ? `${host} is no address of the internet: I send nothing there.` : undefined;
  }

  const reaches = webhooks !== undefined && webhooks.hosts.length + webhooks.inside.length > 0;
  return {
    offers: [
      ...(mail === undefined ? [] : ['e-mail' as const]),
      ...(reaches ? ['webhook' as const, 'teams' as const] : []),
    ],
    objection,
    async send(target, notification) {
      const says = objection(target);
      if (says !== undefined) throw new OutsideError('The bot', 'refused', says);
      const { timeZone } = notification;
      const words = wordsOf(notification, isZone(timeZone) ? timeZone : needs.timeZone);
      switch (target.kind) {
        case 'e-mail':
          return mail?.mail.send(target.to, words, notification.id);
        case 'webhook':
          return post && postSigned(post, needs.clock, target.to, notification);
        case 'teams':
          return post?.(target.to, JSON.stringify(teamsMessage(words)));
      }
    },
  };
}

/** The directory may name one that this computer does not know. */
function isZone(name: string | undefined): name is string {
  try {
    return name !== undefined && new Intl.DateTimeFormat('en-GB', { timeZone: name }) !== undefined;
  } catch {
    return false;
  }
}
