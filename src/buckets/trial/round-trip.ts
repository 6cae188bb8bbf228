import { text } from 'node:stream/consumers';
import type { ObjectStore } from '../../objects/object-store.ts';
import { type Clock, OutsideError, type Random } from '../../operations/ports.ts';
import type { Deed, Trial } from './trial.ts';

/** Puts a small object of its own name, reads it back, and takes it away again; nothing else is touched. */
export async function roundTrip(
  { store, bucket }: { readonly store: ObjectStore; readonly bucket: string },
  { clock, random }: { readonly clock: Pick<Clock, 'now'>; readonly random: Pick<Random, 'id'> },
): Promise<Trial> {
  const key = testKey(random);
  const content = testContent(clock);
  const did: Deed[] = [];
  const began = clock.now().getTime();
  let failed: string | undefined;
  try {
    await store.write(key, Buffer.from(content), { contentType: 'text/plain' });
    did.push('put');
    const body = await store.read(key);
    if (body === undefined)
      failed = 'It was gone before it was read: something has moved it on already.';
    else if ((await text(body)) !== content) failed = 'Other bytes came back than were put.';
    else did.push('read');
    await store.remove([{ key }]);
    if ((await store.head(key)) === undefined) did.push('deleted');
    else failed ??= 'It is still there after it was deleted.';
  } catch (error) {
    if (!(error instanceof OutsideError)) throw error;
    failed = error.message;
  }
  const milliseconds = clock.now().getTime() - began;
  const path = `s3://${bucket}/${key}`;
  return { path, did, milliseconds, ...(failed === undefined ? {} : { failed }) };
}

/** A name that nobody else takes, and that says what it is. */
export const testKey = (random: Pick<Random, 'id'>): string => `handoff-test-${random.id()}.txt`;

export const testContent = (clock: Pick<Clock, 'now'>): string =>
  `A test file of Handoff, ${clock.now().toISOString()}. It may be deleted.\n`;
