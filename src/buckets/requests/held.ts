import type { Held } from '../../domain/bucket-request.ts';
import { OutsideError } from '../../operations/ports.ts';
import { bucketOf, type Grant } from '../grant/grant.ts';
import type { RequestNeeds } from './needs.ts';

const MOST_COUNTED = 100_000; // objects

/** What lies in a dataset’s place; undefined where nobody can look from here. */
export async function heldIn(
  { store, setting: { naming } }: Pick<RequestNeeds, 'store' | 'setting'>,
  dataset: Pick<Grant, 'kind' | 'name'>,
  mostCounted = MOST_COUNTED,
): Promise<Held | undefined> {
  if (store === undefined) return undefined;
  const bucket = bucketOf(naming, dataset);
  const prefix = dataset.kind === 'push' ? `${dataset.name}/` : '';
  if (typeof (await store.buckets.look(bucket)) !== 'object')
    return { objects: 0, bytes: 0, more: false };
  let [objects, bytes] = [0, 0];
  for await (const object of store.objectsIn(bucket).list(prefix)) {
    if (objects === mostCounted) return { objects, bytes, more: true };
    objects += 1;
    bytes += object.bytes;
  }
  return { objects, bytes, more: false };
}

/** Undefined where the store does not answer: what is looked for is only worth knowing. */
export function unlessSilent(error: unknown): undefined {
  if (!(error instanceof OutsideError)) throw error;
}
