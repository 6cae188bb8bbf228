import {
  CompleteMultipartUploadCommand,
  CreateMultipartUploadCommand,
  type CreateMultipartUploadCommandInput,
  HeadObjectCommand,
  PutObjectTaggingCommand,
  UploadPartCommand,
} from '@aws-sdk/client-s3';
import type { Field } from './field.ts';

/** An object of so many equal parts, each with other bytes. Resolves to its etag. */
export async function putManyParts(
  { client, hub: Bucket }: Pick<Field, 'client' | 'hub'>,
  Key: string,
  parts: number,
  bytes: number,
  more: Partial<CreateMultipartUploadCommandInput> = {},
): Promise<string> {
  const { Tagging, ...described } = more;
  const { UploadId } = await client.send(
    new CreateMultipartUploadCommand({ Bucket, Key, ...described }),
  );
  const Body = Buffer.alloc(bytes);
  const Parts = [];
  for (let PartNumber = 1; PartNumber <= parts; PartNumber += 1) {
    Body.fill(PartNumber);
    const { ETag } = await client.send(
      new UploadPartCommand({ Bucket, Key, UploadId, PartNumber, Body }),
    );
    Parts.push({ PartNumber, ETag });
  }
  await client.send(
    new CompleteMultipartUploadCommand({ Bucket, Key, UploadId, MultipartUpload: { Parts } }),
  );
  if (Tagging !== undefined) await tagAs(client, Bucket, Key, Tagging);
  const { ETag = '' } = await client.send(new HeadObjectCommand({ Bucket, Key }));
  return ETag.replaceAll('"', '');
}

/** Ceph 16.2 forgets the tags that an upload in parts begins with. */
async function tagAs(
  client: Field['client'],
  Bucket: string,
  Key: string,
  tagging: string,
): Promise<void> {
  const TagSet = [...new URLSearchParams(tagging)].map(([Key, Value]) => ({ Key, Value }));
  await client.send(new PutObjectTaggingCommand({ Bucket, Key, Tagging: { TagSet } }));
}
