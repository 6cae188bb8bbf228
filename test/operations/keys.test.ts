import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { systemRandom } from '../../src/config/system.ts';
import { days, seconds } from '../../src/domain/duration.ts';
import { actorName, mayAct } from '../../src/domain/role.ts';
import { authenticate, createKey, listKeys, revokeKey } from '../../src/operations/keys.ts';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { verifyJournal } from '../../src/storage/journal.ts';
import { aDataFolder, type DataFolder } from '../support/data-folder.ts';
import { createTestClock, type TestClock } from '../support/test-clock.ts';

let folder: DataFolder;
let db: Database;
let clock: TestClock;
beforeEach(() => {
  folder = aDataFolder();
  db = openDatabase(folder.path);
  clock = createTestClock();
});
afterEach(async () => {
  await db.destroy();
  folder[Symbol.dispose]();
});

async function make(more: Partial<Parameters<typeof createKey>[1]> = {}) {
  const made = await createKey(
    { db, clock, random: systemRandom },
    { name: 'nightly', scopes: ['datasets:read'], ...more },
  );
  if ('refused' in made) throw new Error(made.refused);
  return made;
}
const refusalOf = async (made: Promise<object>) => {
  const result = await made;
  return 'refused' in result ? result.refused : undefined;
};

describe('a key', () => {
  it('opens as its name, with its scopes and the roles it was given', async () => {
    const { key, id } = await make({
      scopes: ['datasets:read', 'datasets:write'],
      roles: ['wrangler'],
    });
    expect(key).toMatch(/^hk_[a-z0-9]{20}_[A-Za-z0-9_-]{43}$/);
    const caller = await authenticate({ db, clock }, key);
    expect(caller).toEqual({
      id,
      actor: { kind: 'service', name: 'nightly', roles: ['wrangler'] },
      scopes: ['datasets:read', 'datasets:write'],
    });
    expect(caller && actorName(caller.actor)).toBe('key:nightly');
    expect(caller && mayAct(caller.actor, ['wrangler'])).toBe(true);
  });

  it('has no role unless it was given one, so that it may do nothing of the procedure', async () => {
    const caller = await authenticate({ db, clock }, (await make()).key);
    expect(caller && mayAct(caller.actor, 'anyone with a role')).toBe(false);
  });

  it('is kept as a hash: neither the database nor the journal holds its text', async () => {
    const { key } = await make();
    const secret = key.slice(-43);
    const kept = JSON.stringify([
      await db.selectFrom('api_key').selectAll().execute(),
      await db.selectFrom('journal').selectAll().execute(),
      await listKeys(db),
    ]);
    expect(kept).toContain('nightly');
    expect(kept).not.toContain(secret);
  });

  it.each([
    [
      'altered in its last letter',
      (key: string) => key.slice(0, -1) + (key.endsWith('A') ? 'E' : 'A'),
    ],
    ['with another secret', (key: string) => `${key.slice(0, 24)}${systemRandom.secret()}`],
    ['that nobody made', () => `hk_${systemRandom.id()}_${systemRandom.secret()}`],
    ['cut short', (key: string) => key.slice(0, -1)],
    ['with something behind it', (key: string) => `${key}x`],
    ['that is empty', () => ''],
  ])('%s opens nothing', async (_, change) => {
    expect(await authenticate({ db, clock }, change((await make()).key))).toBeUndefined();
  });

  it('ends after 90 days, or when it was made to', async () => {
    const { key } = await make();
    const { key: short } = await make({ name: 'short', expiresInDays: 1 });
    await clock.advance(days(1) - 1);
    expect(await authenticate({ db, clock }, short)).toBeDefined();
    await clock.advance(1);
    expect(await authenticate({ db, clock }, short)).toBeUndefined();
    await clock.advance(days(89) - 1);
    expect(await authenticate({ db, clock }, key)).toBeDefined();
    await clock.advance(1);
    expect(await authenticate({ db, clock }, key)).toBeUndefined();
  });

  it('opens nothing once it is revoked, and gives its name up', async () => {
    const { key } = await make();
    await revokeKey({ db, clock }, { key: 'nightly', revokedBy: 'root' });
    expect(await authenticate({ db, clock }, key)).toBeUndefined();
    expect(await refusalOf(revokeKey({ db, clock }, { key: 'nightly' }))).toContain('no key');
    const { key: next } = await make();
    expect(await authenticate({ db, clock }, next)).toBeDefined();
  });

  it('notes its use at most once a minute', async () => {
    const { key } = await make();
    const usedAt = async () => (await listKeys(db))[0]?.lastUsedAt;
    expect(await usedAt()).toBeUndefined();
    await authenticate({ db, clock }, key);
    const first = clock.now();
    await clock.advance(seconds(59));
    await authenticate({ db, clock }, key);
    expect(await usedAt()).toEqual(first);
    await clock.advance(seconds(1));
    await authenticate({ db, clock }, key);
    expect(await usedAt()).toEqual(clock.now());
  });
});

describe('making a key', () => {
  it.each([
    [{ name: 'N' }, 'A name has'],
    [{ name: 'U0ANA' }, 'A name has'],
    [{ name: 'a b' }, 'A name has'],
    [{ scopes: [] }, 'without a scope'],
    [{ expiresInDays: 0 }, 'from 1 to 366'],
    [{ expiresInDays: 1.5 }, 'from 1 to 366'],
    [{ expiresInDays: 367 }, 'from 1 to 366'],
  ])('refuses %j with a sentence', async (more, says) => {
    const wanted = { name: 'nightly', scopes: ['datasets:read'] as const, ...more };
    const needs = { db, clock, random: systemRandom };
    expect(await refusalOf(createKey(needs, wanted))).toContain(says);
  });

  it('refuses a second key of one name, since the journal knows it by that', async () => {
    await make();
    const needs = { db, clock, random: systemRandom };
    const again = createKey(needs, { name: 'nightly', scopes: ['metrics:read'] });
    expect(await refusalOf(again)).toContain('already');
  });

  it('stands in the journal, with who made it and who ended it', async () => {
    await make({ createdBy: 'root' });
    await revokeKey({ db, clock }, { key: 'nightly', revokedBy: 'eli' });
    const entries = await db.selectFrom('journal').select(['event', 'actor']).execute();
    expect(entries).toEqual([
      { event: 'key created', actor: 'root' },
      { event: 'key revoked', actor: 'eli' },
    ]);
    expect(await verifyJournal(db)).toMatchObject({ ok: true, entries: 2 });
  });

  it('works from beside a bot that is in the middle of a change: that one is not lost', async () => {
    const beside = new Sqlite(join(folder.path, 'handoff.db'), { timeout: 0 });
    try {
      await db.transaction().execute(async (trx) => {
        await trx.selectFrom('inbox').selectAll().execute();
        expect(() => beside.exec('begin immediate')).toThrow('locked'); // it waits for its turn
        await trx
          .insertInto('inbox')
          .values({ key: 'a', received_at: 0, cycle_id: null })
          .execute();
      });
      beside.exec('begin immediate');
      beside.exec('commit');
    } finally {
      beside.close();
    }
    expect(await db.selectFrom('inbox').select('key').execute()).toEqual([{ key: 'a' }]);
  });
});
