import { z } from 'zod';
import { checkAddress } from '../domain/address.ts';

export const address = z.url({
  protocol: /^https?$/,
  error: 'an address such as https://api.example.org',
});

export const origin = address
  .refine((text) => new URL(text).pathname === '/', 'an address without a path')
  .transform((text) => new URL(text).origin);

/** Nobody on the way reads or changes what comes from there. */
export const safeAddress = address.refine((text) => {
  try {
    return checkAddress('', text) !== undefined;
  } catch {
    return false;
  }
}, 'https, without a name or password; http only on this machine');
