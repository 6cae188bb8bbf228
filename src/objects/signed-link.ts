import { z } from 'zod';
import type { Clock } from '../operations/ports.ts';
import type { LinkOptions } from './object-store.ts';
import { isSignedBy, sign } from './signature.ts';

/** Secrets by name: the first signs, all of them verify, so that one can be replaced in peace. */
export type LinkKeys = readonly {
  readonly id: string;
  readonly secret: string; // 32 bytes or more of chance
}[];

export interface SignedLinks {
  link(key: string, options: LinkOptions): string;
  /** What a request for a signed link may have; `altered` also where it was never signed. */
  readSigned(method: string, url: string): Permitted | 'altered' | 'expired';
}
export interface Permitted {
  readonly key: string;
  readonly fileName: string;
}

const SHORTEST_SECRET = 32;
const query = z.strictObject({
  kid: z.string(),
  expires: z.string().regex(/^\d{1,13}$/),
  name: z.string(),
  signature: z.base64url(),
});

/** Links to a store that has no server of its own: this bot serves them. One link is one method on one key. */
export function createSignedLinks(needs: {
  readonly address: string; // that people reach: `https://handoff.example.org/objects`
  readonly keys: LinkKeys;
  readonly clock: Pick<Clock, 'now'>;
}): SignedLinks {
  const { keys, clock } = needs;
  const base = new URL(`${needs.address.replace(/\/+$/, '')}/`);
  const secrets = new Map(keys.map(({ id, secret }) => [id, secret]));
  const [newest] = keys;
  if (newest === undefined || keys.some(({ secret }) => secret.length < SHORTEST_SECRET)) {
    throw new Error(`Links are signed with secrets of at least ${SHORTEST_SECRET} characters.`);
  }

  return {
    link(key, { expiresIn, fileName }) {
      const expires = String(clock.now().getTime() + expiresIn);
      const name = fileName.toWellFormed();
      const url = new URL(base);
      url.pathname += key.split('/').map(encodeURIComponent).join('/');
      url.search = new URLSearchParams({
        kid: newest.id,
        expires,
        name,
        signature: sign(newest.secret, ['GET', key, expires, name]),
      }).toString();
      return url.href;
    },
    readSigned(method, url) {
      const asked = URL.canParse(url, base.href) ? new URL(url, base) : undefined;
      const given = query.safeParse(Object.fromEntries(asked?.searchParams ?? []));
      const key = asked && keyIn(asked.pathname, base.pathname);
      if (key === undefined || !given.success) return 'altered';
      const { kid, expires, name, signature } = given.data;
      const secret = secrets.get(kid);
      if (secret === undefined) return 'altered';
      if (!isSignedBy(secret, [method, key, expires, name], signature)) return 'altered';
      if (clock.now().getTime() >= Number(expires)) return 'expired';
      return { key, fileName: name };
    },
  };
}

function keyIn(path: string, base: string): string | undefined {
  if (!path.startsWith(base)) return undefined;
  try {
    return decodeURIComponent(path.slice(base.length));
  } catch {
    return undefined;
  }
}
