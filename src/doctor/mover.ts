import { createS3Control } from '../buckets/apply/s3-control.ts';
import { openRecords } from '../buckets/changes/open-records.ts';
import { readAll } from '../buckets/folder/reading.ts';
import { prefixOf, routesOf } from '../buckets/mover/route.ts';
import { createSqsQueue } from '../buckets/mover/sqs-queue.ts';
import { openStores } from '../buckets/mover/store/open-stores.ts';
import type { Config, Secrets } from '../config/config.ts';
import { targetKeysIn } from '../config/target-keys.ts';
import { OutsideError } from '../operations/ports.ts';
import { type Check, type Finding, fail, ok, warn } from './check.ts';

/** The hub, each target, and the queue, as the push mover sees them; nothing where it is switched off. */
export function moverChecks({
  config,
  secrets,
}: {
  readonly config: Pick<Config, 'buckets'>;
  readonly secrets: Secrets;
}): readonly Check[] {
  const { buckets } = config;
  const { bucketsAccessKey: accessKey, bucketsSecretKey: secretKey } = secrets;
  if (buckets?.mover === undefined || buckets.store === undefined) return [];
  if (accessKey === undefined || secretKey === undefined) return [];
  const { naming, store, mover, folder, branch } = buckets;
  const keys = { accessKey, secretKey };

  async function hub(): Promise<Finding> {
    const account = store.accounts ? naming.account : undefined;
    const system = 'The store of buckets';
    const found = await createS3Control({ system, ...store, ...keys, account }).look(naming.hub);
    if (found === undefined || found === 'not ours')
      return warn(`${naming.hub} is not there`, 'It is made with the first request.');
    return found.versioning
      ? ok(`${naming.hub} keeps versions: what is removed is exactly what was delivered`)
      : warn(
          `${naming.hub} keeps no versions`,
          'Switch versioning on: an object that is replaced in the instant in which the one before it is removed could be lost.',
        );
  }

  async function targets(): Promise<Finding> {
    const records = await openRecords(folder, branch);
    const routes = routesOf(
      readAll(await records.files(), { naming }).good.map(({ grant }) => grant),
    );
    const stores = openStores({
      hub: { ...store, ...keys },
      elsewhere: mover.elsewhere,
      keys: targetKeysIn(secrets.bucketsTargetKeys ?? ''),
    });
    const hidden: string[] = [];
    for (const { dataset, target } of routes) {
      const there = stores.of(target);
      const found = await there.look({ bucket: target, key: prefixOf(dataset) });
      if (found === 'hidden' && !there.keepsConditions) hidden.push(target);
    }
    return hidden.length === 0
      ? ok(`${routes.length} push datasets, and none of their targets is closed`)
      : warn(
          `${hidden.length} of ${routes.length} targets let the bot see nothing: ${hidden.slice(0, 5).join(', ')}`,
          'Their owners allow s3:ListBucket, s3:GetObject and s3:PutObject to the bot’s user.',
        );
  }

  async function queue(): Promise<Finding> {
    if (mover.queue === undefined) return ok('no queue: the hub is looked through instead');
    const waiting = await createSqsQueue({ ...mover.queue, ...keys }).check();
    return ok(`the queue of notifications answers; ${waiting} wait`);
  }

  const explained = (fix: string) => (error: unknown) => {
    if (!(error instanceof OutsideError)) throw error;
    return fail(error.message, fix);
  };
  const reach = `Check ${store.endpoint}, BUCKETS_ACCESS_KEY and BUCKETS_SECRET_KEY.`;
  return [
    { name: 'mover hub', run: () => hub().catch(explained(reach)) },
    { name: 'mover targets', run: () => targets().catch(explained(reach)) },
    {
      name: 'mover queue',
      run: () =>
        queue().catch(explained('Check buckets.mover.queue, and what the keys may do with it.')),
    },
  ];
}
