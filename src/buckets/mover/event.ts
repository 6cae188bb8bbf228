import { z } from 'zod';

/** What a message of the store’s says: that something may have landed under these keys of this bucket. */
export type EventMessage =
  | { readonly kind: 'landed'; readonly keys: readonly string[] }
  | { readonly kind: 'nothing to do' } // a test, another event, another bucket
  | { readonly kind: 'not understood'; readonly why: string };

const record = z.object({
  eventName: z.string(),
  s3: z.object({
    bucket: z.object({ name: z.string() }),
    object: z.object({ key: z.string().min(1) }),
  }),
});
const message = z.union([
  z.object({ Records: z.array(record) }),
  z.object({ Event: z.literal('s3:TestEvent') }),
]);
/** A topic between the bucket and the queue wraps it once more. */
const wrapped = z.object({ Type: z.literal('Notification'), Message: z.string() });

export function readEvent(body: string, bucket: string): EventMessage {
  const json = parsed(body);
  if (json === undefined) return { kind: 'not understood', why: 'It is no JSON.' };
  const outer = wrapped.safeParse(json);
  const found = message.safeParse(outer.success ? parsed(outer.data.Message) : json);
  if (!found.success)
    return { kind: 'not understood', why: 'It is no notification of an object store.' };
  if (!('Records' in found.data)) return { kind: 'nothing to do' };
  const keys = new Set<string>();
  for (const { eventName, s3 } of found.data.Records) {
    if (s3.bucket.name !== bucket || !/^(s3:)?ObjectCreated:/.test(eventName)) continue;
    const key = decoded(s3.object.key);
    if (key === undefined)
      return { kind: 'not understood', why: 'A key in it is not encoded as URLs are.' };
    keys.add(key);
  }
  return keys.size === 0 ? { kind: 'nothing to do' } : { kind: 'landed', keys: [...keys] };
}

function parsed(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** As in a form: a space is a plus, everything else has its percent signs. */
function decoded(key: string): string | undefined {
  try {
    return decodeURIComponent(key.replaceAll('+', ' '));
  } catch {
    return undefined;
  }
}
