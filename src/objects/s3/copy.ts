import type { HeadObjectCommandOutput } from '@aws-sdk/client-s3';
import type { S3Connection } from './connection.ts';
import { MOST_PARTS, ranges, sendInParts } from './parts.ts';

/** What is copied, as the server describes it. */
export interface Source {
  readonly key: string;
  readonly described: HeadObjectCommandOutput;
}

/**
 * Copies within a bucket: the server moves the bytes. Where the object is too large for one call it is done in parts,
 * of the same size as an upload’s, so that the etags are alike again.
 */
export async function copyObject(needs: {
  readonly s3: S3Connection;
  readonly bucket: string;
  readonly source: Source;
  readonly to: string;
  readonly partBytes: number;
  readonly inParts: boolean;
}): Promise<void> {
  const { s3, bucket: Bucket, to: Key } = needs;
  const { key, described } = needs.source;
  const from = {
    CopySource: `${Bucket}/${key.split('/').map(encodeURIComponent).join('/')}`,
    // Replaced meanwhile: then the parts would be of two objects.
    CopySourceIfMatch: described.ETag,
  };
  if (!needs.inParts) {
    await s3.ask((client, sdk) =>
      client.send(new sdk.CopyObjectCommand({ Bucket, Key, ...from }), s3.patience),
    );
    return;
  }
  const { ContentType, Metadata, ContentLength: bytes = 0 } = described;
  await sendInParts({
    s3,
    object: { Bucket, Key, ContentType, Metadata },
    parts: ranges(bytes, Math.max(needs.partBytes, Math.ceil(bytes / MOST_PARTS))),
    send: async (CopySourceRange, place, abortSignal) => {
      const { CopyPartResult } = await s3.ask((client, sdk) =>
        client.send(new sdk.UploadPartCopyCommand({ ...place, ...from, CopySourceRange }), {
          ...s3.patience,
          abortSignal,
        }),
      );
      return CopyPartResult ?? {};
    },
  });
}
