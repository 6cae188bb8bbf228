import { CreateBucketCommand, PutBucketVersioningCommand, S3Client } from '@aws-sdk/client-s3';
import { inject } from 'vitest';
import { z } from 'zod';

const answer = z.object({ endpoint: z.string(), accessKey: z.string(), secretKey: z.string() });
export type CephAccess = z.infer<typeof answer>;

/** The gateway usually needs 12 s to start; on a busy machine far more. */
export const CEPH_STARTS_WITHIN = 120_000;

/** A user of the run’s Ceph, which starts with the first. Names are unique in a run. */
export async function cephUser(name: string, capabilities?: string): Promise<CephAccess> {
  const query = capabilities === undefined ? '' : `?${new URLSearchParams({ capabilities })}`;
  const response = await fetch(`${inject('cephDesk')}/${encodeURIComponent(name)}${query}`);
  const text = await response.text();
  if (!response.ok) throw new Error(`Ceph can’t be used: ${text}`);
  return answer.parse(JSON.parse(text));
}

/** The user’s own hands: what the program never does, such as making buckets. */
export function cephHands({ endpoint, accessKey, secretKey }: CephAccess) {
  const client = new S3Client({
    endpoint,
    region: 'us-east-1',
    forcePathStyle: true,
    requestChecksumCalculation: 'WHEN_REQUIRED',
    responseChecksumValidation: 'WHEN_REQUIRED',
    credentials: { accessKeyId: accessKey, secretAccessKey: secretKey },
  });
  return {
    client,
    async makeBucket(Bucket: string, { versions = false } = {}): Promise<void> {
      await client.send(new CreateBucketCommand({ Bucket }));
      if (!versions) return;
      const VersioningConfiguration = { Status: 'Enabled' } as const;
      await client.send(new PutBucketVersioningCommand({ Bucket, VersioningConfiguration }));
    },
  };
}
