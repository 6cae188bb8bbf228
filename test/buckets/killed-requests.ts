import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { BucketControl, BucketState } from '../../src/buckets/apply/ports.ts';
import { systemRandom } from '../../src/config/system.ts';
import type { BucketOrder } from '../../src/domain/bucket-order.ts';
import { createDeliver } from '../../src/operations/delivery/deliver.ts';
import { outboxLag } from '../../src/storage/outbox.ts';
import { live, NOW } from './life.ts';

/**
 * Requests with their outbox in a process of its own, to be killed at any time. It places an order where it is given
 * one, says so, and ends by itself once nothing is left to be done.
 */
const [path = '', order] = process.argv.slice(2);
const { db, requests } = live({ path }, { buckets: storeIn(path) });
const deliver = createDeliver({
  db,
  random: systemRandom,
  clock: { now: () => NOW, sleep: (wait, signal) => pause(Math.min(wait, 20), signal) },
  log: { info: () => undefined, warn: () => undefined, error: () => undefined },
  settle: 0,
  async carryOut({ errand }) {
    switch (errand.kind) {
      case 'bucket order':
        await requests.carryOut(errand.order);
        break;
      case 'propose bucket request':
        await requests.propose(errand.requestId, errand.round, undefined);
        break;
      case 'apply bucket request':
        await requests.apply(errand.requestId, errand.round, undefined);
        break;
      default: // what is told in the chat: there is none
    }
  },
});
if (order !== undefined) {
  const placed: BucketOrder = JSON.parse(order);
  await requests.place(placed);
}
process.stdout.write('placed\n');
const stopping = new AbortController();
const running = deliver.run(stopping.signal);
while ((await outboxLag(db)).waiting > 0) await pause(10);
stopping.abort();
await running;
await db.destroy();

function pause(wait: number, signal?: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    setTimeout(resolve, wait);
    signal?.addEventListener('abort', () => resolve(), { once: true });
  });
}

/** A store that outlives the process: whatever it was told stands in a file. */
function storeIn(folder: string): BucketControl {
  const file = join(folder, 'store.json');
  const read = (): Record<string, BucketState> =>
    existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : {};
  const set = async (bucket: string, change: Partial<BucketState>): Promise<void> => {
    const all = read();
    const empty = {
      ...{ policy: undefined, versioning: false, encrypted: false, publicAccessBlocked: false },
    };
    const next = { ...all, [bucket]: { ...(all[bucket] ?? empty), ...change } };
    writeFileSync(`${file}.part`, JSON.stringify(next));
    renameSync(`${file}.part`, file);
    await pause(2);
  };
  return {
    look: async (bucket) => read()[bucket],
    create: (bucket) => set(bucket, {}),
    setPolicy: (bucket, policy) => set(bucket, { policy }),
    blockPublicAccess: (bucket) => set(bucket, { publicAccessBlocked: true }),
    encrypt: (bucket) => set(bucket, { encrypted: true }),
    setVersioning: (bucket, versioning) => set(bucket, { versioning }),
  };
}
