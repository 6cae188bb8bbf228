import { bareEtag, type S3Connection, S3Fault } from '../../../objects/s3/connection.ts';
import type { Glance } from '../ports.ts';

/** One page, from the first of these keys on. It tells nothing where listing is denied. */
export async function listedOf(
  s3: S3Connection,
  Bucket: string,
  keys: readonly string[],
): Promise<ReadonlyMap<string, Glance | undefined>> {
  const wanted = keys.toSorted(inBytes);
  const [first = ''] = wanted;
  const isAlone = wanted.length === 1;
  // Targets’ owners allow what lies below a prefix alone to be listed. A key is the first of all that begin with it.
  const Prefix = isAlone ? first : folderOf(first, wanted.at(-1) ?? '');
  // Just before the first: that key without its last letter is never after it.
  const StartAfter = [...first].slice(0, -1).join('');
  const page = await s3
    .ask((client, sdk) =>
      client.send(
        new sdk.ListObjectsV2Command({
          Bucket,
          ...(Prefix && { Prefix }),
          ...(StartAfter && { StartAfter }),
          ...(isAlone && { MaxKeys: 1 }),
        }),
      ),
    )
    .catch((fault: unknown) => {
      if (fault instanceof S3Fault && fault.status === 403) return undefined;
      throw fault;
    });
  // A page for people to sign in on parses as well, into nothing: then the bucket is not named.
  if (page?.Name === undefined) return new Map();
  const there = new Map<string, Glance>();
  for (const { Key = '', ETag, Size = 0 } of page.Contents ?? [])
    there.set(Key, { etag: bareEtag(ETag), bytes: Size });
  const listed = [...there.keys()];
  const last = page.IsTruncated === true ? (listed.at(-1) ?? '') : undefined;
  const reaches = (key: string): boolean => last === undefined || inBytes(key, last) <= 0;
  // Some stores list in no order: then what is not on the page may be on another.
  const isInOrder = listed.every((key, n) => n === 0 || inBytes(listed[n - 1] ?? '', key) < 0);
  return new Map(
    wanted
      .filter((key) => there.has(key) || (isInOrder && reaches(key)))
      .map((key) => [key, there.get(key)]),
  );
}

/** What both begin with, to its last slash: all keys between them in order begin with it as well. */
function folderOf(first: string, last: string): string {
  let alike = 0;
  while (alike < first.length && first[alike] === last[alike]) alike += 1;
  return first.slice(0, first.slice(0, alike).lastIndexOf('/') + 1);
}

/** As stores order keys: by their bytes in UTF-8. */
function inBytes(one: string, other: string): number {
  return Buffer.compare(Buffer.from(one), Buffer.from(other));
}
