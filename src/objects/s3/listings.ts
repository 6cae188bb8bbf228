import { OutsideError } from '../../operations/ports.ts';
import { listingOf } from '../listing.ts';
import type { ObjectStore } from '../object-store.ts';
import { bareEtag, type S3Connection } from './connection.ts';

/** What is in a bucket: by object, by version, and what is still being uploaded. */
export function s3Listings(
  s3: S3Connection,
  system: string,
  Bucket: string,
): Pick<ObjectStore, 'list' | 'listVersions' | 'listUnfinished'> {
  /** A page for people to sign in on parses as well, into nothing: then the bucket is not named. */
  function checkListing(named: string | undefined): void {
    if (named === undefined)
      throw new OutsideError(system, 'retry', `${system} did not answer as it should.`);
  }

  return {
    list: (Prefix) =>
      listingOf(async function* () {
        let ContinuationToken: string | undefined;
        do {
          const page = await s3.ask((client, sdk) =>
            client.send(new sdk.ListObjectsV2Command({ Bucket, Prefix, ContinuationToken })),
          );
          checkListing(page.Name);
          yield within(Prefix, page.Contents).map((object) => ({
            key: object.Key,
            bytes: object.Size ?? 0,
            etag: bareEtag(object.ETag),
            modifiedAt: object.LastModified ?? new Date(0),
          }));
          ContinuationToken = page.IsTruncated === true ? page.NextContinuationToken : undefined;
        } while (ContinuationToken !== undefined);
      }),

    listVersions: (Prefix) =>
      listingOf(async function* () {
        let next: { KeyMarker?: string | undefined; VersionIdMarker?: string | undefined } = {};
        do {
          const marks = next;
          const page = await s3.ask((client, sdk) =>
            client.send(new sdk.ListObjectVersionsCommand({ Bucket, Prefix, ...marks })),
          );
          checkListing(page.Name);
          const versions = within(Prefix, page.Versions).map((object) => ({
            ...versionOf(object),
            etag: bareEtag(object.ETag),
            bytes: object.Size ?? 0,
            removed: false,
          }));
          const removals = within(Prefix, page.DeleteMarkers).map((mark) => ({
            ...versionOf(mark),
            etag: '',
            bytes: 0,
            removed: true,
          }));
          yield [...versions, ...removals];
          next =
            page.IsTruncated === true
              ? { KeyMarker: page.NextKeyMarker, VersionIdMarker: page.NextVersionIdMarker }
              : {};
        } while (next.KeyMarker !== undefined);
      }),

    listUnfinished: (Prefix) =>
      listingOf(async function* () {
        let next: { KeyMarker?: string | undefined; UploadIdMarker?: string | undefined } = {};
        do {
          const marks = next;
          const page = await s3.ask((client, sdk) =>
            client.send(new sdk.ListMultipartUploadsCommand({ Bucket, Prefix, ...marks })),
          );
          checkListing(page.Bucket);
          yield within(Prefix, page.Uploads).map((upload) => ({
            key: upload.Key,
            uploadId: upload.UploadId ?? '',
            startedAt: upload.Initiated ?? new Date(0),
          }));
          next =
            page.IsTruncated === true
              ? { KeyMarker: page.NextKeyMarker, UploadIdMarker: page.NextUploadIdMarker }
              : {};
        } while (next.KeyMarker !== undefined);
      }),
  };
}

/** Whatever a server adds of its neighbours is not ours. */
function within<T extends { readonly Key?: string | undefined }>(prefix: string, found: T[] = []) {
  return found.flatMap((one) =>
    one.Key?.startsWith(prefix) === true ? [{ ...one, Key: one.Key }] : [],
  );
}

function versionOf(found: {
  readonly Key: string;
  readonly VersionId?: string | undefined;
  readonly IsLatest?: boolean | undefined;
}) {
  return { key: found.Key, version: found.VersionId ?? '', latest: found.IsLatest ?? true };
}
