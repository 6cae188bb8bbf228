/** The real S3 client against the simulated buckets. */
import { ListObjectsV2Command, S3Client } from '@aws-sdk/client-s3';
import type { Sandbox } from '../world/sandbox.ts';

export function clientOf(
  { world }: Pick<Sandbox, 'world'>,
  accessKeyId = world.credentials.stagingAccessKey,
): S3Client {
  const secretAccessKey = world.credentials.stagingSecretKey;
  return new S3Client({
    endpoint: world.stagingEndpoint,
    region: 'auto',
    forcePathStyle: true,
    credentials: { accessKeyId, secretAccessKey },
    maxAttempts: 1,
  });
}

export async function keysOf(
  sandbox: Sandbox,
  prefix: string,
  pageSize = 1000,
  bucket = sandbox.world.stagingBucket,
): Promise<string[]> {
  const client = clientOf(sandbox);
  const keys: string[] = [];
  let token: string | undefined;
  do {
    const page = await client.send(
      new ListObjectsV2Command({
        Bucket: bucket,
        Prefix: prefix,
        MaxKeys: pageSize,
        ContinuationToken: token,
      }),
    );
    keys.push(...(page.Contents ?? []).flatMap(({ Key }) => Key ?? []));
    token = page.NextContinuationToken;
  } while (token);
  return keys;
}
