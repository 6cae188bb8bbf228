import type { Landed } from '../../storage/buckets/landed.ts';
import type { Way } from '../../storage/buckets/tables.ts';
import { isOfParts } from './decide.ts';
import { partSizeFor } from './part-size.ts';
import type { MoverStore, Place, Sending } from './ports.ts';

/** AWS copies no more than this in one call: 5 GiB. */
export const MOST_COPIED_AT_ONCE = 5 * 1024 ** 3;

/** What was done; `gone` where the object is no longer the one that was found. */
export type Sent =
  | { readonly way: Exclude<Way, 'was there' | 'streamed'> }
  | { readonly way: 'streamed'; readonly sha256: string }
  | 'gone';

/** Brings one object to its target, with all that belongs to it, in the way that costs least. */
export async function send(
  from: { readonly store: MoverStore; readonly place: Place },
  { etag, bytes }: Pick<Landed, 'etag' | 'bytes'>,
  target: MoverStore,
  sending: Sending & { readonly mostCopiedAtOnce: number },
): Promise<Sent> {
  const { store, place } = from;
  const within = store === target;
  const whole = bytes === 0 || (!isOfParts(etag) && bytes <= sending.mostCopiedAtOnce);
  if (within && whole) {
    await target.copy(place, etag, sending);
    return { way: 'copied' };
  }
  const seen = await store.look(place);
  if (seen === undefined || seen === 'hidden' || seen.etag !== etag) return 'gone';
  const tag = async () => {
    if (seen.tagged) await target.tag(sending.to, await store.tagsOf(place));
  };
  // Ceph 16.2 decodes the name of a copied part twice: it takes another object, or its gateway dies of it.
  if (within && !place.key.includes('%')) {
    const firstPart = isOfParts(etag) ? await store.firstPart(place) : undefined;
    await target.copyInParts(place, seen, partSizeFor({ etag, bytes, firstPart }), sending);
    await tag();
    return { way: 'copied in parts' };
  }
  const content = await store.read(place, etag, sending.signal);
  if (content === undefined) return 'gone';
  const sha256 = await target.write(content, seen, sending);
  await tag();
  return { way: 'streamed', sha256 };
}
