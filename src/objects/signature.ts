import { createHmac, timingSafeEqual } from 'node:crypto';

/** What a link says, signed. As JSON, no two lists are written alike. */
export function sign(secret: string | Buffer, what: readonly unknown[]): string {
  return createHmac('sha256', secret).update(JSON.stringify(what)).digest('base64url');
}

/** Compared in constant time, and as text: several texts decode to the same bytes. */
export function isSignedBy(
  secret: string | Buffer,
  what: readonly unknown[],
  signature: string,
): boolean {
  const wanted = Buffer.from(sign(secret, what));
  const found = Buffer.from(signature);
  return found.length === wanted.length && timingSafeEqual(found, wanted);
}
