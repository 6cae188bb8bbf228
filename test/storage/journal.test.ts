import type Sqlite from 'better-sqlite3';
import { sql } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase, openReadOnly } from '../../src/storage/database.ts';
import { appendJournal, FIRST, readJournal, verifyJournal } from '../../src/storage/journal.ts';
import { NOON, uuid } from '../support/cycles.ts';
import { aDataFolder, type DataFolder } from '../support/data-folder.ts';

let folder: DataFolder;
let db: Database;
beforeEach(() => {
  folder = aDataFolder();
  db = openDatabase(folder.path);
});
afterEach(async () => {
  await db.destroy();
  folder[Symbol.dispose]();
});

async function append(n: number): Promise<void> {
  for (let i = 1; i <= n; i += 1) {
    await appendJournal(db, {
      at: NOON,
      projectUuid: uuid(1),
      event: `event ${i}`,
      actor: 'U0ANA',
      detail: { i },
    });
  }
}

/** Somebody with a shell takes the triggers off first. */
async function tamper(work: (sqlite: Sqlite.Database) => void): Promise<unknown> {
  folder.raw((sqlite) => {
    sqlite.exec('DROP TRIGGER journal_is_append_only_u; DROP TRIGGER journal_is_append_only_d');
    work(sqlite);
  });
  return verifyJournal(db);
}

describe('the journal', () => {
  it('is whole when it is empty, and has its first hash for a head', async () => {
    expect(await verifyJournal(db)).toEqual({ ok: true, entries: 0, head: FIRST });
  });

  it('reads back in order, chained, over more than one page', async () => {
    await append(1001);
    const verdict = await verifyJournal(db);
    expect(verdict).toMatchObject({ ok: true, entries: 1001 });
    const rows = await readJournal(db, uuid(1));
    expect(rows.map(({ seq }) => seq)).toEqual(Array.from({ length: 1001 }, (_, i) => i + 1));
    expect(verdict).toMatchObject({ head: rows.at(-1)?.hash });
  });

  it('can be verified beside the running bot, and after it', async () => {
    await append(2);
    const beside = openReadOnly(folder.path);
    expect(await verifyJournal(beside)).toMatchObject({ ok: true, entries: 2 });
    await beside.destroy();
    await db.destroy();
    const alone = openReadOnly(folder.path);
    expect(await verifyJournal(alone)).toMatchObject({ ok: true, entries: 2 });
    await alone.destroy();
    db = openDatabase(folder.path);
  });

  it('has no gap after a transaction that failed', async () => {
    await append(1);
    const failing = db.transaction().execute(async (trx) => {
      await appendJournal(trx, { at: NOON, event: 'lost', actor: 'U1', detail: {} });
      throw new Error('no');
    });
    await expect(failing).rejects.toThrow('no');
    await append(1);
    expect(await verifyJournal(db)).toMatchObject({ ok: true, entries: 2 });
  });

  it('keeps one chain when two write at once', async () => {
    await Promise.all(
      Array.from({ length: 20 }, (_, n) => `U${n}`).map((actor) =>
        db.transaction().execute(async (trx) => {
          await appendJournal(trx, { at: NOON, event: 'at once', actor, detail: {} });
        }),
      ),
    );
    expect(await verifyJournal(db)).toMatchObject({ ok: true, entries: 20 });
  });

  it('cannot be updated or deleted, not even by SQL', async () => {
    await append(2);
    await expect(sql`update journal set actor = 'U0BEN'`.execute(db)).rejects.toThrow(
      /append-only/,
    );
    await expect(sql`delete from journal where seq = 1`.execute(db)).rejects.toThrow(/append-only/);
    expect(await verifyJournal(db)).toMatchObject({ ok: true, entries: 2 });
  });

  it('cannot be overwritten by replacing an entry', async () => {
    await append(2);
    const replacing = sql`insert or replace into journal select seq, at, project_uuid, cycle_id, cycle_number,
      step, event, from_state, to_state, 'U0BEN', detail, previous, 'other' from journal where seq = 1`;
    await replacing.execute(db).catch(() => undefined);
    expect(await verifyJournal(db)).toMatchObject({ ok: true, entries: 2 });
  });
});

describe('tampering is detected', () => {
  beforeEach(() => append(5));

  it.each([
    'at',
    'project_uuid',
    'cycle_id',
    'cycle_number',
    'step',
    'event',
    'from_state',
    'to_state',
    'actor',
    'detail',
  ])('when %s of an entry is edited', async (column) => {
    const value = column === 'detail' ? '{"i":9}' : 9;
    const verdict = await tamper((sqlite) =>
      sqlite.prepare(`update journal set ${column} = ? where seq = 3`).run(value),
    );
    expect(verdict).toMatchObject({ ok: false, seq: 3, why: 'its content was changed' });
  });

  it('when an entry is edited and its hash made anew', async () => {
    const verdict = await tamper((sqlite) =>
      sqlite.exec(`update journal set actor = 'x', hash = '${'a'.repeat(64)}' where seq = 3`),
    );
    expect(verdict).toMatchObject({ ok: false, seq: 3 });
  });

  it.each([1, 3])('when entry %d is deleted', async (seq) => {
    const verdict = await tamper((sqlite) => sqlite.exec(`delete from journal where seq = ${seq}`));
    expect(verdict).toMatchObject({ ok: false, seq });
  });

  it('when two entries change places', async () => {
    const verdict = await tamper((sqlite) =>
      sqlite.exec(`update journal set seq = 99 where seq = 3; update journal set seq = 3 where seq = 4;
        update journal set seq = 4 where seq = 99`),
    );
    expect(verdict).toMatchObject({
      ok: false,
      seq: 3,
      why: 'it does not follow the entry before it',
    });
  });

  it.each([
    ['before the first', 0],
    ['far before the first', -7],
    ['after the last', 6],
  ])('when an entry is inserted %s', async (_where, seq) => {
    const verdict = await tamper((sqlite) =>
      sqlite.exec(`insert into journal (seq, at, event, actor, detail, previous, hash)
        values (${seq}, 'now', 'forged', 'x', '{}', '${FIRST}', 'forged')`),
    );
    expect(verdict).toMatchObject({ ok: false, seq });
  });

  it.each([
    ['the newest entries are', 3],
    ['every entry is', 0],
  ])('when %s cut off', async (_what, left) => {
    const verdict = await tamper((sqlite) =>
      sqlite.exec(`delete from journal where seq > ${left}`),
    );
    expect(verdict).toEqual({
      ok: false,
      seq: left + 1,
      why: `entries ${left + 1} to 5 were cut off`,
    });
  });

  it('when the counter was set back as well: by the head that was written down earlier', async () => {
    const before = await verifyJournal(db);
    const head = before.ok ? before.head : '';
    await append(2);
    expect(await verifyJournal(db, head)).toMatchObject({ ok: true, entries: 7 });
    await tamper((sqlite) =>
      sqlite.exec(`delete from journal where seq > 3;
        update sqlite_sequence set seq = 3 where name = 'journal'`),
    );
    expect(await verifyJournal(db)).toMatchObject({ ok: true, entries: 3 });
    expect(await verifyJournal(db, head)).toEqual({
      ok: false,
      seq: 4,
      why: 'no entry before it has the head you wrote down',
    });
  });
});

it('is verified without holding up anything else', async () => {
  await db.transaction().execute(async (trx) => {
    for (let i = 0; i < 3000; i += 1)
      await appendJournal(trx, { at: NOON, event: 'e', actor: 'U0ANA', detail: {} });
  });
  let fired = 0;
  const timer = setInterval(() => {
    fired += 1;
  }, 1);
  await verifyJournal(db);
  clearInterval(timer);
  expect(fired).toBeGreaterThan(1);
});

it('is not called cut off for what is appended while it is verified', async () => {
  await append(501);
  const verifying = verifyJournal(db);
  await append(3);
  expect(await verifying).toMatchObject({ ok: true });
});
