import { createPublicKey, createVerify, generateKeyPairSync, randomUUID } from 'node:crypto';
import { z } from 'zod';

const AUDIENCE = 'https://oauth2.googleapis.com/token';
const SCOPE = 'https://www.googleapis.com/auth/spreadsheets';

const EMAIL = 'tracker@atlas.iam.gserviceaccount.com';

/** The key of a service account, as Google gives it. */
interface ServiceAccount {
  readonly type: 'service_account';
  readonly client_email: string;
  readonly private_key: string; // PEM
}

let made: ServiceAccount | undefined;

/** Of the one service account that there is: a key takes a while to be made. */
export function serviceAccount(): ServiceAccount {
  made ??= {
    type: 'service_account',
    client_email: EMAIL,
    private_key: generateKeyPairSync('rsa', { modulusLength: 2048 })
      .privateKey.export({ type: 'pkcs8', format: 'pem' })
      .toString(),
  };
  return made;
}

const claims = z.object({
  iss: z.literal(EMAIL),
  aud: z.literal(AUDIENCE),
  scope: z.literal(SCOPE),
  iat: z.number(),
  exp: z.number(),
});
const header = z.object({ alg: z.literal('RS256') });

/** Gives tokens for assertions that are signed by the account’s key, and knows them again. */
export function createTokens() {
  const given = new Set<string>();
  return {
    /** Undefined where the assertion is not as it should be. */
    exchange(form: URLSearchParams): string | undefined {
      if (form.get('grant_type') !== 'urn:ietf:params:oauth:grant-type:jwt-bearer')
        return undefined;
      const [head = '', body = '', signature = ''] = (form.get('assertion') ?? '').split('.');
      const verify = createVerify('RSA-SHA256').update(`${head}.${body}`);
      if (!verify.verify(createPublicKey(serviceAccount().private_key), signature, 'base64url'))
        return undefined;
      const read = (text: string): unknown => JSON.parse(Buffer.from(text, 'base64url').toString());
      const claimed = claims.safeParse(read(body));
      if (!header.safeParse(read(head)).success || !claimed.success) return undefined;
      const now = Date.now() / 1000;
      const { iat, exp } = claimed.data;
      if (iat > now + 60 || exp < now || exp - iat > 3600) return undefined;
      const token = randomUUID();
      given.add(token);
      return token;
    },
    isGiven: (authorization: string | undefined): boolean =>
      given.has(authorization?.replace(/^Bearer /, '') ?? ''),
  };
}

export type Tokens = ReturnType<typeof createTokens>;
