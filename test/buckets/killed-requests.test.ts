import { execFileSync, spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import { expect, test } from 'vitest';
import type { BucketOrder } from '../../src/domain/bucket-order.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { verifyJournal } from '../../src/storage/journal.ts';
import { extent, SEED } from '../endurance/extent.ts';
import { Chance } from '../proof/load/chance.ts';
import { aDataFolder, type DataFolder } from '../support/data-folder.ts';
import { ben, fay, folderOf, LUNG, live, naming } from './life.ts';

const PROGRAM = new URL('./killed-requests.ts', import.meta.url).pathname;
const ROUNDS = extent(25, 2);
const MOST = 400; // milliseconds, from the order to what follows from it

async function run(data: DataFolder, order?: BucketOrder, killedAfter?: number): Promise<void> {
  const words = [PROGRAM, data.path, ...(order === undefined ? [] : [JSON.stringify(order)])];
  const child = spawn(process.execPath, words, { stdio: ['ignore', 'pipe', 'inherit'] });
  const dead = once(child, 'close');
  await once(child.stdout, 'data');
  if (killedAfter !== undefined) {
    await delay(killedAfter);
    child.kill('SIGKILL');
  }
  const [code, signal] = await dead;
  if (killedAfter === undefined) expect([code, signal]).toEqual([0, null]);
}

/** Killed while it does what it was told, and once more while it carries on; then left alone. */
async function throughKills(data: DataFolder, order: BucketOrder, chance: Chance): Promise<void> {
  await run(data, order, chance.next() * MOST);
  await run(data, undefined, chance.next() * MOST);
  await run(data);
}

test(
  `a request, its approval and what follows, killed at ${ROUNDS * 4} moments, are there once`,
  async () => {
    const chance = new Chance(SEED);
    for (let round = 0; round < ROUNDS; round += 1) {
      using data = aDataFolder();
      const folder = folderOf(data);
      const git = (...words: string[]) =>
        execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@example.org', ...words], {
          cwd: folder,
          encoding: 'utf8',
        });
      git('init', '-q', '-b', 'main');
      git('commit', '-q', '--allow-empty', '-m', 'Begin');

      await throughKills(
        data,
        { key: 'ask', ...fay, wanted: { what: 'ask', draft: LUNG } },
        chance,
      );
      const { db, requests } = live(data, undefined);
      const card = await requests.card(1);
      await db.destroy();
      expect(card?.request).toMatchObject({ status: 'to be reviewed', round: 1 });
      const about = { id: 1, round: 1 };
      const wanted = { what: 'approve', about, hash: card?.review?.hash ?? '' } as const;
      await throughKills(data, { key: 'press', actor: ben, channel: 'C1', wanted }, chance);

      const after = openDatabase(data.path);
      const events = await after.selectFrom('journal').select('event').orderBy('seq').execute();
      expect(events.map(({ event }) => event)).toEqual([
        'bucket requested',
        'bucket approved',
        'bucket applied',
      ]);
      const kept = await after.selectFrom('bucket_request').select('status').execute();
      expect(kept).toEqual([{ status: 'applied' }]);
      const told = await after
        .selectFrom('outbox')
        .select('key')
        .where('key', 'like', 'bucket-news:%')
        .execute();
      expect(told).toEqual([{ key: 'bucket-news:1:1:applied' }]);
      expect(await verifyJournal(after)).toMatchObject({ ok: true, entries: 3 });
      await after.destroy();
      expect(readFileSync(join(folder, 'push_datasets/lung.yaml'), 'utf8')).toContain('name: lung');
      expect(git('log', '--format=%s', 'main').match(/Accept/g)).toHaveLength(1);
      expect(git('status', '--porcelain')).toBe('');
      expect(existsSync(join(folder, '.git/index.lock'))).toBe(false);
      const store = JSON.parse(readFileSync(join(data.path, 'store.json'), 'utf8'));
      expect(store[naming.hub].policy).toContain('lungPut');
    }
  },
  extent(600_000, 60_000),
);
