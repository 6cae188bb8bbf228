import { type Bucket, connectS3, S3Fault } from '../../objects/s3/connection.ts';
import type { BucketControl } from './ports.ts';

export interface S3ControlNeeds extends Omit<Bucket, 'bucket'> {
  /** 12 digits: a bucket of this name in another account is refused rather than written to. Absent where there are none. */
  readonly account?: string | undefined;
  /** What the store has; a setting that it lacks is neither looked at nor made. */
  readonly has: { readonly encryption: boolean; readonly publicAccessBlock: boolean };
}

const BLOCKED = {
  BlockPublicAcls: true,
  BlockPublicPolicy: true,
  IgnorePublicAcls: true,
  RestrictPublicBuckets: true,
} as const;

/** AWS, or a store that speaks its language. */
export function createS3Control(needs: S3ControlNeeds): BucketControl {
  const { has, region } = needs;
  const s3 = connectS3({ ...needs, bucket: '' });
  const at = (Bucket: string) =>
    needs.account === undefined ? { Bucket } : { Bucket, ExpectedBucketOwner: needs.account };

  async function policyOf(bucket: string): Promise<string | undefined> {
    const found = await s3
      .ask((client, sdk) => client.send(new sdk.GetBucketPolicyCommand(at(bucket))))
      .catch(unlessAbsent);
    return found?.Policy;
  }
  async function isVersioned(bucket: string): Promise<boolean> {
    const { Status } = await s3.ask((client, sdk) =>
      client.send(new sdk.GetBucketVersioningCommand(at(bucket))),
    );
    return Status === 'Enabled';
  }
  async function isEncrypted(bucket: string): Promise<boolean> {
    const found = await s3
      .ask((client, sdk) => client.send(new sdk.GetBucketEncryptionCommand(at(bucket))))
      .catch(unlessAbsent);
    const rules = found?.ServerSideEncryptionConfiguration?.Rules ?? [];
    return rules.some(
      (rule) => rule.ApplyServerSideEncryptionByDefault?.SSEAlgorithm !== undefined,
    );
  }
  async function isBlocked(bucket: string): Promise<boolean> {
    const found = await s3
      .ask((client, sdk) => client.send(new sdk.GetPublicAccessBlockCommand(at(bucket))))
      .catch(unlessAbsent);
    const block = found?.PublicAccessBlockConfiguration;
    return (
      block?.BlockPublicAcls === true &&
      block.BlockPublicPolicy === true &&
      block.IgnorePublicAcls === true &&
      block.RestrictPublicBuckets === true
    );
  }

  return {
    async look(bucket) {
      try {
        await s3.ask((client, sdk) => client.send(new sdk.HeadBucketCommand(at(bucket))));
      } catch (fault) {
        if (!(fault instanceof S3Fault)) throw fault;
        if (fault.status === 404) return undefined;
        if (fault.status === 403 || fault.status === 301) return 'not ours';
        throw fault;
      }
      return {
        policy: await policyOf(bucket),
        versioning: await isVersioned(bucket),
        encrypted: has.encryption ? await isEncrypted(bucket) : undefined,
        publicAccessBlocked: has.publicAccessBlock ? await isBlocked(bucket) : undefined,
      };
    },
    async create(Bucket) {
      await s3.ask((client, sdk) => {
        const known = Object.values(sdk.BucketLocationConstraint);
        // The first region is the one that is not named; a store without accounts has no regions.
        const place = needs.account === undefined ? undefined : known.find((one) => one === region);
        const configuration = place && { CreateBucketConfiguration: { LocationConstraint: place } };
        return client.send(new sdk.CreateBucketCommand({ Bucket, ...configuration }));
      });
    },
    async setPolicy(bucket, Policy) {
      await s3.ask((client, sdk) =>
        client.send(new sdk.PutBucketPolicyCommand({ ...at(bucket), Policy })),
      );
    },
    async blockPublicAccess(bucket) {
      await s3.ask((client, sdk) =>
        client.send(
          new sdk.PutPublicAccessBlockCommand({
            ...at(bucket),
            PublicAccessBlockConfiguration: BLOCKED,
          }),
        ),
      );
    },
    async encrypt(bucket) {
      const Rules = [{ ApplyServerSideEncryptionByDefault: { SSEAlgorithm: 'AES256' as const } }];
      await s3.ask((client, sdk) =>
        client.send(
          new sdk.PutBucketEncryptionCommand({
            ...at(bucket),
            ServerSideEncryptionConfiguration: { Rules },
          }),
        ),
      );
    },
    async setVersioning(bucket, kept) {
      const Status = kept ? 'Enabled' : 'Suspended';
      await s3.ask((client, sdk) =>
        client.send(
          new sdk.PutBucketVersioningCommand({
            ...at(bucket),
            VersioningConfiguration: { Status },
          }),
        ),
      );
    },
  };
}

function unlessAbsent(fault: unknown): undefined {
  if (!(fault instanceof S3Fault && fault.status === 404)) throw fault;
}
