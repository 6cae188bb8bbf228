import { join } from 'node:path';
import Sqlite from 'better-sqlite3';
import { type CompiledQuery, Kysely, SqliteDialect } from 'kysely';
import { expect, it } from 'vitest';
import { findCyclesOf } from '../../src/storage/cycles.ts';
import { openDatabase } from '../../src/storage/database.ts';
import type { Schema } from '../../src/storage/schema.ts';
import { uuid } from '../support/cycles.ts';
import { aDataFolder } from '../support/data-folder.ts';

it('the cycles of a dataset are found by index, without reading the whole table', async () => {
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
  await findCyclesOf(db, uuid(1));
  const [query] = asked;
  const plan = sqlite.prepare(`explain query plan ${query?.sql}`).all(...(query?.parameters ?? []));
  await db.destroy();
  const steps = JSON.stringify(plan);
  expect(steps).toContain('cycle_project');
  expect(steps).toContain('cycle_name');
  expect(steps).not.toContain('SCAN');
});
