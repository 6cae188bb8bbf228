import { createCipheriv, createDecipheriv, createHmac, randomBytes } from 'node:crypto';

const ALGORITHM = 'aes-256-gcm';
const NONCE = 12; // bytes
const TAG = 16; // bytes

/** Keeps a text so that only this installation reads it, in this one place. */
export interface Seal {
  close(text: string, place: string): string;
  /** Undefined for what was sealed with another key, or for another place. */
  open(sealed: string, place: string): string | undefined;
}

/** `secret` has 32 bytes. */
export function createSeal(secret: Buffer): Seal {
  return {
    close(text, place) {
      const nonce = randomBytes(NONCE);
      const cipher = createCipheriv(ALGORITHM, secret, nonce).setAAD(Buffer.from(place));
      const content = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([nonce, cipher.getAuthTag(), content]).toString('base64url');
    },
    open(sealed, place) {
      const bytes = Buffer.from(sealed, 'base64url');
      try {
        const decipher = createDecipheriv(ALGORITHM, secret, bytes.subarray(0, NONCE))
          .setAAD(Buffer.from(place))
          .setAuthTag(bytes.subarray(NONCE, NONCE + TAG));
        const content = decipher.update(bytes.subarray(NONCE + TAG));
        return Buffer.concat([content, decipher.final()]).toString('utf8');
      } catch {
        return undefined;
      }
    },
  };
}

/** What the webhooks of each party are signed with: it follows from the secret of the installation. */
export function signingSecrets(secret: Buffer): (party: string) => string {
  return (party) => `whsec_${createHmac('sha256', secret).update(party).digest('base64url')}`;
}
