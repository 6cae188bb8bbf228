import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { type CompiledQuery, Kysely, SqliteDialect } from 'kysely';
import { expect, it } from 'vitest';
import { findCyclesOf } from '../../src/storage/cycles/cycles.ts';
import { pageDatasets } from '../../src/storage/cycles/datasets.ts';
import { type Database, openDatabase } from '../../src/storage/database.ts';
import { findMadeBefore } from '../../src/storage/exports/made-before.ts';
import type { Schema } from '../../src/storage/schema.ts';
import { NOON, uuid } from '../support/cycles.ts';
import { aDataFolder } from '../support/data-folder.ts';

/** How SQLite goes about what `ask` asks first. */
async function planOf(ask: (db: Database) => Promise<unknown>): Promise<string> {
  using folder = aDataFolder();
  await openDatabase(folder.path).destroy();
  const sqlite = new Sqlite(join(folder.path, 'handoff.db'));
  const asked: CompiledQuery[] = [];
  const db = new Kysely<Schema>({
    dialect: new SqliteDialect({ database: sqlite }),
    log: ({ query }) => {
      asked.push(query);
    },
  });
  await ask(db);
  const [query] = asked;
  const plan = sqlite.prepare(`explain query plan ${query?.sql}`).all(...(query?.parameters ?? []));
  await db.destroy();
  return JSON.stringify(plan);
}

it('the cycles of a dataset are found by index, without reading the whole table', async () => {
  const steps = await planOf((db) => findCyclesOf(db, uuid(1)));
  expect(steps).toContain('cycle_project');
  expect(steps).toContain('cycle_name');
  expect(steps).not.toContain('SCAN');
});

it('a page of datasets begins where the last one ended, and nothing is sorted for it', async () => {
  const after = { openedAt: NOON.getTime(), id: 'cycle000000000000001' };
  const steps = await planOf((db) => pageDatasets(db, { limit: 20, after }));
  expect(steps).toContain('SEARCH cycle USING INDEX cycle_opened');
  expect(steps).toContain('SEARCH later USING INDEX');
  expect(steps).not.toContain('TEMP B-TREE');
});

it('what was made of a content before is found by index', async () => {
  const wanted = { contentKey: 'a'.repeat(64), partyId: 1, now: NOON };
  const steps = await planOf((db) => findMadeBefore(db, wanted));
  expect(steps).toContain('SEARCH export_file USING INDEX export_file_content');
  expect(steps).not.toContain('SCAN');
});
