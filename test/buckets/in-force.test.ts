import { execFileSync } from 'node:child_process';
import { readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { Database } from '../../src/storage/database.ts';
import { listErrands } from '../../src/storage/outbox.ts';
import { aDataFolder, type DataFolder } from '../support/data-folder.ts';
import {
  agreedTo,
  aStore,
  ben,
  fay,
  folderOf,
  LUNG,
  live,
  naming,
  objectsIn,
  person,
} from './life.ts';

const dee = { actor: person('U00000DEE4'), channel: 'C1' };
const add = (user: string) => ({ verb: 'add-user', user }) as const;
const remove = (user: string) => ({ verb: 'remove-user', user }) as const;
const fileOf = (data: DataFolder, name: string, kind = 'push') =>
  join(folderOf(data), `${kind}_datasets/${name}.yaml`);
const text = (name: string, users: readonly string[]) =>
  `name: ${name}\ntarget_bucket: their-landing\nusers: [${users.join(', ')}]\npaperwork: DPIA 1\n`;

const journalOf = (db: Database) =>
  db.selectFrom('journal').select(['event', 'detail']).orderBy('seq').execute();

function aRepository(data: DataFolder): (...words: string[]) => string {
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@y', ...words], {
      cwd: folderOf(data),
      encoding: 'utf8',
    });
  git('init', '-q', '-b', 'main');
  git('commit', '-q', '--allow-empty', '-m', 'Begin');
  return git;
}

/** Lung and heart, each of Fay’s, agreed to and applied. */
async function two(data: DataFolder, more: Parameters<typeof live>[2] = {}) {
  const world = aStore();
  const life = live(data, world.store, more);
  const { requests } = life;
  for (const name of ['lung', 'heart'])
    await agreedTo(requests, await requests.ask({ ...LUNG, name }, fay, name));
  const hub = () => world.buckets.get(naming.hub)?.policy ?? '';
  return { ...life, ...world, hub };
}

describe('a file that is wrong', () => {
  test('stops no other: its last version that was agreed to holds, and cards say so', async () => {
    using data = aDataFolder();
    const { db, requests, hub } = await two(data);
    writeFileSync(fileOf(data, 'heart'), 'name: heart\nbucket: x-y\nusers: [alpha_user_fay]\n');
    writeFileSync(fileOf(data, 'never'), 'name: never\nbucket: x-y\nusers: [alpha_user_fay]\n');
    const asked = await requests.change('lung', add('alpha_user_hal'), fay, 'add');
    expect(asked.ok && asked.review?.news).toMatchObject([
      { path: 'push_datasets/heart.yaml', why: 'set aside', line: 2, since: expect.any(Date) },
      { path: 'push_datasets/never.yaml', why: 'set aside', line: 2 },
    ]);
    const id = await agreedTo(requests, asked);
    expect((await requests.card(id))?.request.status).toBe('applied');
    expect(hub()).toContain('alpha_user_hal');
    expect(hub()).toContain('heartPut');
    expect(hub()).not.toContain('neverPut');
    expect(await requests.change('heart', add('alpha_user_hal'), fay, 'x')).toMatchObject({
      says: expect.stringContaining('heart.yaml is set aside. Line 2'),
    });
    await agreedTo(requests, await requests.change('lung', remove('alpha_user_hal'), fay, 'out'));
    expect(hub()).not.toContain('alpha_user_hal');
    await db.destroy();
  });

  test('lets people be taken out all the same', async () => {
    using data = aDataFolder();
    const { db, requests, hub } = await two(data);
    await agreedTo(requests, await requests.change('heart', add('alpha_user_hal'), fay, 'add'));
    writeFileSync(fileOf(data, 'heart'), 'name: [');
    await agreedTo(requests, await requests.change('heart', remove('alpha_user_hal'), fay, 'out'));
    expect(hub()).toContain('heartPut');
    expect(hub()).not.toContain('alpha_user_hal');
    expect(readFileSync(fileOf(data, 'heart'), 'utf8')).toBe('name: [');
    await db.destroy();
  });

  test('when the bot first looks holds as it was in the repository before', async () => {
    using data = aDataFolder();
    const git = aRepository(data);
    writeFileSync(fileOf(data, 'lung'), text('lung', ['alpha_user_fay']));
    git('add', '.');
    git('commit', '-qm', 'Begin');
    writeFileSync(fileOf(data, 'lung'), 'name: lung\nbucket: x\n');
    git('commit', '-qam', 'A slip');
    const { db, requests } = live(data, undefined);
    expect(await requests.list()).toMatchObject({
      datasets: [{ name: 'lung', users: ['alpha_user_fay'] }],
      news: [{ why: 'set aside', since: expect.any(Date) }],
    });
    await db.destroy();
  });
});

describe('what somebody changes by hand', () => {
  test('does not hold, and is applied with nobody else’s approval; one command has it reviewed', async () => {
    using data = aDataFolder();
    const { db, requests, hub } = await two(data);
    writeFileSync(fileOf(data, 'heart'), text('heart', ['alpha_user_fay', 'alpha_user_ida']));
    writeFileSync(fileOf(data, 'skin'), text('skin', ['alpha_user_ida']));
    await agreedTo(requests, await requests.change('lung', add('alpha_user_hal'), fay, 'add'));
    expect(hub()).not.toContain('alpha_user_ida');
    const { news } = await requests.list();
    expect(news).toMatchObject([
      { path: 'push_datasets/heart.yaml', why: 'by hand', since: expect.any(Date) },
      { path: 'push_datasets/skin.yaml', why: 'by hand' },
    ]);
    expect(await requests.change('skin', add('alpha_user_hal'), fay, 'x')).toMatchObject({
      says: expect.stringContaining('/bucket review skin'),
    });
    const asked = await requests.putUp('heart', fay, 'review');
    expect(asked.ok && asked.review).toMatchObject({
      people: 1,
      gained: [expect.stringContaining('alpha_user_ida')],
    });
    await agreedTo(requests, asked);
    expect(hub()).toContain('alpha_user_ida');
    await agreedTo(requests, await requests.putUp('skin', fay, 'review too'));
    expect(hub()).toContain('skinPut');
    expect((await requests.list()).news).toEqual([]);
    expect(await requests.putUp('skin', fay, 'again')).toMatchObject({
      says: expect.stringContaining('Nothing was changed by hand'),
    });
    await db.destroy();
  });

  test('a comment changes nothing, and a file that is gone takes two people', async () => {
    using data = aDataFolder();
    const { db, requests, hub } = await two(data);
    writeFileSync(fileOf(data, 'lung'), `# hm\n${readFileSync(fileOf(data, 'lung'), 'utf8')}`);
    rmSync(fileOf(data, 'heart'));
    expect((await requests.list()).news).toMatchObject([
      { path: 'push_datasets/heart.yaml', why: 'taken out' },
    ]);
    await agreedTo(requests, await requests.change('lung', add('alpha_user_hal'), fay, 'add'));
    expect(hub()).toContain('heartPut');
    expect(await db.selectFrom('bucket_in_force').select('name').execute()).toHaveLength(2);
    await db.destroy();
  });

  test('is told of once, again when it is otherwise, and at the same place when it is well', async () => {
    using data = aDataFolder();
    const { db, requests } = await two(data);
    const right = readFileSync(fileOf(data, 'heart'), 'utf8');
    const cards = async () =>
      (await listErrands(db, 'card:bucket-file:')).map(({ errand }) => errand);
    const look = async (words: string) => {
      writeFileSync(fileOf(data, 'heart'), words);
      await requests.lookAtFiles();
      await requests.lookAtFiles();
      return cards();
    };
    expect(await look(right)).toEqual([]);
    expect(await look('name: heart\nbucket: x-y\nusers: [alpha_user_fay]\n')).toEqual([
      { kind: 'draw bucket file', newsId: 1 },
    ]);
    expect(await requests.fileStory(1)).toMatchObject({
      news: { line: 2, says: expect.stringContaining('target_bucket') },
      over: undefined,
    });
    expect(await look('name: [')).toHaveLength(2);
    expect(await requests.fileStory(1)).toMatchObject({
      over: expect.any(Date),
      isOtherwise: true,
    });
    expect(await look(right)).toHaveLength(2);
    expect(await requests.fileStory(2)).toMatchObject({
      over: expect.any(Date),
      isOtherwise: false,
    });
    await db.destroy();
  });
});

test('what lies in the place of a new dataset is said before anybody is let in', async () => {
  using data = aDataFolder();
  const { db, requests } = await two(data);
  await objectsIn(data, naming.hub).write('skin/old.csv', Buffer.from('12345'));
  const asked = await requests.ask({ ...LUNG, name: 'skin' }, fay, 'skin');
  expect(asked.ok && asked.request.wanted).toMatchObject({ held: { objects: 1, bytes: 5 } });
  await db.destroy();
});

test('a policy that is too large is refused when it is asked for, with its size', async () => {
  using data = aDataFolder();
  const { db, requests } = live(data, aStore().store);
  const readers = Array.from(
    { length: 200 },
    (_, index) => `arn:aws:iam::444455556666:role/${'long-'.repeat(9)}${index}`,
  );
  const draft = { ...LUNG, kind: 'pull', target: '', readers } as const;
  expect(await requests.ask(draft, fay, 'a')).toMatchObject({
    says: expect.stringMatching(/mojap-lung .*has \d{5} bytes, and 20480 is the most/),
  });
  await db.destroy();
});

test('a user whose role is gone sets their dataset aside: it holds without them, and blocks no other', async () => {
  using data = aDataFolder();
  const roles = ['alpha_user_fay'];
  const { db, requests, hub } = await two(data, { roles });
  await agreedTo(requests, await requests.change('heart', add('alpha_user_gone'), fay, 'add'));
  expect(hub()).toContain('alpha_user_gone');
  await requests.lookAfter();
  expect(await requests.list()).toMatchObject({
    news: [
      {
        path: 'push_datasets/heart.yaml',
        why: 'user gone',
        says: expect.stringContaining('`alpha_user_gone` has no role any more: remove the line'),
      },
    ],
  });
  expect((await requests.list()).datasets).toHaveLength(2);
  await agreedTo(requests, await requests.change('lung', add('alpha_user_hal'), fay, 'hal'));
  expect(hub()).toContain('alpha_user_hal');
  expect(hub()).not.toContain('alpha_user_gone');
  expect(hub()).toContain('heartPut');
  expect(await requests.change('lung', add('alpha_user_gone'), fay, 'y')).toMatchObject({
    says: expect.stringContaining('has no role'),
  });
  await agreedTo(requests, await requests.change('heart', remove('alpha_user_gone'), fay, 'z'));
  expect(readFileSync(fileOf(data, 'heart'), 'utf8')).not.toContain('alpha_user_gone');
  expect((await requests.list()).news).toEqual([]);
  await db.destroy();
});

describe('a dataset’s owner', () => {
  test('is who asked for the dataset, not who asked for a user of it', async () => {
    using data = aDataFolder();
    const { db, requests } = await two(data);
    await agreedTo(requests, await requests.change('lung', add('alpha_user_dee'), dee, 'add'));
    const standings = await requests.standings();
    expect(standings.get('push_datasets/lung.yaml')?.owner).toBe(fay.actor.id);
    expect(await requests.change('lung', remove('alpha_user_fay'), dee, 'out')).toMatchObject({
      ok: true,
      review: { people: 1, reasons: ['it is somebody else’s dataset'] },
    });
    await db.destroy();
  });

  test('is another once data engineering has handed it on', async () => {
    using data = aDataFolder();
    const { db, requests } = await two(data);
    const to = dee.actor.id;
    expect(await requests.handOver('lung', to, dee.actor)).toMatchObject({ why: 'not your role' });
    expect(await requests.handOver('nothing', to, ben)).toMatchObject({ why: 'unknown' });
    expect(await requests.handOver('lung', to, ben)).toEqual({ ok: true });
    expect((await requests.standings()).get('push_datasets/lung.yaml')?.owner).toBe(to);
    expect(await requests.change('lung', add('alpha_user_hal'), dee, 'add')).toMatchObject({
      review: { people: 1 },
    });
    expect((await journalOf(db)).at(-2)).toMatchObject({ event: 'bucket handed over' });
    await db.destroy();
  });

  test('is nobody once it has ended: a new one of that name is whoever’s asks for it', async () => {
    using data = aDataFolder();
    const { db, requests } = await two(data);
    const end = await requests.change('lung', { verb: 'remove' }, fay, 'end');
    const hash = (end.ok && end.review?.hash) || '';
    const about = { id: end.ok ? end.request.id : 0, round: 1 };
    await requests.approve(about, hash, person('U00000ELI5', 'data-engineering'));
    await agreedTo(requests, end);
    await agreedTo(requests, await requests.ask(LUNG, dee, 'anew'));
    expect((await requests.standings()).get('push_datasets/lung.yaml')?.owner).toBe(dee.actor.id);
    await db.destroy();
  });

  test('withdraws what somebody else has asked for about it, who is told; nobody else may', async () => {
    using data = aDataFolder();
    const { db, requests } = await two(data);
    const strange = await requests.change('lung', add('alpha_user_dee'), dee, 'add');
    const about = { id: strange.ok ? strange.request.id : 0, round: 1 };
    const own = () => requests.change('lung', add('alpha_user_hal'), fay, 'hal');
    expect(await own()).toMatchObject({ why: 'under way', mayWithdraw: true });
    const gil = { actor: person('U00000GIL7'), channel: 'C1' };
    expect(await requests.change('lung', add('alpha_user_gil'), gil, 'gil')).toMatchObject({
      ...{ why: 'under way', mayWithdraw: false },
    });
    expect(await requests.withdraw(about, gil.actor)).toMatchObject({ why: 'not your role' });
    expect(await requests.withdraw(about, fay.actor)).toMatchObject({ ok: true });
    expect((await requests.card(about.id))?.request).toMatchObject({
      ...{ status: 'withdrawn', withdrawnBy: fay.actor.id },
    });
    const told = (await listErrands(db, `bucket-news:${about.id}:`)).map(({ errand }) => errand);
    expect(told).toEqual([{ kind: 'bucket news', requestId: about.id, about: 'withdrawn' }]);
    const mine = await own();
    expect(mine).toMatchObject({ ok: true });
    // Whoever withdraws their own knows it.
    const id = mine.ok ? mine.request.id : 0;
    await requests.withdraw({ id, round: 1 }, fay.actor);
    expect(await listErrands(db, `bucket-news:${id}:`)).toEqual([]);
    await db.destroy();
  });

  test.each(['a plain folder', 'a repository'])(
    'takes somebody out of %s whatever else is asked for; that goes on without them',
    async (where) => {
      using data = aDataFolder();
      if (where === 'a repository') aRepository(data);
      const { db, requests, hub } = await two(data);
      await agreedTo(requests, await requests.change('lung', add('alpha_user_hal'), fay, 'hal'));
      const waiting = await requests.change('lung', add('alpha_user_ida'), dee, 'ida');
      await requests.propose(waiting.ok ? waiting.request.id : 0, 1, undefined);
      const out = await requests.change('lung', remove('alpha_user_hal'), fay, 'out');
      expect(out).toMatchObject({ ok: true, review: { people: 0 } });
      await agreedTo(requests, out);
      expect(hub()).not.toContain('alpha_user_hal');
      const id = waiting.ok ? waiting.request.id : 0;
      const card = await requests.card(id);
      expect(card?.request).toMatchObject({ status: 'to be reviewed', round: 2 });
      expect(card?.review?.gained.join()).not.toContain('alpha_user_hal');
      await agreedTo(requests, waiting);
      expect(hub()).toContain('alpha_user_ida');
      expect(hub()).not.toContain('alpha_user_hal');
      expect(readFileSync(fileOf(data, 'lung'), 'utf8')).not.toContain('alpha_user_hal');
      await db.destroy();
    },
  );

  test('takes somebody out while the end of the dataset waits for its day, which stays agreed', async () => {
    using data = aDataFolder();
    const { db, requests, hub } = await two(data);
    await agreedTo(requests, await requests.change('lung', add('alpha_user_hal'), fay, 'hal'));
    const end = await requests.change('lung', { verb: 'remove' }, fay, 'end');
    const about = { id: end.ok ? end.request.id : 0, round: 1 };
    const hash = (end.ok && end.review?.hash) || '';
    for (const one of [ben, person('U00000ELI5', 'data-engineering')])
      expect(await requests.approve(about, hash, one)).toMatchObject({ ok: true });
    const out = await requests.change('lung', remove('alpha_user_hal'), fay, 'out');
    await agreedTo(requests, out);
    expect(hub()).not.toContain('alpha_user_hal');
    expect(hub()).toContain('lungPut');
    await requests.apply(about.id, 1, undefined); // its day has come
    expect((await requests.card(about.id))?.request.status).toBe('applied');
    expect(hub()).not.toContain('lungPut');
    await db.destroy();
  });

  test('two are taken out one after the other before anything is applied, and nobody is left in', async () => {
    using data = aDataFolder();
    const { db, requests, hub } = await two(data);
    for (const user of ['alpha_user_hal', 'alpha_user_ida'])
      await agreedTo(requests, await requests.change('lung', add(user), fay, user));
    const one = await requests.change('lung', remove('alpha_user_hal'), fay, 'one');
    const other = await requests.change('lung', remove('alpha_user_ida'), fay, 'other');
    expect(await requests.change('lung', remove('alpha_user_fay'), fay, 'last')).toMatchObject({
      says: expect.stringContaining('only user'),
    });
    await agreedTo(requests, other);
    await agreedTo(requests, one);
    expect(hub()).not.toMatch(/alpha_user_(hal|ida)/);
    expect(readFileSync(fileOf(data, 'lung'), 'utf8')).not.toMatch(/alpha_user_(hal|ida)/);
    await db.destroy();
  });
});

describe('a file that lies in the repository and is not committed', () => {
  test('is taken in when exactly that is reviewed', async () => {
    using data = aDataFolder();
    const git = aRepository(data);
    const { db, requests } = await two(data);
    writeFileSync(fileOf(data, 'skin'), text('skin', ['alpha_user_ida']));
    const asked = await requests.putUp('skin', fay, 'review');
    await requests.propose(asked.ok ? asked.request.id : 0, 1, 'https://example.org/p1');
    await agreedTo(requests, asked);
    expect(git('status', '--porcelain')).toBe('');
    expect(git('show', 'main:push_datasets/skin.yaml')).toContain('alpha_user_ida');
    expect(git('branch', '--list', 'push_dataset/*')).toBe('');
    await db.destroy();
  });

  test('is taken in, too, where it only takes somebody out, which nobody has to agree to', async () => {
    using data = aDataFolder();
    const git = aRepository(data);
    const { db, requests } = await two(data);
    await agreedTo(requests, await requests.change('lung', add('alpha_user_hal'), fay, 'add'));
    const file = readFileSync(fileOf(data, 'lung'), 'utf8');
    writeFileSync(fileOf(data, 'lung'), file.replace(/.*alpha_user_hal\n/, ''));
    await agreedTo(requests, await requests.putUp('lung', fay, 'review'));
    expect(git('status', '--porcelain')).toBe('');
    expect(git('show', 'main:push_datasets/lung.yaml')).not.toContain('alpha_user_hal');
    await db.destroy();
  });

  test('and is changed otherwise stays as it is: the card names it, and says what to do', async () => {
    using data = aDataFolder();
    const git = aRepository(data);
    writeFileSync(fileOf(data, 'skin'), text('skin', ['alpha_user_fay'])); // there before the bot
    const { db, requests, hub } = await two(data);
    const asked = await requests.change('skin', add('alpha_user_hal'), fay, 'add');
    await expect(agreedTo(requests, asked)).rejects.toMatchObject({ outcome: 'retry' });
    const id = asked.ok ? asked.request.id : 0;
    const { trouble = '' } = (await requests.card(id))?.request ?? {};
    expect(trouble).toMatch(/`push_datasets\/skin.yaml`.*commit it or take it away/);
    expect(trouble).not.toContain(data.path);
    expect(trouble).not.toContain('git ');
    expect(readFileSync(fileOf(data, 'skin'), 'utf8')).toBe(text('skin', ['alpha_user_fay']));
    git('add', '.');
    git('commit', '-qm', 'By hand');
    await requests.apply(id, 1, undefined);
    expect((await requests.card(id))?.request).toMatchObject({ status: 'applied' });
    expect(hub()).toContain('alpha_user_hal');
    await db.destroy();
  });

  test('keeps nobody in: who is taken out is out of what holds, and the file is told of', async () => {
    using data = aDataFolder();
    const git = aRepository(data);
    const both = text('skin', ['alpha_user_fay', 'alpha_user_hal']);
    writeFileSync(fileOf(data, 'skin'), both);
    const { db, requests, hub } = await two(data);
    expect(hub()).toContain('alpha_user_hal');
    const out = await requests.change(
      'skin',
      remove('alpha_user_hal'),
      { ...fay, actor: ben },
      'out',
    );
    await agreedTo(requests, out);
    expect(hub()).not.toContain('alpha_user_hal');
    expect(readFileSync(fileOf(data, 'skin'), 'utf8')).toBe(both);
    expect((await requests.list()).news).toMatchObject([{ path: 'push_datasets/skin.yaml' }]);
    expect(git('branch', '--list', 'push_dataset/*')).toBe('');
    await db.destroy();
  });
});

test('a repository that refuses is told of on the card, and tried again', async () => {
  using data = aDataFolder();
  aRepository(data);
  const { db, requests } = live(data, undefined);
  const asked = await requests.ask(LUNG, fay, 'a');
  const id = asked.ok ? asked.request.id : 0;
  const hash = (await requests.card(id))?.review?.hash ?? '';
  await requests.approve({ id, round: 1 }, hash, ben);
  const lock = join(folderOf(data), '.git/index.lock');
  writeFileSync(lock, '');
  await expect(requests.apply(id, 1, undefined)).rejects.toMatchObject({ outcome: 'retry' });
  expect((await requests.card(id))?.request).toMatchObject({
    status: 'approved',
    trouble: expect.stringContaining('`index.lock`'),
  });
  const { trouble = '' } = (await requests.card(id))?.request ?? {};
  expect(trouble).not.toMatch(/git \S+:|\.\.|requests\//);
  rmSync(lock);
  await requests.apply(id, 1, undefined);
  expect((await requests.card(id))?.request).toMatchObject({ status: 'applied' });
  await db.destroy();
});
