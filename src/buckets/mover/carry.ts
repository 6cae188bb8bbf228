import { S3Fault } from '../../objects/s3/connection.ts';
import { type Clock, OutsideError } from '../../operations/ports.ts';
import { quarantineTransfer } from '../../storage/buckets/quarantine.ts';
import {
  finishTransfers,
  forgetTransfer,
  isDelivered,
  noteDelivery,
  noteUpload,
  type Transfer,
} from '../../storage/buckets/transfers.ts';
import type { Database } from '../../storage/database.ts';
import { digestOf, sameContent } from './content.ts';
import { type Decision, decide } from './decide.ts';
import type { MoverStore, Place, Seen } from './ports.ts';
import type { Route } from './route.ts';
import { type Sent, send } from './send.ts';

export interface CarryNeeds {
  readonly db: Database;
  readonly clock: Pick<Clock, 'now'>;
  readonly hub: { readonly bucket: string; readonly store: MoverStore };
  /** Whoever has the keys of a target: the hub’s own store, unless it lies elsewhere. */
  readonly storeOf: (bucket: string) => MoverStore;
  readonly mostCopiedAtOnce: number; // bytes
}

/**
 * Carries one object to its target, makes sure that it is there, and only then takes it out of the hub. Each step is
 * looked for before it is made, so that it can be carried on wherever it was broken off. Rejects with OutsideError
 * where another attempt is worth it.
 */
export async function carry(
  needs: CarryNeeds,
  transfer: Transfer,
  route: Route,
  signal: AbortSignal,
): Promise<void> {
  const { db, clock, hub } = needs;
  const { key, version, etag, bytes, unfinished } = transfer;
  const target = needs.storeOf(route.target);
  const from: Place = { bucket: hub.bucket, key, version };
  const to: Place = { bucket: route.target, key };
  const source = { store: hub.store, place: from, etag };

  if (unfinished !== undefined) {
    const place = { bucket: unfinished.target, key };
    await needs.storeOf(unfinished.target).abandon(place, unfinished.uploadId);
    await noteUpload(db, transfer, unfinished.target, undefined);
  } else if (transfer.token > 1) {
    // Whoever had it before may have been killed between the beginning of an upload and the note of it.
    for (const uploadId of await target.begunAt(to, transfer.landedAt))
      await target.abandon(to, uploadId);
  }
  const there = await target.look(to);
  const decision = await decided(there);
  switch (decision.do) {
    case 'quarantine':
      if (!(await isStillThere())) return leave();
      return quarantineTransfer(db, transfer, decision.why, clock.now());
    case 'nothing':
      return settle({ way: 'was there' }, decision.sha256);
    case 'send': {
      const sent = await delivered(decision);
      return sent === 'gone' ? leave() : settle(sent, undefined, decision.replaces);
    }
  }

  async function decided(seen: Seen | 'hidden' | undefined): Promise<Decision> {
    const differs = seen !== undefined && seen !== 'hidden' && seen.etag !== etag;
    const place = { target: route.target, key };
    const isOurs = differs && (await isDelivered(db, { ...place, etag: seen.etag }));
    const first = decide(transfer, seen, { isOurs, keepsConditions: target.keepsConditions });
    if (first.do !== 'compare') return first;
    if (!differs) return first.otherwise;
    const sha256 = await sameContent(source, { store: target, place: to, etag: seen.etag }, signal);
    return sha256 === undefined ? first.otherwise : { do: 'nothing', sha256 };
  }

  async function delivered(decision: Extract<Decision, { do: 'send' }>): Promise<Sent> {
    const begun = async (uploadId: string) => {
      await noteUpload(db, transfer, route.target, uploadId);
    };
    const { mostCopiedAtOnce } = needs;
    const sending = { to, over: decision.over, begun, signal, mostCopiedAtOnce };
    try {
      return await send({ store: hub.store, place: from }, transfer, target, sending);
    } catch (fault) {
      if (!(fault instanceof S3Fault) || (fault.status !== 404 && fault.status !== 412))
        throw fault;
      if (!(await isStillThere())) return 'gone';
      if (fault.status !== 412 || there !== 'hidden') throw fault;
      const says =
        'Something is at the target under the same key, and its owner lets nobody see it.';
      throw new OutsideError(fault.system, 'refused', says, { cause: fault });
    }
  }

  /** It is at its target, as far as can be told without looking: so that is looked at, and it is taken away. */
  async function settle(
    sent: Exclude<Sent, 'gone'> | { readonly way: 'was there' },
    known?: string,
    replaced?: string,
  ): Promise<void> {
    const found = await target.look(to);
    if (found === undefined || found === 'hidden') throw unseen(found);
    const delivery = { target: route.target, etag: found.etag, way: sent.way, replaced };
    const sha256 = 'sha256' in sent ? sent.sha256 : undefined;
    const checksum = await proof(found, sha256, known);
    if (checksum === undefined) {
      if (await isStillThere())
        throw new OutsideError(
          'The target',
          'retry',
          'What is at the target is not what was sent.',
        );
      // Replaced while it was copied: what came of that is ours, and the next one may take its place.
      await noteDelivery(db, transfer, delivery, clock.now());
      return leave();
    }
    if (sent.way === 'was there') await tagged();
    // From here on it may go: whoever comes after a crash knows that it was there.
    if (!(await noteDelivery(db, transfer, { ...delivery, checksum }, clock.now()))) return;
    const removed = !route.keep && (await hub.store.remove(from, etag)) === 'removed';
    await finishTransfers(db, [{ transfer, removed }], clock.now());
  }

  async function proof(found: Seen, sent?: string, known?: string): Promise<string | undefined> {
    if (found.bytes !== bytes) return undefined;
    const there = { store: target, place: to, etag: found.etag };
    if (sent !== undefined)
      return (await digestOf(there, signal)) === sent ? `sha256 ${sent}` : undefined;
    if (found.etag === etag) return `etag ${etag}`;
    const sha256 = known ?? (await sameContent(source, there, signal));
    return sha256 === undefined ? undefined : `sha256 ${sha256}`;
  }

  /** An attempt may have ended between the content and its tags. */
  async function tagged(): Promise<void> {
    const seen = await hub.store.look(from);
    if (seen === undefined || seen === 'hidden' || seen.etag !== etag || !seen.tagged) return;
    await target.tag(to, await hub.store.tagsOf(from));
  }

  async function isStillThere(): Promise<boolean> {
    const seen = await hub.store.look(from);
    if (seen === 'hidden')
      throw new OutsideError(
        'The hub',
        'refused',
        'The hub does not let the bot read this object.',
      );
    return seen?.etag === etag;
  }

  /** The hub has it no more: because it had been delivered, or because somebody took it out or replaced it. */
  async function leave(): Promise<void> {
    if (transfer.verified) await finishTransfers(db, [{ transfer, removed: true }], clock.now());
    else await forgetTransfer(db, transfer, clock.now());
  }
}

function unseen(found: 'hidden' | undefined): OutsideError {
  return found === 'hidden'
    ? new OutsideError(
        'The target',
        'refused',
        'The target takes objects, and does not let the bot look at them: its owner allows s3:GetObject.',
      )
    : new OutsideError('The target', 'retry', 'What was sent is not at the target.');
}
