import { createQueryId, type RootOperationNode } from 'kysely';
import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { enqueue, enqueueCard, outboxLag } from '../../src/storage/outbox.ts';
import {
  giveUp,
  listHeads,
  markDone,
  markSending,
  nextDue,
  type OutboxRow,
  postpone,
  settleInterrupted,
} from '../../src/storage/sending.ts';
import { NOON } from '../support/cycles.ts';
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

const after = (seconds: number): Date => new Date(NOON.getTime() + seconds * 1000);
const add = (key: string, lane: string) =>
  enqueue(db, { key, lane, errand: { kind: 'nameless notice', headline: key }, now: NOON });
const card = (now = NOON, notBefore = now) =>
  enqueueCard(db, { cycleId: 'one', lane: 'card one', now, notBefore });
const heads = (now = NOON, busy: readonly string[] = []) => listHeads(db, busy, now, 10);
const keys = async (now = NOON, busy: readonly string[] = []) =>
  (await heads(now, busy)).map((row) => row.key);

async function head(now = NOON): Promise<OutboxRow> {
  const [row] = await heads(now);
  if (row === undefined) throw new Error('nothing is due');
  return row;
}
async function send(now = NOON): Promise<OutboxRow> {
  const row = await head(now);
  await markSending(db, row.id, now);
  return row;
}

describe('the outbox', () => {
  it('keeps order within a lane, and lets no lane wait for another', async () => {
    for (const key of ['a1', 'a2', 'a3']) await add(key, 'a');
    await add('b1', 'b');
    expect(await keys()).toEqual(['a1', 'b1']);
    expect(await keys(NOON, ['a'])).toEqual(['b1']);
    const first = await send();
    expect(await keys(NOON, ['a'])).toEqual(['b1']);
    await markDone(db, first);
    expect(await keys()).toEqual(['a2', 'b1']);
    await postpone(db, first.id + 1, after(60), 'down', false);
    expect(await keys()).toEqual(['b1']);
    expect(await keys(after(60))).toEqual(['a2', 'b1']);
  });

  it('takes a key once, also when it is done', async () => {
    await add('a1', 'a');
    await add('a1', 'b');
    expect(await keys()).toEqual(['a1']);
    await markDone(db, await send());
    await add('a1', 'a');
    expect(await keys()).toEqual([]);
  });

  it('counts the tries that failed and remembers the first', async () => {
    await add('a1', 'a');
    expect(await head()).toMatchObject({ attempts: 0, interrupted: false });
    expect(await head()).not.toHaveProperty('firstSent');
    const row = await send();
    await postpone(db, row.id, after(1), 'down', false);
    await postpone(db, (await send(after(1))).id, after(2), 'down', false);
    expect(await head(after(2))).toMatchObject({ attempts: 2, firstSent: NOON });
  });

  it('does not count a try that a crash cut short', async () => {
    await add('a1', 'a');
    await send();
    await settleInterrupted(db, after(20));
    expect(await head(after(20))).toMatchObject({
      attempts: 0,
      firstSent: NOON,
      interrupted: true,
    });
  });

  it('shows only so many of each system, the oldest first, and hides no other behind them', async () => {
    for (let n = 0; n < 200; n += 1) await add(`s${n}`, `staging ${n}`);
    await add('c1', 'card one');
    const found = await listHeads(db, ['staging 1'], NOON, 3);
    expect(found.map(({ key, system }) => `${key} ${system}`)).toEqual([
      's0 staging',
      's2 staging',
      's3 staging',
      'c1 card',
    ]);
  });

  it('knows a doubtful try from one that surely failed', async () => {
    await add('a1', 'a');
    const row = await send();
    await postpone(db, row.id, NOON, 'lost', true);
    expect((await head()).interrupted).toBe(true);
    await postpone(db, row.id, NOON, 'refused connection', false);
    expect((await head()).interrupted).toBe(false);
  });

  it('goes on behind what was given up, and counts it', async () => {
    await add('a1', 'a');
    await add('a2', 'a');
    await giveUp(db, (await send()).id, 'poison');
    expect(await keys()).toEqual(['a2']);
    expect(await outboxLag(db)).toEqual({ waiting: 1, givenUp: 1, oldest: NOON });
  });

  it('after a start lets what was being sent arrive first', async () => {
    await add('a1', 'a');
    await add('b1', 'b');
    await send();
    await settleInterrupted(db, after(20));
    expect(await keys()).toEqual(['b1']);
    expect((await head(after(20))).interrupted).toBe(true);
  });

  it('wakes for the first row of a lane, not for those that wait behind it', async () => {
    await add('a1', 'a');
    await add('a2', 'a');
    const row = await send();
    await postpone(db, row.id, after(60), 'down', false);
    expect(await nextDue(db, [], NOON)).toEqual(after(60));
    expect(await nextDue(db, ['a'], NOON)).toBeUndefined();
  });

  it('is not held up by a card that rests between two drawings', async () => {
    await enqueueCard(db, { cycleId: 'c', lane: 'a', now: NOON, notBefore: NOON });
    await markDone(db, await send());
    await enqueueCard(db, { cycleId: 'c', lane: 'a', now: NOON, notBefore: after(5) });
    await add('a2', 'a');
    expect(await keys()).toEqual(['a2']);
    expect(await nextDue(db, [], NOON)).toEqual(after(5));
  });

  it('finds its open rows without reading the finished ones', async () => {
    const asked: RootOperationNode[] = [];
    const watched = db.withPlugin({
      transformQuery({ node }) {
        asked.push(node);
        return node;
      },
      transformResult: async ({ result }) => result,
    });
    await listHeads(watched, ['a'], NOON, 8);
    await nextDue(watched, [], NOON);
    await outboxLag(watched);
    expect(asked.length).toBeGreaterThan(3);
    folder.raw((sqlite) => {
      for (const node of asked.slice(0, -1)) {
        const { sql, parameters } = db.getExecutor().compileQuery(node, createQueryId());
        const plan = sqlite.prepare(`explain query plan ${sql}`).all(...parameters);
        expect(JSON.stringify(plan)).not.toContain('SCAN outbox"');
        expect(JSON.stringify(plan)).toContain('outbox_open');
      }
    });
  });
});

describe('a card', () => {
  it('stands in the outbox once, drawn again when asked for while it is being sent', async () => {
    await card();
    await card();
    expect(await keys()).toEqual(['card:one']);
    const row = await send();
    await card();
    await markDone(db, row);
    const again = await send();
    expect(again).toMatchObject({ key: 'card:one', interrupted: false });
    await markDone(db, again);
    expect(await keys()).toEqual([]);
    await card();
    expect(await keys()).toEqual(['card:one']);
  });

  it('rests while it only shows progress, until something happens', async () => {
    await card(NOON, after(5));
    expect(await keys(after(4))).toEqual([]);
    await card(after(1), after(6));
    expect(await keys(after(5))).toEqual(['card:one']);
    await markDone(db, await send(after(5)));
    await card(after(6), after(11));
    await card(after(7), after(7));
    expect(await keys(after(7))).toEqual(['card:one']);
  });

  it('that may have been posted is not looked for before the answer had time, whatever happens', async () => {
    await card();
    const row = await send();
    await postpone(db, row.id, after(20), 'lost', true);
    await card(after(3));
    expect(await keys(after(3))).toEqual([]);
    expect(await head(after(20))).toMatchObject({ interrupted: true });
  });

  it('that was told to wait does wait, whatever happens', async () => {
    await card();
    const row = await send();
    await postpone(db, row.id, after(30), 'rate limited', false);
    await card(after(3));
    await card(after(4));
    expect(await keys(after(4))).toEqual([]);
    expect(await keys(after(30))).toEqual(['card:one']);
  });

  it('that was given up is tried again when there is news', async () => {
    await card();
    await giveUp(db, (await send()).id, 'no such channel');
    expect(await keys()).toEqual([]);
    await card(after(1));
    expect(await head(after(1))).toMatchObject({ attempts: 0, interrupted: false });
  });
});
