import type { Selectable } from 'kysely';
import { z } from 'zod';
import { ROLES, type Role } from '../domain/role.ts';
import { SCOPES, type Scope } from '../domain/scope.ts';
import type { Database } from './database.ts';
import type { KeyTable } from './schema.ts';

/** A bearer key as it is kept; its secret is known to its holder alone. */
export interface StoredKey {
  readonly id: string;
  readonly name: string;
  readonly hash: string; // SHA-256 of the secret, hexadecimal
  readonly scopes: readonly Scope[];
  readonly roles: readonly Role[];
  readonly createdBy: string;
  readonly createdAt: Date;
  readonly expiresAt: Date;
  readonly lastUsedAt?: Date;
  readonly revokedAt?: Date;
}

export async function insertKey(db: Database, key: StoredKey): Promise<void> {
  await db
    .insertInto('api_key')
    .values({
      id: key.id,
      name: key.name,
      hash: key.hash,
      scopes: JSON.stringify(key.scopes),
      roles: JSON.stringify(key.roles),
      created_by: key.createdBy,
      created_at: key.createdAt.getTime(),
      expires_at: key.expiresAt.getTime(),
      last_used_at: null,
      revoked_at: null,
    })
    .execute();
}

export async function findKey(db: Database, id: string): Promise<StoredKey | undefined> {
  const row = await db.selectFrom('api_key').selectAll().where('id', '=', id).executeTakeFirst();
  return row && fromRow(row);
}

/** The key that has this name now; revoked ones have given theirs up. */
export async function findKeyNamed(db: Database, name: string): Promise<StoredKey | undefined> {
  const row = await db
    .selectFrom('api_key')
    .selectAll()
    .where('name', '=', name)
    .where('revoked_at', 'is', null)
    .executeTakeFirst();
  return row && fromRow(row);
}

/** All that ever were, newest first. */
export async function readKeys(db: Database): Promise<readonly StoredKey[]> {
  const rows = await db
    .selectFrom('api_key')
    .selectAll()
    .orderBy('created_at', 'desc')
    .orderBy('id')
    .execute();
  return rows.map(fromRow);
}

export async function markKeyUsed(db: Database, id: string, at: Date): Promise<void> {
  await db
    .updateTable('api_key')
    .set({ last_used_at: at.getTime() })
    .where('id', '=', id)
    .execute();
}

export async function markKeyRevoked(db: Database, id: string, at: Date): Promise<void> {
  await db.updateTable('api_key').set({ revoked_at: at.getTime() }).where('id', '=', id).execute();
}

function fromRow(row: Selectable<KeyTable>): StoredKey {
  return {
    id: row.id,
    name: row.name,
    hash: row.hash,
    scopes: readKnown(SCOPES, row.scopes),
    roles: readKnown(ROLES, row.roles),
    createdBy: row.created_by,
    createdAt: new Date(row.created_at),
    expiresAt: new Date(row.expires_at),
    ...(row.last_used_at === null ? {} : { lastUsedAt: new Date(row.last_used_at) }),
    ...(row.revoked_at === null ? {} : { revokedAt: new Date(row.revoked_at) }),
  };
}

/** What a later program took away, a key does not have any more. */
function readKnown<T extends string>(known: readonly T[], json: string): readonly T[] {
  const kept = z.array(z.string()).parse(JSON.parse(json));
  return known.filter((one) => kept.includes(one));
}
