import { Readable } from 'node:stream';
import { minutes, seconds } from '../../domain/duration.ts';
import { S3Fault } from '../../objects/s3/connection.ts';
import { type Clock, OutsideError, type Random } from '../../operations/ports.ts';
import { findObstacle, findTrial, forgetTrial } from '../../storage/buckets/trials.ts';
import type { Database } from '../../storage/database.ts';
import type { PushGrant } from '../grant/grant.ts';
import { digestOf } from '../mover/content.ts';
import type { MoverStore, Place, Seen } from '../mover/ports.ts';
import { prefixOf } from '../mover/route.ts';
import { MOST_COPIED_AT_ONCE, send } from '../mover/send.ts';
import { testContent, testKey } from './round-trip.ts';
import type { Deed, Trial } from './trial.ts';

const LOOK_EVERY = seconds(1);
/** Ours has been woken; it may have others to carry before. */
const OURS_TAKES = minutes(1);
/** Whatever else moves data here is told by the store at once, or does not answer for this. */
const ANOTHER_TAKES = seconds(15);

/** As stores say it, also by way of the mover’s record. */
const DENIED = /AccessDenied|does not allow|does not let|nobody see/;

export interface DeliveryNeeds {
  readonly db: Database;
  readonly clock: Clock;
  readonly random: Pick<Random, 'id'>;
  readonly hub: { readonly bucket: string; readonly store: MoverStore };
  /** Whoever has the keys of a target. */
  readonly storeOf: (bucket: string) => MoverStore;
  /** Has our own mover look at once; absent where something else moves what lands. */
  readonly wakeMover?: (() => void) | undefined;
}

/**
 * Puts a test file where users of a push dataset put theirs, waits until it is at the target, reads it there, and takes
 * it away on both sides. Where our mover has no part in it and nothing else comes, it is copied as ours would.
 */
export async function tryDelivery(needs: DeliveryNeeds, grant: PushGrant): Promise<Trial> {
  const { db, clock, hub, wakeMover } = needs;
  const content = Buffer.from(testContent(clock));
  const key = `${prefixOf(grant.name)}${testKey(needs.random)}`;
  const from: Place = { bucket: hub.bucket, key };
  const to: Place = { bucket: grant.targetBucket, key };
  const target = needs.storeOf(grant.targetBucket);
  const { signal } = new AbortController(); // nobody breaks it off: each call has its own end
  const began = clock.now().getTime();
  const did: Deed[] = [];
  let failed: Pick<Trial, 'failed' | 'missing'> = {};
  try {
    const sha256 = await put();
    did.push('put');
    did.push(wakeMover === undefined ? await copied() : await carriedBy(wakeMover));
    const found = await there();
    if ((await digestOf({ store: target, place: to, etag: found.etag }, signal)) !== sha256)
      throw new Undelivered('Other bytes are there than were put.');
    did.push('read');
  } catch (error) {
    if (!(error instanceof OutsideError || error instanceof Undelivered)) throw error;
    failed =
      did.length === 0
        ? { failed: error.message }
        : { failed: `${to.bucket}: ${error.message}`, ...(await missing(error)) };
  }
  const stays = await takenAway();
  if (stays === undefined) did.push('deleted');
  const milliseconds = clock.now().getTime() - began;
  const path = `s3://${did.includes('read') ? to.bucket : from.bucket}/${key}`;
  return { path, did, milliseconds, ...failed, ...(stays === undefined ? {} : { stays }) };

  function put(): Promise<string> {
    const description = { ContentType: 'text/plain' };
    const bytes = content.byteLength;
    const seen: Seen = { bytes, etag: '', version: undefined, tagged: false, description };
    return hub.store.write(Readable.from([content]), seen, sendingTo(from));
  }

  function sendingTo(place: Place) {
    return { to: place, over: 'nothing', begun: async () => undefined, signal } as const;
  }

  async function carriedBy(wake: () => void): Promise<Deed> {
    const end = clock.now().getTime() + OURS_TAKES;
    wake();
    while (clock.now().getTime() < end) {
      await clock.sleep(LOOK_EVERY);
      const found = await findTrial(db, key);
      if (found?.state === 'done') return 'delivered';
      if (found?.fault) throw new Undelivered(found.fault);
    }
    const obstacle = await findObstacle(db, grant.name);
    throw new Undelivered(
      obstacle === undefined
        ? 'It has not come there within a minute: others are carried before it, or the hub can’t be looked through. The doctor tells which.'
        : `It has not come there: others of this dataset wait before it. ${obstacle}`,
    );
  }

  async function copied(): Promise<Deed> {
    const end = clock.now().getTime() + ANOTHER_TAKES;
    while (clock.now().getTime() < end) {
      await clock.sleep(LOOK_EVERY);
      if ((await hub.store.look(from)) === undefined) return 'delivered';
    }
    const [seen, brought] = [await hub.store.look(from), await target.look(to)];
    const isBrought = brought !== undefined && brought !== 'hidden'; // and left here, with `keep_files`
    if (seen === undefined || isBrought) return 'delivered';
    if (seen === 'hidden') throw new Undelivered('The hub does not let the bot read it.');
    const sending = { ...sendingTo(to), mostCopiedAtOnce: MOST_COPIED_AT_ONCE };
    await send({ store: hub.store, place: from }, seen, target, sending);
    return 'copied';
  }

  async function there(): Promise<Seen> {
    const found = await target.look(to);
    if (found === 'hidden')
      throw new Undelivered('It may be written to, and not be looked into.', 'grant');
    if (found === undefined) throw new Undelivered('What was sent is not there.');
    return found;
  }

  /** What only the target’s owner can mend, as far as a look tells. */
  async function missing(error: unknown): Promise<Pick<Trial, 'missing'>> {
    if (error instanceof Undelivered && error.missing !== undefined)
      return { missing: error.missing };
    try {
      await target.listed(to.bucket, [key]);
      const seen = await target.look(to);
      return seen === 'hidden' || DENIED.test(String(error)) ? { missing: 'grant' } : {};
    } catch (fault) {
      if (!(fault instanceof S3Fault)) throw fault;
      return fault.code === 'NoSuchBucket' ? { missing: 'bucket' } : {};
    }
  }

  /** Answers where it has to stay. */
  async function takenAway(): Promise<string | undefined> {
    const left: string[] = [];
    for (const [store, place] of [
      [hub.store, from],
      [target, to],
    ] as const)
      if (!(await isAway(store, place))) left.push(`s3://${place.bucket}/${key}`);
    await forgetTrial(db, key, clock.now());
    return left[0];
  }

  async function isAway(store: MoverStore, place: Place): Promise<boolean> {
    try {
      const seen = await store.look(place);
      if (seen === undefined) return true;
      if (seen === 'hidden') return !did.some((deed) => deed === 'delivered' || deed === 'copied');
      const version = seen.version === undefined ? {} : { version: seen.version };
      await store.remove({ ...place, ...version }, seen.etag);
      return (await store.look(place)) === undefined;
    } catch (error) {
      if (!(error instanceof OutsideError)) throw error;
      return false;
    }
  }
}

/** It did not come to its target, or came as something else. */
class Undelivered extends Error {
  readonly missing: Trial['missing'];
  constructor(says: string, missing?: Trial['missing']) {
    super(says);
    this.missing = missing;
  }
}
