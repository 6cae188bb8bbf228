import { execFileSync } from 'node:child_process';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import type { BucketRequests } from '../../src/buckets/requests/bucket-requests.ts';
import type { openDatabase } from '../../src/storage/database.ts';
import { aDataFolder } from '../support/data-folder.ts';
import { agreedTo, aStore, ben, fay, folderOf, LUNG, live, naming, person } from './life.ts';

async function approve(requests: BucketRequests, id: number, by = ben) {
  const card = await requests.card(id);
  const about = { id, round: card?.request.round ?? 0 };
  return requests.approve(about, card?.review?.hash ?? '', by);
}

async function asked(requests: BucketRequests, draft = LUNG, key = 'a'): Promise<number> {
  const answer = await requests.ask(draft, fay, key);
  if (!answer.ok) throw new Error(JSON.stringify(answer));
  return answer.request.id;
}

async function journalOf(db: ReturnType<typeof openDatabase>, event: string) {
  return db.selectFrom('journal').selectAll().where('event', '=', event).execute();
}

describe('a request for a bucket', () => {
  test('that was approved before the program died is applied once, wherever it died', async () => {
    for (const moment of ['before', 'create', 'block', 'policy']) {
      using data = aDataFolder();
      const world = aStore();
      const first = live(data, world.store);
      const id = await asked(first.requests);
      expect(await approve(first.requests, id)).toMatchObject({ ok: true, more: 0 });
      const errand = await first.db
        .selectFrom('outbox')
        .selectAll()
        .where('key', '=', `bucket-apply:${id}:1`)
        .executeTakeFirst();
      expect(errand?.status).toBe('waiting'); // it stands there for whoever comes next
      if (moment !== 'before') {
        world.diesAt(moment);
        void first.requests.apply(id, 1, undefined);
        while (!world.calls.includes(moment)) await new Promise((go) => setTimeout(go, 5));
      }
      await first.db.destroy();

      world.diesAt(undefined);
      const second = live(data, world.store);
      await second.requests.apply(id, 1, undefined);
      await second.requests.apply(id, 1, undefined);
      expect((await second.requests.card(id))?.request.status, moment).toBe('applied');
      expect(await journalOf(second.db, 'bucket applied')).toHaveLength(1);
      expect(world.buckets.get(naming.hub)?.policy).toContain('lungPut');
      const told = await second.db
        .selectFrom('outbox')
        .selectAll()
        .where('key', 'like', 'bucket-news:%')
        .execute();
      expect(told).toHaveLength(1);
      await second.db.destroy();
    }
  });

  test('whose files were there already when the program died is merged all the same', async () => {
    using data = aDataFolder();
    const folder = folderOf(data);
    const git = (...words: string[]) =>
      execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.org', ...words], {
        cwd: folder,
        encoding: 'utf8',
      });
    git('init', '-q', '-b', 'main');
    git('commit', '-q', '--allow-empty', '-m', 'Begin');
    const { db, requests } = live(data, undefined);
    const id = await asked(requests);
    await requests.propose(id, 1, undefined);
    await approve(requests, id);
    // As between the two halves of a merge: what is checked out, and the branch.
    git('read-tree', '-m', '-u', 'main', 'push_dataset/lung');
    await requests.apply(id, 1, undefined);
    expect((await requests.card(id))?.request.status).toBe('applied');
    expect(git('log', '-1', '--format=%s', 'main').trim()).toBe('Accept push_datasets/lung.yaml');
    expect(git('status', '--porcelain')).toBe('');
    expect(git('branch', '--list', 'push_dataset/*')).toBe('');
    await db.destroy();
  });

  test('is asked for once, however often the same dialog is sent; another waits its turn', async () => {
    using data = aDataFolder();
    const { db, requests } = live(data, undefined);
    const [one, two] = await Promise.all([asked(requests), asked(requests)]);
    expect(one).toBe(two);
    expect(await requests.ask(LUNG, fay, 'another')).toMatchObject({ ok: false, why: 'under way' });
    await db.destroy();
  });

  test('is approved by people of the role, not by whoever asked, a key, another hash or an older round', async () => {
    using data = aDataFolder();
    const { db, requests } = live(data, undefined);
    const id = await asked(requests);
    const hash = (await requests.card(id))?.review?.hash ?? '';
    const about = { id, round: 1 };
    const key = { kind: 'service', name: 'nightly', roles: ['data-engineering'] } as const;
    const own = person('U00000FAY6', 'data-engineering');
    expect(await requests.approve(about, hash, person('U1'))).toMatchObject({
      why: 'not your role',
    });
    expect(await requests.approve(about, hash, key)).toMatchObject({ why: 'people only' });
    expect(await requests.approve(about, hash, own)).toMatchObject({ why: 'own request' });
    expect(await requests.approve(about, 'f'.repeat(64), ben)).toMatchObject({ why: 'changed' });
    expect(await requests.approve({ id, round: 2 }, hash, ben)).toMatchObject({ why: 'changed' });
    expect(await journalOf(db, 'bucket approved')).toHaveLength(0);
    expect(await requests.approve(about, hash, ben)).toMatchObject({ ok: true });
    expect(await requests.approve(about, hash, ben)).toMatchObject({ why: 'not now' });
    await db.destroy();
  });

  test('whose file was changed by hand after it was approved goes back to review', async () => {
    using data = aDataFolder();
    const { db, requests } = live(data, undefined);
    const first = await asked(requests);
    await approve(requests, first);
    await requests.apply(first, 1, undefined);
    const change = { verb: 'add-user', user: 'alpha_user_hal' } as const;
    const answer = await requests.change('lung', change, fay, 'b');
    const id = answer.ok ? answer.request.id : 0;
    await approve(requests, id);
    const file = join(data.path, 'requests/push_datasets/lung.yaml');
    writeFileSync(
      file,
      'name: lung\ntarget_bucket: somewhere-else\nusers: [alpha_user_fay]\npaperwork: DPIA 1\n',
    );
    await requests.apply(id, 1, undefined);
    expect((await requests.card(id))?.request).toMatchObject({
      status: 'to be reviewed',
      round: 2,
      decisions: [],
    });
    await db.destroy();
  });

  test('shows in its hash what others have, too: their change makes it another review', async () => {
    using data = aDataFolder();
    const { db, requests } = live(data, undefined);
    const id = await asked(requests);
    const before = (await requests.card(id))?.review?.hash;
    await agreedTo(requests, await requests.ask({ ...LUNG, name: 'heart' }, fay, 'another'));
    expect((await requests.card(id))?.review?.hash).not.toBe(before);
    await db.destroy();
  });
});
