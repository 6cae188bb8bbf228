import { expect, it } from 'vitest';
import { days, hours } from '../../src/domain/duration.ts';
import { createMaintenance } from '../../src/operations/maintenance.ts';
import { createTestClock } from '../support/test-clock.ts';
import { aVisitor, openRoom } from './room.ts';

it('who downloaded is forgotten after 90 days; that somebody did, and when, is not', async () => {
  await using room = await openRoom({ ttl_hours: 48 });
  const share = await room.share();
  await aVisitor('Firefox').press(share.link);
  const downloads = async () => {
    const path = `/api/data-export/shares/${share.id}/downloads`;
    return (await room.bench.ask('GET', path, room.key)).json;
  };
  const [first] = await downloads();
  const { db } = room.bench.station;
  const quiet = () => undefined;
  const clock = createTestClock(new Date());
  const { sweep } = createMaintenance({
    db,
    clock,
    log: { info: quiet, warn: quiet, error: quiet },
    dataDir: room.bench.folder.path,
    backups: { keep: 1 },
    sweepObjects: async () => 0,
  });
  await clock.advance(days(90) - hours(1));
  await sweep();
  expect(await downloads()).toEqual([first]);
  await clock.advance(hours(2));
  await sweep();
  expect(first).toMatchObject({ from: '127.0.0.x', agent: 'Firefox' });
  expect(await downloads()).toEqual([
    { ...first, from: 'no longer kept', agent: 'no longer kept' },
  ]);
  expect(await room.record(share)).toMatchObject({ downloads: 1 });
  const [row] = await db.selectFrom('download').select(['visitor', 'address', 'agent']).execute();
  expect(row).toEqual({ visitor: null, address: null, agent: null });
});
