import { mkdirSync } from 'node:fs';
import { join } from 'node:path';
import { expect, test } from 'vitest';
import { openBuckets } from '../../src/app/buckets.ts';
import { bucketsOf, bucketsSchema } from '../../src/config/buckets.ts';
import { systemClock, systemRandom } from '../../src/config/system.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { aDataFolder } from '../support/data-folder.ts';

const SETTINGS = 'buckets/mojap-hub-exports/settings.json';

test.each([
  ['keeps versions where the bot moves what lands there', { mover: {} }, true],
  ['keeps none where something else does', {}, false],
])('the hub %s', async (_, more, versioning) => {
  using data = aDataFolder();
  const folder = join(data.path, 'requests');
  mkdirSync(join(folder, 'push_datasets'), { recursive: true });
  const db = openDatabase(data.path);
  const store = { endpoint: 'https://s3.example.org' };
  const given = { enabled: true, account: '111122223333', folder, store, ...more };
  const { buckets, mover } = openBuckets({
    config: { buckets: bucketsOf(bucketsSchema.parse(given)), dataDir: data.path },
    secrets: { bucketsAccessKey: 'key', bucketsSecretKey: 'secret' },
    ...{ db, clock: systemClock, random: systemRandom, wake: () => undefined },
    log: { info: () => undefined, warn: () => undefined, error: () => undefined },
    people: {
      actor: async () => ({ refused: '' }),
      ...{ name: async () => undefined, email: async () => undefined, hasLeft: async () => false },
      ...{ groupsOf: async () => [], membersOf: async () => [] },
    },
  });
  expect(mover !== undefined).toBe(versioning);
  const plan = await buckets?.plan();
  expect(JSON.parse(plan?.get(SETTINGS) ?? '')).toMatchObject({ versioning });
  await db.destroy();
});
