import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { setImmediate as afterPending } from 'node:timers/promises';
import { describe, expect, test } from 'vitest';
import { lookAfterBuckets } from '../../src/app/bucket-upkeep.ts';
import { quarterOf } from '../../src/buckets/upkeep/quarter.ts';
import { hours } from '../../src/domain/duration.ts';
import type { Errand } from '../../src/domain/errand.ts';
import { trafficWords } from '../../src/slack/views/buckets/upkeep.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { listErrands } from '../../src/storage/outbox.ts';
import { aDataFolder, type DataFolder } from '../support/data-folder.ts';
import { createTestClock } from '../support/test-clock.ts';
import { agreedTo, aStore, ben, fay, folderOf, live, person } from './life.ts';

const USERS = ['alpha_user_fay', 'alpha_user_hal'];

function grant(data: DataFolder, name: string, paperwork: string, users = USERS): void {
  const list = users.map((user) => `  - ${user}\n`).join('');
  writeFileSync(
    join(folderOf(data), `push_datasets/${name}.yaml`),
    `name: ${name}\ntarget_bucket: their-landing\nusers:\n${list}${paperwork}`,
  );
}

/** One look on each of these days, each in a life of its own; what was told on which of them. */
async function toldOn(
  data: DataFolder,
  days: readonly string[],
  more: Parameters<typeof live>[2] = {},
) {
  const told: [day: string, concern: unknown][] = [];
  let seen = 0;
  for (const day of days) {
    const { db, requests } = live(data, aStore().store, {
      roles: USERS,
      ...more,
      now: () => new Date(`${day}T08:00:00Z`),
    });
    await requests.lookAfter();
    const errands = await listErrands(db, 'bucket-concern:');
    for (const { errand } of errands.slice(seen)) told.push([day, concernIn(errand)]);
    seen = errands.length;
    await db.destroy();
  }
  return told;
}

async function renewed(data: DataFolder, name: string, until: string, reference: string) {
  const { db, requests } = live(data, undefined);
  const edit = { verb: 'renew', until, reference } as const;
  await agreedTo(requests, await requests.change(name, edit, fay, `${name} ${until}`));
  await db.destroy();
}

function concernIn(errand: Errand): unknown {
  if (errand.kind !== 'bucket concern') throw new Error(errand.kind);
  const { concern, to } = errand;
  const about =
    'daysLeft' in concern ? concern.daysLeft : 'who' in concern ? concern.who : concern.about;
  return to === undefined ? about : { about, to };
}

describe('paperwork that ends', () => {
  test('is told of 30, 7 and 1 days before and once when it is over, however often somebody looks', async () => {
    using data = aDataFolder();
    grant(data, 'lung', 'paperwork: DPIA 1 until 2026-05-31\n');
    const days = ['04-30', '05-01', '05-02', '05-23', '05-24', '05-30', '05-31', '06-01', '06-02'];
    expect(
      await toldOn(
        data,
        days.map((day) => `2026-${day}`),
      ),
    ).toEqual([
      ['2026-05-01', 30],
      ['2026-05-24', 7],
      ['2026-05-30', 1],
      ['2026-06-01', -1],
    ]);
  });

  test('is told of by its nearest day after a standstill, and anew once it was renewed', async () => {
    using data = aDataFolder();
    grant(data, 'lung', 'paperwork: DPIA 1 until 2026-05-31\n');
    expect(await toldOn(data, ['2026-05-28'])).toEqual([['2026-05-28', 3]]);
    await renewed(data, 'lung', '2027-05-31', 'DPIA 2');
    expect(await toldOn(data, ['2026-05-30', '2027-05-25'])).toMatchObject([
      ['2026-05-30', 3], // told before
      ['2027-05-25', 6],
    ]);
  });

  test('of a dataset that is in its grace is not told of; once it is kept it is', async () => {
    using data = aDataFolder();
    grant(data, 'lung', 'paperwork: DPIA 1 until 2026-05-31\n');
    const { db, requests } = live(data, aStore().store);
    const end = await requests.change('lung', { verb: 'remove' }, fay, 'end');
    const about = { id: end.ok ? end.request.id : 0, round: 1 };
    const hash = (end.ok && end.review?.hash) || '';
    for (const one of [ben, person('U00000ELI5', 'data-engineering')])
      expect(await requests.approve(about, hash, one)).toMatchObject({ ok: true });
    expect(await toldOn(data, ['2026-05-01', '2026-05-24'])).toEqual([]);
    await requests.withdraw(about, ben);
    await db.destroy();
    expect(await toldOn(data, ['2026-05-25'])).toEqual([['2026-05-25', 6]]);
  });

  test('that was never there is reminded of each quarter; without an end nobody is', async () => {
    using data = aDataFolder();
    grant(data, 'lung', '');
    grant(data, 'heart', 'paperwork: DPIA 1\n');
    expect(await toldOn(data, ['2026-05-01', '2026-06-01', '2026-07-01'])).toEqual([
      ['2026-05-01', 'no paperwork'],
      ['2026-07-01', 'no paperwork'],
    ]);
  });

  test('is renewed in one line, which somebody else has to agree to', async () => {
    using data = aDataFolder();
    grant(data, 'lung', 'paperwork: DPIA 1 until 2026-05-31\n');
    const { db, requests } = live(data, undefined);
    const renew = (until: string, reference?: string) =>
      requests.change('lung', { verb: 'renew', until, reference }, fay, `${until} ${reference}`);
    expect(await renew('2026-02-30')).toMatchObject({
      ok: false,
      says: expect.stringContaining('no day'),
    });
    expect(await renew('2026-01-01')).toMatchObject({
      ok: false,
      says: expect.stringContaining('is over'),
    });
    expect(await renew('2027-01-01', 'TBD')).toMatchObject({
      ok: false,
      says: expect.stringContaining('no paperwork'),
    });
    const asked = await renew('2027-05-31');
    expect(asked).toMatchObject({ ok: true, review: { people: 1, reasons: ['other paperwork'] } });
    expect(asked.ok && asked.request.wanted).toMatchObject({
      after: expect.stringContaining('paperwork: DPIA 1 until 2027-05-31'),
    });
    await db.destroy();
  });

  test('of several references all stay when one is renewed, and the first that ends is told of', async () => {
    using data = aDataFolder();
    grant(data, 'lung', 'paperwork: [DPIA 1 until 2026-12-01, Contract 7 until 2028-01-01]\n');
    expect(await toldOn(data, ['2026-11-30'])).toEqual([['2026-11-30', 1]]);
    const { db, requests } = live(data, undefined);
    const after = async (reference?: string) => {
      const edit = { verb: 'renew', until: '2027-12-01', reference } as const;
      const asked = await requests.change('lung', edit, fay, reference ?? 'all');
      const text = asked.ok && asked.request.wanted.what === 'grant' && asked.request.wanted.after;
      if (asked.ok) await requests.withdraw({ id: asked.request.id, round: 1 }, fay.actor);
      return /paperwork:.*/s
        .exec(text || '')?.[0]
        .match(/(DPIA|Contract|DSA) \d until \S+[^,\s\]]/g);
    };
    expect(await after()).toEqual(['DPIA 1 until 2027-12-01', 'Contract 7 until 2027-12-01']);
    expect(await after('DPIA 1')).toEqual([
      'DPIA 1 until 2027-12-01',
      'Contract 7 until 2028-01-01',
    ]);
    expect(await after('DSA 3')).toEqual([
      'DPIA 1 until 2026-12-01',
      'Contract 7 until 2028-01-01',
      'DSA 3 until 2027-12-01',
    ]);
    await db.destroy();
  });
});

describe('each day at eight', () => {
  /** The bot from this moment on for so many hours; when it looked, and what was told then. */
  async function up(data: DataFolder, from: string, forHours: number, failing = 0) {
    let fails = failing;
    let looking: Promise<void> | undefined;
    const clock = createTestClock(new Date(from), async () => {
      await afterPending();
      await looking?.catch(() => undefined);
      await afterPending();
    });
    const { db, requests } = live(data, aStore().store, { roles: USERS, now: clock.now });
    const looks: string[] = [];
    const lookAfter = (): Promise<void> => {
      looks.push(clock.now().toISOString().slice(5, 16));
      looking = fails > 0 ? Promise.reject(new Error('The folder is away.')) : requests.lookAfter();
      fails -= 1;
      return looking;
    };
    const quiet = () => undefined;
    const log = { info: quiet, warn: quiet, error: quiet };
    const stopping = new AbortController();
    const buckets = { lookAfter, lastLook: requests.lastLook };
    const running = lookAfterBuckets(buckets, { clock, log }, stopping.signal);
    await clock.advance(hours(forHours));
    stopping.abort();
    await running;
    const told = (await listErrands(db, 'bucket-concern:')).length;
    await db.destroy();
    return { looks, told };
  }

  test('somebody looks once; what a bot that was away has missed is made up for at its start', async () => {
    using data = aDataFolder();
    grant(data, 'lung', 'paperwork: DPIA 1 until 2026-05-31\n');
    expect(await up(data, '2026-04-28T10:00:00Z', 23)).toEqual({
      looks: ['04-29T08:00'], // that is new has missed nothing
      told: 0,
    });
    // Away from the evening until after eight on the day on which people are to be told.
    expect(await up(data, '2026-05-01T08:05:00Z', 1)).toEqual({ looks: ['05-01T08:05'], told: 1 });
    expect(await up(data, '2026-05-01T17:00:00Z', 1)).toEqual({ looks: [], told: 1 });
    expect(await up(data, '2026-05-24T07:00:00Z', 2)).toEqual({
      looks: ['05-24T07:00', '05-24T08:00'],
      told: 2,
    });
  });

  test('what fails is tried again an hour later', async () => {
    using data = aDataFolder();
    grant(data, 'lung', 'paperwork: DPIA 1 until 2026-05-31\n');
    expect(await up(data, '2026-05-01T07:00:00Z', 3, 1)).toEqual({
      looks: ['05-01T08:00', '05-01T09:00'],
      told: 1,
    });
  });
});

describe('somebody who has left', () => {
  test('is told of once by dataset, also who is known to have left Slack; all else goes on', async () => {
    using data = aDataFolder();
    grant(data, 'lung', 'paperwork: DPIA 1\n', ['alpha_user_fay', 'alpha_user_gone']);
    grant(data, 'heart', 'paperwork: DPIA 1\n');
    const more = { gone: ['U00000HAL9'] };
    expect(await toldOn(data, ['2026-05-01', '2026-05-02'], more)).toEqual([
      ['2026-05-01', 'alpha_user_hal'],
      ['2026-05-01', 'alpha_user_gone'],
    ]);
    const { db, requests } = live(data, undefined);
    const { datasets, news } = await requests.list();
    expect(news).toMatchObject([{ path: 'push_datasets/lung.yaml', why: 'user gone' }]);
    expect(
      datasets.map(({ name, standing }) => [name, standing.leavers.map(({ who }) => who)]),
    ).toEqual([
      ['heart', ['alpha_user_hal']],
      ['lung', ['alpha_user_gone']],
    ]);
    await db.destroy();
  });

  test('and is back is gone no longer; where nobody answers, what was known holds', async () => {
    using data = aDataFolder();
    grant(data, 'lung', 'paperwork: DPIA 1\n');
    await toldOn(data, ['2026-05-01'], { roles: ['alpha_user_fay'] });
    const leavers = async () => {
      const { db, requests } = live(data, undefined);
      const found = [...(await requests.standings()).values()].flatMap((one) => one.leavers);
      await db.destroy();
      return found;
    };
    expect(await leavers()).toEqual([{ who: 'alpha_user_hal', why: 'no role' }]);
    await toldOn(data, ['2026-05-02']);
    expect(await leavers()).toEqual([]);
  });
});

describe('each quarter', () => {
  const day = (text: string) => ({ now: () => new Date(`${text}T08:00:00Z`) });

  test('somebody says of exactly what was shown that it is still right; who and when is in the journal', async () => {
    using data = aDataFolder();
    grant(data, 'lung', 'paperwork: DPIA 1\n');
    const { db, requests } = live(data, undefined, day('2026-05-01'));
    await requests.lookAfter();
    expect(await listErrands(db, 'card:bucket-quarter:2026-Q2')).toHaveLength(1);
    const [one] = (await requests.recertifications()).datasets;
    expect(one).toMatchObject({ name: 'lung', isDue: true });
    const hash = one?.hash ?? '';
    expect(await requests.recertify('lung', hash, person('U1'))).toMatchObject({
      why: 'not yours',
    });
    expect(await requests.recertify('lung', 'f'.repeat(64), ben)).toMatchObject({ why: 'changed' });
    expect(await requests.recertify('heart', hash, ben)).toMatchObject({ why: 'unknown' });
    expect(await requests.recertify('lung', hash, ben)).toEqual({ ok: true });
    expect(await requests.recertify('lung', hash, ben)).toMatchObject({ why: 'not due' });
    const [entry, ...others] = await db
      .selectFrom('journal')
      .selectAll()
      .where('event', '=', 'bucket recertified')
      .execute();
    expect(others).toEqual([]);
    expect(entry).toMatchObject({ actor: ben.id, at: '2026-05-01T08:00:00.000Z' });
    expect(JSON.parse(entry?.detail ?? '')).toMatchObject({
      name: 'lung',
      quarter: '2026-Q2',
      hash,
    });
    expect((await requests.recertifications()).datasets).toMatchObject([{ isDue: false }]);
    await db.destroy();

    const next = live(data, undefined, day('2026-07-01'));
    expect((await next.requests.recertifications()).datasets).toMatchObject([
      { isDue: true, recertified: { quarter: '2026-Q2', by: ben.id } },
    ]);
    await next.db.destroy();
  });

  test('has its name by the calendar, and its first day is in it', () => {
    expect(
      ['2026-03-31', '2026-04-01', '2026-12-31'].map((one) => quarterOf(new Date(one))),
    ).toEqual(['2026-Q1', '2026-Q2', '2026-Q4']);
  });
});

test('a push dataset that nothing was moved for in 90 days is said to be unused', async () => {
  using data = aDataFolder();
  grant(data, 'lung', 'paperwork: DPIA 1\n');
  grant(data, 'heart', 'paperwork: DPIA 1\n');
  const db = openDatabase(data.path);
  const at = Date.parse('2026-04-01');
  await db
    .insertInto('transfer')
    .values({
      ...{ dataset: 'lung', key: 'lung/a', version: 'null', etag: 'e', bytes: 12, landed_at: at },
      ...{
        found_at: at,
        state: 'done',
        lease_until: null,
        leased_at: at,
        fault: null,
        target: 't',
      },
      ...{ upload_id: null, delivered: 'e', replaced: null, way: 'copied', checksum: 'etag e' },
      ...{ verified_at: at, removed_at: at, ended_at: at, told_at: null },
    })
    .execute();
  await db.destroy();
  const used = async (day: string) => {
    const { db, requests } = live(data, undefined, { now: () => new Date(day) });
    const { datasets } = await requests.list();
    await db.destroy();
    return datasets.map(({ name, standing }) => [
      name,
      standing.traffic?.bytes,
      standing.traffic?.isUnused,
    ]);
  };
  expect(await used('2026-05-01')).toEqual([
    ['heart', 0, true],
    ['lung', 12, false],
  ]);
  expect(await used('2026-08-01')).toEqual([
    ['heart', 0, true],
    ['lung', 12, true],
  ]);
});

test('what waits in the hub is counted, with what its last attempt failed with', async () => {
  using data = aDataFolder();
  grant(data, 'lung', 'paperwork: DPIA 1\n');
  const { db, requests } = live(data, undefined);
  const waiting = (key: string, fault: string | null) => ({
    ...{ dataset: 'lung', key, version: 'null', etag: 'e', bytes: 12, landed_at: 1, found_at: 1 },
    ...{ state: 'waiting' as const, lease_until: null, leased_at: 1, fault, target: null },
    ...{ upload_id: null, delivered: null, replaced: null, way: null, checksum: null },
    ...{ verified_at: null, removed_at: null, ended_at: null, told_at: null },
  });
  const rows = [waiting('lung/a', 'Their store says no.'), waiting('lung/b', null)];
  await db.insertInto('transfer').values(rows).execute();
  const [lung] = (await requests.list()).datasets;
  expect(lung?.standing.traffic?.waiting).toEqual({ objects: 2, why: 'Their store says no.' });
  expect(trafficWords(lung?.standing.traffic)).toContain(
    '2 waiting, the last attempt: ⚠ Their store says no.',
  );
  await db.destroy();
});
