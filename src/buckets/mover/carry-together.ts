import { seconds } from '../../domain/duration.ts';
import { S3Fault } from '../../objects/s3/connection.ts';
import { finishTransfers, noteDeliveries, type Transfer } from '../../storage/buckets/transfers.ts';
import { atOnce } from './at-once.ts';
import type { CarryNeeds } from './carry.ts';
import { isOfParts } from './decide.ts';
import { lookTogether } from './look-together.ts';
import type { Place } from './ports.ts';
import type { Route } from './route.ts';

/** Small objects are a matter of calls, not of bytes: so many go together. */
export const TOGETHER = { most: 100, mostBytes: 8 * 1024 ** 2 };
/** How long it holds that nothing is at a target, where the store itself would not refuse to write over it. */
const LOOK_HOLDS = seconds(5);

/**
 * Whether it may go with others: a version, which stays what it is, that the store copies in one call, and that nobody
 * has tried before.
 */
export function goesTogether(
  { storeOf, hub }: Pick<CarryNeeds, 'storeOf' | 'hub'>,
  { version, bytes, etag, token }: Transfer,
  { target }: Route,
): boolean {
  const isSmall = bytes <= TOGETHER.mostBytes && !isOfParts(etag);
  return isSmall && version !== 'null' && token === 1 && storeOf(target) === hub.store;
}

/**
 * Carries small objects of a dataset as `carry` does each: looks that nothing is at the target, copies, looks that the
 * same is there, notes that, and only then takes them out of the hub. But here each look is one listing, and each note
 * one transaction, for all of them. Resolves to those with which it is not as simple as that, to be carried one by one.
 */
export async function carryTogether(
  { db, clock, hub, storeOf, atOnce: lanes }: CarryNeeds & { readonly atOnce: number },
  transfers: readonly Transfer[],
  route: Route,
  signal: AbortSignal,
): Promise<readonly Transfer[]> {
  const target = storeOf(route.target);
  const from = ({ key, version }: Transfer): Place => ({ bucket: hub.bucket, key, version });
  const to = ({ key }: Transfer): Place => ({ bucket: route.target, key });
  const look = async (these: readonly Transfer[]) => {
    const keys = these.map(({ key }) => key);
    return lookTogether(target, route.target, keys, lanes);
  };

  const lookedAt = clock.now().getTime();
  const before = await look(transfers);
  const free = transfers.filter(({ key }) => before.get(key) === undefined);
  const copied = await untilOneFails(free, async (transfer) => {
    if (!(await isStillFree(transfer))) return false;
    const sending = { to: to(transfer), over: 'nothing', begun: async () => undefined } as const;
    await target.copy(from(transfer), transfer.etag, { ...sending, signal });
    return true;
  });
  const after = await look(copied);
  const same = copied.filter(({ key, etag, bytes }) => {
    const seen = after.get(key);
    return seen !== undefined && seen !== 'hidden' && seen.etag === etag && seen.bytes === bytes;
  });
  // From here on they may go: whoever comes after a crash knows that they were there.
  const noted = await noteDeliveries(db, same.map(delivered), clock.now());
  const removed = new Set<Transfer>();
  const over = await untilOneFails(noted, async (transfer) => {
    if (!route.keep && (await hub.store.remove(from(transfer), transfer.etag)) === 'removed')
      removed.add(transfer);
    return true;
  });
  const ended = over.map((transfer) => ({ transfer, removed: removed.has(transfer) }));
  await finishTransfers(db, ended, clock.now());
  return transfers.filter((transfer) => !over.includes(transfer));

  async function isStillFree(transfer: Transfer): Promise<boolean> {
    if (target.keepsConditions || clock.now().getTime() < lookedAt + LOOK_HOLDS) return true;
    return (await target.look(to(transfer))) === undefined;
  }

  function delivered(transfer: Transfer) {
    const { etag } = transfer;
    const delivery = {
      target: route.target,
      etag,
      way: 'copied',
      checksum: `etag ${etag}`,
    } as const;
    return { transfer, delivery };
  }

  /** Those with which it went well. Each of the others shows by itself, alone, what it is that fails. */
  async function untilOneFails(
    these: readonly Transfer[],
    run: (one: Transfer) => Promise<boolean>,
  ): Promise<readonly Transfer[]> {
    const well: Transfer[] = [];
    await atOnce(lanes, these, async (one) => {
      if (await run(one)) well.push(one);
    }).catch((fault: unknown) => {
      if (!(fault instanceof S3Fault)) throw fault;
    });
    return well;
  }
}
