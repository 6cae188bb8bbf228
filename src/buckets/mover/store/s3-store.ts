import { Readable } from 'node:stream';
import {
  type Bucket,
  bareEtag,
  connectS3,
  quotedEtag,
  S3Fault,
} from '../../../objects/s3/connection.ts';
import { whole } from '../../../objects/s3/whole.ts';
import type { MoverStore, Place } from '../ports.ts';
import { landedIn } from './landed.ts';
import { listedOf } from './listed.ts';
import { senders } from './senders.ts';

/** Content that passes through us goes in parts of this size; some five are in memory at once for each object. */
const PART_BYTES = 8 * 1024 ** 2;

export interface S3MoverNeeds extends Omit<Bucket, 'bucket'> {
  /** AWS’s: conditions of writes and removals are kept there, and the owner of a bucket is given what arrives in it. */
  readonly accounts: boolean;
  readonly partBytes?: number;
}

/** AWS, or a store that speaks its language. */
export function createS3Mover(needs: S3MoverNeeds): MoverStore {
  const { accounts: keepsConditions, partBytes = PART_BYTES } = needs;
  const s3 = connectS3({ ...needs, bucket: '' });

  async function look(place: Place) {
    try {
      const found = await s3.ask((client, sdk) =>
        client.send(new sdk.HeadObjectCommand(at(place))),
      );
      return {
        bytes: found.ContentLength ?? 0,
        etag: bareEtag(found.ETag),
        version: found.VersionId,
        tagged: (found.TagCount ?? 0) > 0,
        description: {
          ContentType: found.ContentType,
          Metadata: found.Metadata,
          CacheControl: found.CacheControl,
          ContentDisposition: found.ContentDisposition,
          ContentEncoding: found.ContentEncoding,
          ContentLanguage: found.ContentLanguage,
          Expires: found.ExpiresString === undefined ? undefined : new Date(found.ExpiresString),
          WebsiteRedirectLocation: found.WebsiteRedirectLocation,
        },
      };
    } catch (fault) {
      if (fault instanceof S3Fault && fault.status === 403) return unlessListed(place);
      return unlessAbsent(fault);
    }
  }

  /** Whoever may list one prefix alone is told 403 of what is not there, too: there a listing of its key says it. */
  async function unlessListed({ bucket, key }: Place): Promise<'hidden' | undefined> {
    const told = await listedOf(s3, bucket, [key]);
    return told.has(key) && told.get(key) === undefined ? undefined : 'hidden';
  }

  return {
    keepsConditions,
    landed: (bucket, prefix) => landedIn(s3, needs.system, bucket, prefix),
    look,
    listed: (bucket, keys) => listedOf(s3, bucket, keys),

    async firstPart(place) {
      const found = await s3.ask((client, sdk) =>
        client.send(new sdk.HeadObjectCommand({ ...at(place), PartNumber: 1 })),
      );
      // A store that does not know the question describes the whole.
      return found.PartsCount === undefined ? undefined : found.ContentLength;
    },

    async read(place, etag, abortSignal) {
      try {
        const IfMatch = quotedEtag(etag);
        const { Body, ContentLength } = await s3.ask((client, sdk) =>
          client.send(new sdk.GetObjectCommand({ ...at(place), IfMatch }), { abortSignal }),
        );
        if (!(Body instanceof Readable)) throw new Error('The answer has no body to read.');
        return whole(needs.system, Body, ContentLength);
      } catch (fault) {
        if (fault instanceof S3Fault && fault.status === 412) return undefined;
        return unlessAbsent(fault);
      }
    },

    ...senders({ s3, accounts: needs.accounts, partBytes }),

    async tagsOf(place) {
      const { TagSet = [] } = await s3.ask((client, sdk) =>
        client.send(new sdk.GetObjectTaggingCommand(at(place))),
      );
      return TagSet.map(({ Key = '', Value = '' }) => ({ Key, Value }));
    },

    async tag(place, tags) {
      await s3.ask((client, sdk) =>
        client.send(
          new sdk.PutObjectTaggingCommand({ ...at(place), Tagging: { TagSet: [...tags] } }),
        ),
      );
    },

    async remove(place, etag) {
      // A version is what it is for ever; without versions, another object may have taken the place.
      const exact = place.version !== undefined && place.version !== 'null';
      if (!exact && !keepsConditions) {
        const there = await look(place);
        if (there === undefined) return 'removed';
        if (there === 'hidden' || there.etag !== etag) return 'another';
      }
      const condition = exact || !keepsConditions ? {} : { IfMatch: quotedEtag(etag) };
      try {
        await s3.ask((client, sdk) =>
          client.send(new sdk.DeleteObjectCommand({ ...at(place), ...condition })),
        );
      } catch (fault) {
        if (fault instanceof S3Fault && fault.status === 412) return 'another';
        unlessAbsent(fault);
      }
      return 'removed';
    },

    async begunAt({ bucket: Bucket, key }, since) {
      try {
        const { Uploads = [] } = await s3.ask((client, sdk) =>
          client.send(new sdk.ListMultipartUploadsCommand({ Bucket, Prefix: key })),
        );
        return Uploads.flatMap(({ Key, UploadId, Initiated }) =>
          Key === key && UploadId !== undefined && Initiated !== undefined && Initiated >= since
            ? [UploadId]
            : [],
        );
      } catch (fault) {
        if (fault instanceof S3Fault && fault.status === 403) return [];
        throw fault;
      }
    },

    async abandon({ bucket: Bucket, key: Key }, UploadId) {
      await s3
        .ask((client, sdk) =>
          client.send(new sdk.AbortMultipartUploadCommand({ Bucket, Key, UploadId })),
        )
        .catch(unlessAbsent);
    },
  };
}

/** Without a version it is whatever is there now. */
function at({ bucket: Bucket, key: Key, version: VersionId }: Place) {
  return { Bucket, Key, ...(VersionId === undefined ? {} : { VersionId }) };
}

function unlessAbsent(fault: unknown): undefined {
  if (!(fault instanceof S3Fault && fault.status === 404)) throw fault;
}
