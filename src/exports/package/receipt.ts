import { createHash, createPublicKey, type KeyObject, sign, verify } from 'node:crypto';
import { z } from 'zod';

/** In every package: what is in it, as `sha256sum -c SHA256SUMS` reads it, and who says so. */
export const SUMS = 'SHA256SUMS';
export const RECEIPT = 'receipt.json';

const receipt = z.strictObject({
  job_key: z.string(),
  issued_at: z.iso.datetime(),
  signs: z.literal(SUMS),
  algorithm: z.literal('Ed25519'),
  public_key: z.base64(),
  signature: z.base64(),
});
export type Receipt = z.infer<typeof receipt>;

export interface Sum {
  readonly name: string;
  readonly sha256: string;
}

export function sumsOf(members: readonly Sum[]): string {
  return members.map(({ name, sha256 }) => `${sha256}  ${name}\n`).join('');
}

/** Undefined for what is no such list. */
export function readSums(text: string): readonly Sum[] | undefined {
  const lines = text.split('\n').filter((line) => line !== '');
  const sums = lines.map((line) => /^([\da-f]{64}) {2}([^/\\]+)$/.exec(line));
  if (sums.some((sum) => sum === null)) return undefined;
  return sums.flatMap((sum) => (sum ? [{ sha256: sum[1] ?? '', name: sum[2] ?? '' }] : []));
}

export function signReceipt(
  key: KeyObject,
  about: { readonly jobKey: string; readonly issuedAt: Date; readonly sums: string },
): Receipt {
  const issuedAt = about.issuedAt.toISOString();
  return {
    job_key: about.jobKey,
    issued_at: issuedAt,
    signs: SUMS,
    algorithm: 'Ed25519',
    public_key: createPublicKey(key).export({ type: 'spki', format: 'der' }).toString('base64'),
    signature: sign(null, signed(about.jobKey, issuedAt, about.sums), key).toString('base64'),
  };
}

/** Whether it signs these sums; with the fingerprint of the key, which its reader has to compare. */
export function checkReceipt(
  text: string,
  sums: string,
):
  | { readonly ok: true; readonly jobKey: string; readonly issuedAt: string; readonly key: string }
  | { readonly ok: false } {
  const read = receipt.safeParse(parsed(text));
  if (!read.success) return { ok: false };
  const { job_key, issued_at, public_key, signature } = read.data;
  const der = Buffer.from(public_key, 'base64');
  try {
    const key = createPublicKey({ key: der, type: 'spki', format: 'der' });
    const fits =
      key.asymmetricKeyType === 'ed25519' &&
      verify(null, signed(job_key, issued_at, sums), key, Buffer.from(signature, 'base64'));
    if (!fits) return { ok: false };
    return { ok: true, jobKey: job_key, issuedAt: issued_at, key: fingerprint(der) };
  } catch {
    return { ok: false }; // no key at all
  }
}

/** What people compare: of the public half alone. */
export function fingerprintOf(key: KeyObject): string {
  return fingerprint(createPublicKey(key).export({ type: 'spki', format: 'der' }));
}

function fingerprint(der: Buffer): string {
  const hash = createHash('sha256').update(der).digest('hex').slice(0, 32);
  return hash.match(/.{4}/g)?.join(' ') ?? hash;
}

function signed(jobKey: string, issuedAt: string, sums: string): Buffer {
  return Buffer.from(JSON.stringify(['handoff package', jobKey, issuedAt, sums]));
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}
