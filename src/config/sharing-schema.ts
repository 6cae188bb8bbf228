import { isIP } from 'node:net';
import { z } from 'zod';
import { origin } from './web-address.ts';

/** Of proxies. */
export const network = z.string().refine((text) => {
  const [address = '', bits, ...more] = text.split('/');
  const version = isIP(address);
  const most = version === 4 ? 32 : 128;
  return (
    version !== 0 &&
    more.length === 0 &&
    (bits === undefined || (/^\d{1,3}$/.test(bits) && Number(bits) >= 1 && Number(bits) <= most))
  );
}, 'an address such as 10.0.0.7, or a range such as 10.0.0.0/24');

const domain = z
  .string()
  .regex(/^(\*|([a-z0-9-]+\.)+[a-z0-9-]+)$/, 'a domain such as example.org, or "*"');

/** Where people may be told of their exports besides Slack. */
export const notifications = z.strictObject({
  email: z
    .strictObject({
      host: z.string().min(1),
      port: z.int().min(1).max(65_535).default(587),
      security: z.enum(['starttls', 'tls', 'none'], 'starttls, tls, or none').default('starttls'),
      user: z.string().min(1).optional(),
      from: z.string().regex(/^([^<>\r\n@"]+ <[^\s<>@]+@[^\s<>@]+>|[^\s<>@]+@[^\s<>@]+)$/, {
        error: 'a sender such as Handoff <handoff@example.org>',
      }),
      domains: z.array(domain).min(1),
    })
    .optional(),
  webhooks: z
    .strictObject({
      hosts: z
        .array(
          z
            .string()
            .regex(/^(\*|(\*\.)?([a-z0-9-]+\.)+[a-z0-9-]+)$/, 'a host, "*.example.org", or "*"'),
        )
        .default([]),
      inside: z.array(origin).default([]),
    })
    .optional(),
});

/** Whom an export may be shared with. */
export const sharing = z
  .strictObject({
    persons: z.boolean().default(true),
    groups: z.boolean().default(true),
    anyone: z.boolean().default(false),
  })
  .default({ persons: true, groups: true, anyone: false });
