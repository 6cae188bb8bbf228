import { setTimeout as delay } from 'node:timers/promises';
import { GetObjectTaggingCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { openDatabase } from '../../../src/storage/database.ts';
import { verifyJournal } from '../../../src/storage/journal.ts';
import { extent, SEED } from '../../endurance/extent.ts';
import { Chance } from '../../proof/load/chance.ts';
import { type Ceph, noCeph, startCeph } from '../../support/ceph.ts';
import { CEPH_STARTS_WITHIN } from '../../support/ceph-user.ts';
import { aDataFolder } from '../../support/data-folder.ts';
import {
  aField,
  everythingIn,
  type Field,
  fieldOf,
  md5,
  nameless,
  unfinishedIn,
  until,
} from './field.ts';
import { type KilledNeeds, startKillable } from './killing.ts';
import { putManyParts } from './large.ts';

const SMALL = extent(10_000, 200);
const KILLS = extent(25, 5);
const PART = extent(64, 5) * 1024 ** 2;
const LARGE_PARTS = extent(96, 3); // 6 GB, or 15 MB
const LARGE_AT_ONCE = extent(5 * 1024 ** 3, PART);
const PATIENCE = extent(1_500_000, 60_000); // milliseconds

describe.skipIf(noCeph !== undefined)(noCeph ?? 'a mover that is killed', () => {
  let field: Field;
  let ceph: Ceph | undefined;

  beforeAll(async () => {
    // What is as large as that fits into no memory.
    if (extent(true, false)) ceph = await startCeph({ disk: 24 * 1024 ** 3 });
    field =
      ceph === undefined
        ? await aField()
        : await fieldOf({ endpoint: ceph.endpoint, ...(await ceph.addUser('mover')) }, 'mover');
  }, CEPH_STARTS_WITHIN);
  afterAll(() => ceph?.stop());

  test(
    `at any time moves ${SMALL} objects and a large one, loses none, and removes none unverified`,
    async () => {
      using folder = aDataFolder();
      const [name, target] = [`lung${nameless()}`, await field.bucket()];
      const expected = new Map<string, readonly string[]>();
      const large = `${name}/large`;
      expected.set(large, [await putManyParts(field, large, LARGE_PARTS, PART)]);
      const numbers = Array.from({ length: SMALL }, (_, n) => n);
      const put = async () => {
        for (let n = numbers.pop(); n !== undefined; n = numbers.pop()) {
          const [key, content] = [`${name}/small/${n}`, `the content of ${n}`];
          await field.put(key, content);
          expected.set(key, [md5(content)]);
        }
      };
      await Promise.all(Array.from({ length: 16 }, put));
      const needs: KilledNeeds = {
        folder: folder.path,
        hub: field.hub,
        access: field.access,
        routes: [{ dataset: name, target, keep: false }],
        mostCopiedAtOnce: LARGE_AT_ONCE,
        atOnce: 8,
        interval: extent(200_000, 5000),
      };
      const chance = new Chance(SEED);
      for (let kill = 0; kill < KILLS; kill += 1) {
        const killable = await startKillable(needs);
        await delay(extent(500, 50) + chance.next() * extent(8000, 500));
        await killable.kill();
        await nothingUnverified(folder.path, target);
      }
      const last = await startKillable(needs);
      const db = openDatabase(folder.path);
      const ended = () =>
        db
          .selectFrom('transfer')
          .select('id')
          .where('state', 'not in', ['waiting', 'leased'])
          .execute();
      // Those that are not even found yet are not over either.
      await until(async () => (await ended()).length === expected.size, [], PATIENCE);
      await last.kill();
      expect(await everythingIn(field.client, target)).toEqual(expected);
      expect([...(await everythingIn(field.client, field.hub)).keys()]).toEqual([]);
      expect(await unfinishedIn(field.client, target)).toBe(0);
      const rows = await db
        .selectFrom('transfer')
        .select(['key', 'state', 'checksum', 'way'])
        .execute();
      expect(new Set(rows.map(({ state }) => state))).toEqual(new Set(['done']));
      expect(rows.map(({ key }) => key).toSorted()).toEqual([...expected.keys()].toSorted());
      // Killed between the last part and its note, the mover finds the object at the target.
      expect(rows.find(({ key }) => key === large)).toMatchObject({
        way: expect.stringMatching(/^(copied in parts|was there)$/),
        checksum: `etag ${expected.get(large)?.[0]}`,
      });
      expect(await verifyJournal(db)).toMatchObject({ ok: true, entries: SMALL + 1 });
      await db.destroy();
    },
    PATIENCE + 600_000,
  );

  /** Whatever has left the hub is at the target, whole: the listing of both says so, not the mover. */
  async function nothingUnverified(folder: string, target: string): Promise<void> {
    const [inHub, there] = [
      await everythingIn(field.client, field.hub),
      await everythingIn(field.client, target),
    ];
    const db = openDatabase(folder);
    const rows = await db.selectFrom('transfer').select(['key', 'etag', 'removed_at']).execute();
    await db.destroy();
    const lost = rows.filter(
      ({ key, etag, removed_at: removed }) =>
        there.get(key)?.at(-1) !== etag && (removed !== null || inHub.get(key)?.at(-1) !== etag),
    );
    expect(lost).toEqual([]);
  }

  test.each([
    ['copy', false],
    ['copyInParts', false],
    ['tag', false],
    ['remove', false],
    ['write', true],
    ['remove', true],
    ['tag', true],
  ] as const)(
    'after %s (through the bot: %s) goes on where it was, and does nothing twice',
    async (diesAfter, streams) => {
      using folder = aDataFolder();
      const [name, target] = [`lung${nameless()}`, await field.bucket({ versions: true })];
      const size = 5 * 1024 ** 2;
      const large = `${name}/large`;
      const etag = await putManyParts(field, large, 2, size, { Tagging: 'a=b' });
      await field.put(`${name}/small`, 'small', { Tagging: 'c=d' });
      const needs: KilledNeeds = {
        folder: folder.path,
        hub: field.hub,
        access: field.access,
        routes: [{ dataset: name, target, keep: false }],
        streams,
        atOnce: 1,
      };
      await (await startKillable({ ...needs, diesAfter })).dead;
      const last = await startKillable(needs);
      const db = openDatabase(folder.path);
      await until(async () => {
        const rows = await db.selectFrom('transfer').select('state').execute();
        return rows.length === 2 && rows.every(({ state }) => state === 'done');
      });
      await last.kill();
      const there = await everythingIn(field.client, target);
      // Each of them once: a second copy would be a second version.
      expect([...there].map(([key, versions]) => [key, versions.length])).toEqual([
        [large, 1],
        [`${name}/small`, 1],
      ]);
      expect(there.get(`${name}/small`)).toEqual([md5('small')]);
      if (!streams) expect(there.get(large)).toEqual([etag]);
      for (const [Key, tag] of [
        [large, 'a=b'],
        [`${name}/small`, 'c=d'],
      ] as const) {
        const { TagSet = [] } = await field.client.send(
          new GetObjectTaggingCommand({ Bucket: target, Key }),
        );
        expect(
          TagSet.map(({ Key: k, Value }) => `${k}=${Value}`),
          Key,
        ).toEqual([tag]);
      }
      expect(await verifyJournal(db)).toMatchObject({ ok: true, entries: 2 });
      await db.destroy();
    },
  );

  test.each(['copy', 'remove'] as const)(
    'after the first %s of many small ones that go together does nothing twice',
    async (diesAfter) => {
      using folder = aDataFolder();
      const [name, target] = [`lung${nameless()}`, await field.bucket({ versions: true })];
      const keys = Array.from({ length: 40 }, (_, n) => `${name}/${n}`);
      await Promise.all(keys.map((key) => field.put(key, `of ${key}`)));
      const needs: KilledNeeds = {
        folder: folder.path,
        hub: field.hub,
        access: field.access,
        routes: [{ dataset: name, target, keep: false }],
        atOnce: 2,
      };
      await (await startKillable({ ...needs, diesAfter })).dead;
      await nothingUnverified(folder.path, target);
      const last = await startKillable(needs);
      const db = openDatabase(folder.path);
      const rows = () => db.selectFrom('transfer').select(['state', 'way']).execute();
      await until(async () => (await rows()).every(({ state }) => state === 'done'));
      await last.kill();
      expect(await everythingIn(field.client, target)).toEqual(
        new Map(keys.toSorted().map((key) => [key, [md5(`of ${key}`)]])),
      );
      const left = [...(await everythingIn(field.client, field.hub)).keys()];
      expect(left.filter((key) => key.startsWith(`${name}/`))).toEqual([]);
      expect(await verifyJournal(db)).toMatchObject({ ok: true, entries: 40 });
      await db.destroy();
    },
  );

  test('in the middle of parts leaves none of them behind', async () => {
    using folder = aDataFolder();
    const [name, target] = [`lung${nameless()}`, await field.bucket()];
    await putManyParts(field, `${name}/large`, 12, 5 * 1024 ** 2);
    const needs: KilledNeeds = {
      folder: folder.path,
      hub: field.hub,
      access: field.access,
      routes: [{ dataset: name, target, keep: false }],
      streams: true,
    };
    const first = await startKillable(needs);
    await until(async () => (await unfinishedIn(field.client, target)) > 0);
    await first.kill();
    expect(await unfinishedIn(field.client, target)).toBe(1);
    const last = await startKillable(needs);
    const db = openDatabase(folder.path);
    await until(async () => {
      const rows = await db.selectFrom('transfer').select('state').execute();
      return rows.every(({ state }) => state === 'done');
    });
    await last.kill();
    await db.destroy();
    expect(await unfinishedIn(field.client, target)).toBe(0);
  });
});
