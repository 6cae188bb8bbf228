import { createHash, timingSafeEqual } from 'node:crypto';
import { days, minutes } from '../domain/duration.ts';
import type { Actor, Role } from '../domain/role.ts';
import type { Scope } from '../domain/scope.ts';
import type { Database } from '../storage/database.ts';
import { appendJournal } from '../storage/journal.ts';
import {
  findKey,
  findKeyNamed,
  insertKey,
  markKeyRevoked,
  markKeyUsed,
  readKeys,
  type StoredKey,
} from '../storage/keys.ts';
import type { Clock, Random } from './ports.ts';

export const KEY_LASTS_DAYS = 90;
const KEY_LASTS_MOST_DAYS = 366;
/** Each use would cost a wait for the disk. */
const USE_NOTED_EVERY = minutes(1);

const NAME = /^[a-z][a-z0-9-]{1,39}$/;
const KEY = /^hk_([a-z0-9]{20})_([A-Za-z0-9_-]{43})$/;
/** Compared with where there is no such key, so that the time taken does not tell. */
const NO_HASH = '0'.repeat(64);

/** All of a key that may be shown. */
export type KeyDescription = Omit<StoredKey, 'hash'>;

/** Whoever holds a key that counts: who they are, and what they may ask for. */
export interface Caller {
  readonly id: string;
  readonly actor: Actor;
  readonly scopes: readonly Scope[];
}

/** Makes a key. Its text is in the result and nowhere else: whoever loses it makes another. */
export async function createKey(
  needs: { readonly db: Database; readonly clock: Clock; readonly random: Random },
  wanted: {
    readonly name: string;
    readonly scopes: readonly Scope[];
    readonly roles?: readonly Role[];
    readonly expiresInDays?: number;
    readonly createdBy?: string;
  },
): Promise<{ readonly key: string; readonly id: string } | { readonly refused: string }> {
  const { db, clock, random } = needs;
  const { name, scopes, roles = [], expiresInDays = KEY_LASTS_DAYS } = wanted;
  const wrong = faultIn({ name, scopes, expiresInDays });
  if (wrong !== undefined) return { refused: wrong };
  const id = random.id();
  const secret = random.secret();
  const now = clock.now();
  const createdBy = wanted.createdBy ?? 'command line';
  const key: StoredKey = {
    id,
    name,
    hash: hashOf(secret),
    scopes,
    roles,
    createdBy,
    createdAt: now,
    expiresAt: new Date(now.getTime() + days(expiresInDays)),
  };
  return db.transaction().execute(async (trx) => {
    const holder = await findKeyNamed(trx, name);
    if (holder !== undefined) {
      return { refused: `There is a key “${name}” already: revoke it, or choose another name.` };
    }
    await insertKey(trx, key);
    const { hash: _, createdAt, createdBy: actor, ...detail } = key;
    await appendJournal(trx, { at: createdAt, event: 'key created', actor, detail });
    return { key: `hk_${id}_${secret}`, id };
  });
}

/** All that ever were, newest first. */
export async function listKeys(db: Database): Promise<readonly KeyDescription[]> {
  return (await readKeys(db)).map(({ hash: _, ...description }) => description);
}

/** Ends a key, by its name or id, at once: the next request with it is refused. */
export async function revokeKey(
  needs: { readonly db: Database; readonly clock: Clock },
  wanted: { readonly key: string; readonly revokedBy?: string },
): Promise<{ readonly revoked: KeyDescription } | { readonly refused: string }> {
  const { db, clock } = needs;
  return db.transaction().execute(async (trx) => {
    const found = (await findKeyNamed(trx, wanted.key)) ?? (await findKey(trx, wanted.key));
    if (found === undefined) return { refused: `There is no key “${wanted.key}”.` };
    const { hash: _, ...description } = found;
    if (found.revokedAt !== undefined) {
      return { refused: `“${found.name}” was revoked ${found.revokedAt.toISOString()}.` };
    }
    const now = clock.now();
    await markKeyRevoked(trx, found.id, now);
    await appendJournal(trx, {
      at: now,
      event: 'key revoked',
      actor: wanted.revokedBy ?? 'command line',
      detail: { id: found.id, name: found.name },
    });
    return { revoked: { ...description, revokedAt: now } };
  });
}

/** Who holds this key; undefined, and no word on why, for anything but a whole, current, unrevoked one. */
export async function authenticate(
  needs: { readonly db: Database; readonly clock: Clock },
  text: string,
): Promise<Caller | undefined> {
  const { db, clock } = needs;
  const [, id = '', secret = ''] = KEY.exec(text) ?? [];
  if (id === '') return undefined;
  const key = await findKey(db, id);
  const same = timingSafeEqual(
    Buffer.from(hashOf(secret), 'hex'),
    Buffer.from(key?.hash ?? NO_HASH, 'hex'),
  );
  const now = clock.now();
  if (key === undefined || !same || key.revokedAt !== undefined || key.expiresAt <= now) {
    return undefined;
  }
  const unnoted = now.getTime() - (key.lastUsedAt?.getTime() ?? 0);
  if (unnoted >= USE_NOTED_EVERY) await markKeyUsed(db, key.id, now);
  return {
    id: key.id,
    actor: { kind: 'service', name: key.name, roles: key.roles },
    scopes: key.scopes,
  };
}

function faultIn(wanted: {
  readonly name: string;
  readonly scopes: readonly Scope[];
  readonly expiresInDays: number;
}): string | undefined {
  const { name, scopes, expiresInDays } = wanted;
  if (!NAME.test(name)) {
    return 'A name has 2 to 40 small letters, digits and hyphens, e.g. nightly-report.';
  }
  if (scopes.length === 0) return 'A key without a scope opens nothing: name at least one.';
  const whole = Number.isInteger(expiresInDays) && expiresInDays >= 1;
  if (!whole || expiresInDays > KEY_LASTS_MOST_DAYS) {
    return `A key lasts a whole number of days, from 1 to ${KEY_LASTS_MOST_DAYS}.`;
  }
  return undefined;
}

function hashOf(secret: string): string {
  return createHash('sha256').update(secret).digest('hex');
}
