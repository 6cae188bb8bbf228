import { beforeEach, expect, it } from 'vitest';
import { systemClock } from '../../../src/config/system.ts';
import type { Leftover } from '../../../src/domain/cycle/clean-up.ts';
import {
  createLeftoverLists,
  type LeftoverLists,
} from '../../../src/operations/delivery/leftover-list.ts';
import { aStation } from '../../support/a-station.ts';

const at = aStation();
let lists: LeftoverLists;
let cycleId: string;
beforeEach(async () => {
  cycleId = await at.station.submit(at.outside.addProject(1));
  lists = createLeftoverLists({ db: at.station.db, clock: systemClock });
});

const object = (n: number, more: Partial<Leftover> = {}): Leftover => ({
  kind: 'object',
  key: `prod/p/data/R${n}.fastq.gz`,
  version: `v${n}`,
  bytes: n,
  checksum: `etag${n}`,
  ...more,
});
const many = (count: number) => Array.from({ length: count }, (_, n) => object(n));

it('is kept and read whole, in whatever order it was listed', async () => {
  const all = [...many(1203), object(7, { version: 'v0' }), object(7, { kind: 'half-written' })];
  const kept = await lists.keep(cycleId, 1, all);
  expect(kept.keys.size).toBe(1205);
  expect(await lists.read(cycleId, 1)).toEqual(kept);
  expect((await lists.keep(cycleId, 2, all.toReversed())).hash).toBe(kept.hash);
});

it('is another as soon as one thing in it is', async () => {
  const { hash } = await lists.keep(cycleId, 1, many(10));
  for (const more of [
    { version: 'v' },
    { bytes: 99 },
    { checksum: 'other' },
    { key: 'prod/p/x' },
  ]) {
    expect((await lists.keep(cycleId, 1, many(10).with(3, object(3, more)))).hash).not.toBe(hash);
  }
});

it('takes the place of those before it, also of one that a crash cut short', async () => {
  await lists.keep(cycleId, 1, many(1700));
  await lists.keep(cycleId, 2, many(3));
  expect((await lists.read(cycleId, 1)).keys.size).toBe(0);
  expect((await lists.read(cycleId, 2)).keys.size).toBe(3);
});

it('lets others in all the time, however long it is', async () => {
  let turns = 0;
  let over = false;
  const count = (): void => {
    turns += 1;
    if (!over) setImmediate(count);
  };
  setImmediate(count);
  const listed = await lists.keep(cycleId, 1, many(10_000));
  const afterKeeping = turns;
  expect(await lists.differences(many(10_000), listed, { haveGone: false })).toBeUndefined();
  over = true;
  expect(afterKeeping).toBeGreaterThan(40); // 20 pieces are written, 20 read
  expect(turns - afterKeeping).toBeGreaterThan(20);
});

it('names what differs', async () => {
  const listed = await lists.keep(cycleId, 1, many(5));
  const differs = (there: readonly Leftover[], haveGone = false) =>
    lists.differences(there, listed, { haveGone });
  expect(await differs([...many(5), object(8), object(9)])).toBe(
    'since it was listed, prod/p/data/R8.fastq.gz and 1 more appeared or changed',
  );
  expect(await differs(many(4))).toBe('since it was listed, prod/p/data/R4.fastq.gz has gone');
  expect(await differs(many(2))).toBe(
    'since it was listed, prod/p/data/R2.fastq.gz and 2 more have gone',
  );
  expect(await differs(many(2), true)).toBeUndefined();
  expect(await differs(many(1).with(0, object(0, { checksum: 'other' })), true)).toContain('R0');
});
