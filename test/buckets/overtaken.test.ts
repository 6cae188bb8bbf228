import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { listErrands } from '../../src/storage/outbox.ts';
import { aDataFolder, type DataFolder } from '../support/data-folder.ts';
import { agreedTo, aStore, ben, fay, folderOf, LUNG, live, naming, person } from './life.ts';

const ana = { actor: person('U00000ANA1'), channel: 'C1' };
const dee = { actor: person('U00000DEE4'), channel: 'C1' };
const add = (user: string) => ({ verb: 'add-user', user }) as const;
const remove = (user: string) => ({ verb: 'remove-user', user }) as const;
const fileOf = (data: DataFolder) => join(folderOf(data), 'push_datasets/lung.yaml');
const text = (...users: readonly string[]) =>
  `name: lung\ntarget_bucket: their-landing\nusers: [${users.join(', ')}]\npaperwork: DPIA 1\n`;

/** Lung, of Fay’s, with two users. */
async function lung(data: DataFolder) {
  const world = aStore();
  const { db, requests } = live(data, world.store);
  const users = ['alpha_user_fay', 'alpha_user_ana'];
  await agreedTo(requests, await requests.ask({ ...LUNG, users }, fay, 'lung'));
  const usersNow = async () => (await requests.dataset('lung'))?.users;
  const wanted = async (...[name, edit, asker, key]: Parameters<typeof requests.change>) => {
    const asked = await requests.change(name, edit, asker, key);
    if (!asked.ok) throw new Error(JSON.stringify(asked));
    return asked;
  };
  const seen = async (id: number) => {
    const card = await requests.card(id);
    if (card === undefined) throw new Error('There is no such request.');
    return { ...card, about: { id, round: card.request.round }, hash: card.review?.hash ?? '' };
  };
  const appliedTo = async (id: number) => {
    const entries = await db.selectFrom('journal').select(['event', 'detail']).execute();
    return entries.filter(
      (one) => one.event === 'bucket applied' && one.detail.includes(`"request":${id},`),
    );
  };
  const hub = () => world.buckets.get(naming.hub)?.policy ?? '';
  return { db, requests, usersNow, wanted, seen, appliedTo, hub };
}

describe('taking somebody out that waits on a card', () => {
  test('and would leave nobody in by now says so, can’t be approved, and is never called done', async () => {
    using data = aDataFolder();
    const { db, requests, usersNow, wanted, seen, appliedTo, hub } = await lung(data);
    const [one, other] = [
      await wanted('lung', remove('alpha_user_fay'), ana, 'one'),
      await wanted('lung', remove('alpha_user_fay'), dee, 'other'),
    ];
    const before = await seen(one.request.id);
    expect(before.review).toMatchObject({ people: 1 });
    await agreedTo(requests, await wanted('lung', remove('alpha_user_ana'), fay, 'own'));
    // Both cards are drawn anew by themselves.
    const drawn = (await listErrands(db, 'card:bucket:')).map(({ errand }) => errand);
    for (const { request } of [one, other]) {
      expect(drawn).toContainEqual({ kind: 'draw bucket card', requestId: request.id });
      const { review, request: shown } = await seen(request.id);
      expect(review).toBeUndefined();
      expect(shown.trouble).toMatch(
        /^Nothing would change. `alpha_user_fay` is its only user.*`\/bucket remove lung`\.$/,
      );
    }
    expect(await requests.approve(before.about, before.hash, ben)).toMatchObject({
      ...{ ok: false, why: 'obstacle', says: expect.stringContaining('only user') },
    });
    expect(await usersNow()).toEqual(['alpha_user_fay']);
    expect(hub()).toContain('alpha_user_fay');
    expect(await appliedTo(one.request.id)).toEqual([]);
    // With somebody else in it, it can be done again.
    await agreedTo(requests, await wanted('lung', add('alpha_user_hal'), fay, 'hal'));
    await agreedTo(requests, one);
    expect(await usersNow()).toEqual(['alpha_user_hal']);
    expect(hub()).not.toContain('alpha_user_fay');
    expect(await appliedTo(one.request.id)).toHaveLength(1);
    // The other one wanted the same, and they are out.
    expect((await seen(other.request.id)).request.trouble).toBe(
      'Nothing would change. `alpha_user_fay` is no user of `lung`.',
    );
    expect(await requests.approve((await seen(other.request.id)).about, '', ben)).toMatchObject({
      why: 'obstacle',
    });
    await db.destroy();
  });

  test('goes back to its card where the other one was faster after both had been approved', async () => {
    using data = aDataFolder();
    const { db, requests, usersNow, wanted, seen, appliedTo } = await lung(data);
    const [one, other] = [
      await wanted('lung', remove('alpha_user_fay'), ana, 'one'),
      await wanted('lung', remove('alpha_user_ana'), dee, 'other'),
    ];
    for (const { request } of [one, other]) {
      const { about, hash } = await seen(request.id);
      expect(await requests.approve(about, hash, ben)).toMatchObject({ ok: true });
    }
    await requests.apply(one.request.id, 1, undefined);
    await requests.apply(other.request.id, 1, undefined);
    expect(await usersNow()).toEqual(['alpha_user_ana']);
    expect((await seen(other.request.id)).request).toMatchObject({
      ...{ status: 'to be reviewed', round: 2 },
      trouble: expect.stringContaining('`alpha_user_ana` is its only user'),
    });
    expect(await appliedTo(other.request.id)).toEqual([]);
    await db.destroy();
  });

  test('tells its owner, to whom it was promised, where it can’t be done any more', async () => {
    using data = aDataFolder();
    const { db, requests, usersNow, wanted, seen, appliedTo } = await lung(data);
    const strange = await wanted('lung', remove('alpha_user_fay'), ana, 'strange');
    const { about, hash } = await seen(strange.request.id);
    const own = await wanted('lung', remove('alpha_user_ana'), fay, 'own');
    expect(own.request.status).toBe('approved');
    await requests.approve(about, hash, ben);
    await requests.apply(about.id, 1, undefined);
    const { id } = own.request;
    await requests.apply(id, 1, undefined);
    expect(await usersNow()).toEqual(['alpha_user_ana']);
    expect(await appliedTo(id)).toEqual([]);
    const told = (await listErrands(db, `bucket-news:${id}:`)).map(({ errand }) => errand);
    expect(told).toEqual([{ kind: 'bucket news', requestId: id, about: 'not done' }]);
    expect(await requests.news(id, 'not done')).toMatchObject({
      request: { trouble: expect.stringContaining('`alpha_user_ana` is its only user') },
    });
    await db.destroy();
  });

  test('of a dataset that has ended meanwhile does not bring it back', async () => {
    using data = aDataFolder();
    const { db, requests, wanted, seen, hub } = await lung(data);
    const waiting = await wanted('lung', remove('alpha_user_ana'), dee, 'out');
    const end = await wanted('lung', { verb: 'remove' }, fay, 'end');
    const { about, hash } = await seen(end.request.id);
    await requests.approve(about, hash, person('U00000ELI5', 'data-engineering'));
    await agreedTo(requests, end);
    expect((await seen(waiting.request.id)).request.trouble).toMatch(/not there any more/);
    expect(hub()).not.toContain('alpha_user');
    await db.destroy();
  });
});

test('a change that changes nothing is refused, and nothing is journaled', async () => {
  using data = aDataFolder();
  const { db, requests } = await lung(data);
  const renew = { verb: 'renew', until: '2027-01-31' } as const;
  expect(await requests.change('lung', renew, fay, 'renew')).toMatchObject({
    says: 'Nothing would change: `lung` is like that already.',
  });
  expect(await db.selectFrom('bucket_request').select('id').execute()).toHaveLength(1);
  await db.destroy();
});

describe('a file that somebody changes by hand while a request about it waits', () => {
  test.each(['a plain folder', 'a repository'])(
    'is not written over in %s: the card says that it lies otherwise, and can’t be approved',
    async (where) => {
      using data = aDataFolder();
      const git = (...words: string[]) =>
        execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@y', ...words], {
          cwd: folderOf(data),
          encoding: 'utf8',
        });
      if (where === 'a repository') {
        git('init', '-q', '-b', 'main');
        git('commit', '-q', '--allow-empty', '-m', 'Begin');
      }
      const { db, requests, seen, appliedTo, hub } = await lung(data);
      const first = text('alpha_user_fay', 'alpha_user_ida');
      writeFileSync(fileOf(data), first);
      const asked = await requests.putUp('lung', fay, 'review');
      const id = asked.ok ? asked.request.id : 0;
      await requests.propose(id, 1, undefined);
      const { about, hash } = await seen(id);
      const second = text('alpha_user_fay', 'alpha_user_eve');
      writeFileSync(fileOf(data), second);
      if (where === 'a repository') git('commit', '-qam', 'By hand');
      expect(await requests.approve(about, hash, ben)).toMatchObject({
        ...{ ok: false, why: 'obstacle' },
        says: expect.stringContaining('`push_datasets/lung.yaml` lies otherwise in the folder now'),
      });
      const card = await seen(id);
      expect(card.review).toBeUndefined();
      expect(card.request.trouble).toContain('`/bucket review lung`');
      expect(readFileSync(fileOf(data), 'utf8')).toBe(second);
      expect(hub()).not.toMatch(/alpha_user_(ida|eve)/);
      // As it was, it is what was shown.
      writeFileSync(fileOf(data), first);
      expect((await seen(id)).hash).toBe(hash);
      // Changed once more, after it was approved.
      await requests.approve(about, hash, ben);
      writeFileSync(fileOf(data), second);
      await requests.apply(id, 1, undefined);
      expect((await seen(id)).request).toMatchObject({
        ...{ status: 'to be reviewed', round: 2 },
        trouble: expect.stringContaining('lies otherwise'),
      });
      expect(readFileSync(fileOf(data), 'utf8')).toBe(second);
      expect(await appliedTo(id)).toEqual([]);
      // Withdrawn and put up anew, the file is reviewed as it lies.
      await requests.withdraw({ id, round: 2 }, ben);
      await agreedTo(requests, await requests.putUp('lung', fay, 'anew'));
      expect(hub()).toContain('alpha_user_eve');
      if (where === 'a repository') expect(git('status', '--porcelain')).toBe('');
      await db.destroy();
    },
  );

  test('is neither made nor taken out against somebody’s hand', async () => {
    using data = aDataFolder();
    const { db, requests, wanted, seen } = await lung(data);
    const change = await wanted('lung', add('alpha_user_hal'), fay, 'add');
    rmSync(fileOf(data));
    expect((await seen(change.request.id)).request.trouble).toContain('lies otherwise');
    const skin = await requests.ask({ ...LUNG, name: 'skin' }, fay, 'skin');
    const id = skin.ok ? skin.request.id : 0;
    writeFileSync(
      join(folderOf(data), 'push_datasets/skin.yaml'),
      text('alpha_user_eve').replace('lung', 'skin'),
    );
    expect((await seen(id)).request.trouble).toContain('lies otherwise');
    await db.destroy();
  });

  test('is put into the store all the same where what was agreed to is in the file already', async () => {
    using data = aDataFolder();
    const world = aStore();
    const first = live(data, world.store);
    const asked = await first.requests.ask(LUNG, fay, 'lung');
    const id = asked.ok ? asked.request.id : 0;
    const hash = (await first.requests.card(id))?.review?.hash ?? '';
    await first.requests.approve({ id, round: 1 }, hash, ben);
    world.diesAt('policy');
    void first.requests.apply(id, 1, undefined);
    while (!world.calls.includes('policy')) await new Promise((go) => setTimeout(go, 5));
    await first.db.destroy();
    world.diesAt(undefined);
    writeFileSync(fileOf(data), text('alpha_user_eve'));
    const { db, requests } = live(data, world.store);
    await requests.apply(id, 1, undefined);
    expect((await requests.card(id))?.request.status).toBe('applied');
    expect(world.buckets.get(naming.hub)?.policy).toContain('alpha_user_fay');
    expect(readFileSync(fileOf(data), 'utf8')).toBe(text('alpha_user_eve'));
    expect((await requests.list()).news).toMatchObject([{ why: 'by hand' }]);
    await db.destroy();
  });
});
