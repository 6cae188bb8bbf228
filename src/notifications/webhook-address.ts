import ipaddr from 'ipaddr.js';

/** Where webhooks may lead. */
export interface WebhookPolicy {
  /** `hooks.example.org`, `*.example.org` for what is below it, or `*` for all of the internet. */
  readonly hosts: readonly string[];
  /** Origins inside, `http://builds.lan:8080`: reached as they are, whatever their address. */
  readonly inside: readonly string[];
}

export type ReadAddress =
  | { readonly ok: true; readonly url: URL; readonly inside: boolean }
  | { readonly ok: false; readonly says: string };

const no = (says: string): ReadAddress => ({ ok: false, says });

/** The address of a webhook as somebody wrote it, read as a browser reads it: `0x7f.1` is 127.0.0.1. */
export function readWebhookAddress(text: string, policy: WebhookPolicy): ReadAddress {
  if (!URL.canParse(text) || text.length > 2000) return no('That is no web address.');
  const url = new URL(text);
  if (url.username !== '' || url.password !== '')
    return no('An address with a name or password in it is not taken.');
  if (policy.inside.includes(url.origin)) return { ok: true, url, inside: true };
  if (url.protocol !== 'https:') return no('Only https addresses are taken.');
  if (url.port !== '') return no('Only the usual port of https is taken.');
  const host = url.hostname.toLowerCase();
  if (host.endsWith('.') || !(host.includes('.') || host.startsWith('[')))
    return no('Only a full name of the internet is taken.');
  if (!policy.hosts.some((pattern) => fits(host, pattern)))
    return no(`I may not send to ${host}. Whoever runs me can allow it.`);
  return { ok: true, url, inside: false };
}

function fits(host: string, pattern: string): boolean {
  if (pattern === '*') return true;
  if (ipaddr.isValid(host.replace(/^\[|\]$/g, ''))) return host === pattern;
  return pattern.startsWith('*.') ? host.endsWith(pattern.slice(1)) : host === pattern;
}
