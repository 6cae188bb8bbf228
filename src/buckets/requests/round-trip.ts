import { text } from 'node:stream/consumers';
import type { ObjectStore } from '../../objects/object-store.ts';
import { type Clock, OutsideError, type Random } from '../../operations/ports.ts';

/** What became of a test file: each thing that was done, or what the store said to the first that was not. */
export interface RoundTrip {
  readonly key: string;
  readonly did: readonly ('put' | 'read' | 'deleted')[];
  readonly milliseconds: number;
  readonly failed?: string;
  /** It is left there, for the mover to take it to its target: whether it arrives is the trial. */
  readonly leftForMover?: true;
}

/**
 * Puts a small object of its own name, reads it back, and takes it away again; nothing else is touched. What the mover
 * takes from there is put alone: to read it back would say nothing of its target.
 */
export async function roundTrip(
  store: ObjectStore,
  prefix: string,
  {
    clock,
    random,
    isMoved,
  }: {
    readonly clock: Pick<Clock, 'now'>;
    readonly random: Pick<Random, 'id'>;
    readonly isMoved: boolean;
  },
): Promise<RoundTrip> {
  const key = `${prefix}handoff-test-${random.id()}.txt`;
  const content = `A test file of Handoff, ${clock.now().toISOString()}. It may be deleted.\n`;
  const did: ('put' | 'read' | 'deleted')[] = [];
  const began = clock.now().getTime();
  let failed: string | undefined;
  try {
    await store.write(key, Buffer.from(content), { contentType: 'text/plain' });
    did.push('put');
    if (isMoved) {
      const milliseconds = clock.now().getTime() - began;
      return { key, did, milliseconds, leftForMover: true };
    }
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
  return { key, did, milliseconds, ...(failed === undefined ? {} : { failed }) };
}
