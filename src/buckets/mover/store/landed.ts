import { bareEtag, type S3Connection } from '../../../objects/s3/connection.ts';
import { OutsideError } from '../../../operations/ports.ts';
import type { Landed } from '../../../storage/buckets/landed.ts';

interface Marks {
  readonly KeyMarker?: string | undefined;
  readonly VersionIdMarker?: string | undefined;
}

/** Page by page, by versions: a bucket that keeps none has one of everything, named `null`. */
export async function* landedIn(
  s3: S3Connection,
  system: string,
  Bucket: string,
  Prefix: string,
): AsyncGenerator<readonly Landed[]> {
  let marks: Marks | undefined = {};
  /** Whoever removed it does not want it sent; the mark of that comes before what it hides. */
  let removed: { readonly key: string; readonly at: Date } | undefined;
  while (marks !== undefined) {
    const from: Marks = marks;
    const page = await s3.ask((client, sdk) =>
      client.send(new sdk.ListObjectVersionsCommand({ Bucket, Prefix, ...from })),
    );
    // A page for people to sign in on parses as well, into nothing: then the bucket is not named.
    if (page.Name === undefined)
      throw new OutsideError(system, 'retry', `${system} did not answer as it should.`);
    const removals = new Map<string, Date>();
    if (removed !== undefined) removals.set(removed.key, removed.at);
    for (const { Key = '', LastModified = new Date(0) } of page.DeleteMarkers ?? []) {
      if (!removals.has(Key)) removals.set(Key, LastModified); // the newest comes first
    }
    const landed: Landed[] = [];
    for (const {
      Key = '',
      VersionId,
      ETag,
      Size = 0,
      LastModified = new Date(0),
    } of page.Versions ?? []) {
      const hiddenSince = removals.get(Key);
      if (!Key.startsWith(Prefix) || (hiddenSince !== undefined && LastModified <= hiddenSince))
        continue;
      landed.push({
        key: Key,
        version: VersionId ?? 'null',
        etag: bareEtag(ETag),
        bytes: Size,
        landedAt: LastModified,
      });
    }
    yield landed;
    const last = page.NextKeyMarker ?? '';
    const since = removals.get(last);
    removed = since && { key: last, at: since };
    marks =
      page.IsTruncated === true
        ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
        : undefined;
  }
}
