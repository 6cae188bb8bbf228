import { expect, it } from 'vitest';
import { days, hours } from '../../src/domain/duration.ts';
import { sweepUnfinished } from '../../src/objects/object-store.ts';
import { createMaintenance } from '../../src/operations/maintenance.ts';
import { openDatabase } from '../../src/storage/database.ts';
import { aDataFolder } from '../support/data-folder.ts';
import { createTestClock } from '../support/test-clock.ts';
import { all } from './content.ts';
import { aFolder } from './stores.ts';

it('what an upload left unfinished is freed two days later, and what is whole stays', async () => {
  using data = aDataFolder();
  await using db = openDatabase(data.path);
  await using trial = await aFolder();
  const { store } = trial;
  const clock = createTestClock(new Date());
  const logged: unknown[] = [];
  const write = (event: string, details?: unknown) => logged.push([event, details]);
  const { sweepObjects } = createMaintenance({
    db,
    clock,
    log: { info: write, warn: write, error: write },
    dataDir: data.path,
    backups: { keep: 1 },
    sweepObjects: (olderThan) => sweepUnfinished(store, '', olderThan),
  });
  await store.write('exports/whole.csv', Buffer.from('x'));
  await trial.leaveUnfinished('exports/half.csv');
  await clock.advance(days(2) - hours(1));
  await sweepObjects();
  expect(await all(store.listUnfinished(''))).toHaveLength(1);
  await clock.advance(hours(2));
  await sweepObjects();
  expect(await all(store.listUnfinished(''))).toEqual([]);
  expect(await store.head('exports/whole.csv')).toBeDefined();
  expect(logged.at(-1)).toEqual(['unfinished uploads swept', { swept: 1 }]);
});
