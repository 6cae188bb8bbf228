import { expect, test } from 'vitest';
import { createDeliverBuckets } from '../../src/operations/delivery/bucket-requests.ts';
import { createPosting } from '../../src/operations/delivery/posting.ts';
import { listHeads } from '../../src/storage/sending.ts';
import { aDataFolder } from '../support/data-folder.ts';
import { createOutside } from '../support/outside.ts';
import { agreedTo, aStore, fay, LUNG, live, NOW, naming } from './life.ts';

test('who is taken out is out after a few attempts even where no card can be posted', async () => {
  using data = aDataFolder();
  const world = aStore();
  const { db, requests } = live(data, world.store);
  const users = ['alpha_user_fay', 'alpha_user_hal'];
  await agreedTo(requests, await requests.ask({ ...LUNG, users }, fay, 'a'));
  await requests.change('lung', { verb: 'remove-user', user: 'alpha_user_hal' }, fay, 'out');
  const { chat } = createOutside({ now: () => NOW }).ports;
  const posting = createPosting({ db, chat, pace: async () => undefined });
  const channelOf = () => 'C1';
  const deliver = createDeliverBuckets({ db, chat, posting, bucketWork: requests, channelOf });
  const waiting = await listHeads(db, [], NOW, 20);
  const row = waiting.find(({ errand }) => errand.kind === 'apply bucket request');
  if (row?.errand.kind !== 'apply bucket request') throw new Error('Nothing is to be applied.');
  const { errand } = row;
  const attempt = (attempts: number) =>
    deliver({ row: { ...row, attempts }, repeated: false }, errand);
  for (const early of [0, 3])
    await expect(attempt(early)).rejects.toMatchObject({ outcome: 'retry' });
  expect(world.buckets.get(naming.hub)?.policy).toContain('alpha_user_hal');
  await attempt(4);
  expect(world.buckets.get(naming.hub)?.policy).not.toContain('alpha_user_hal');
  await db.destroy();
});
