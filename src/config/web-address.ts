import { z } from 'zod';

export const address = z.url({
  protocol: /^https?$/,
  error: 'an address such as https://api.example.org',
});

export const origin = address
  .refine((text) => new URL(text).pathname === '/', 'an address without a path')
  .transform((text) => new URL(text).origin);
