import {
  CreateBucketCommand,
  DeleteObjectCommand,
  GetObjectCommand,
  ListObjectsV2Command,
  PutBucketPolicyCommand,
  PutObjectCommand,
  type S3Client,
} from '@aws-sdk/client-s3';
import { identityOf } from '../../../src/buckets/evaluate/caller.ts';
import { type AccessRequest, evaluate } from '../../../src/buckets/evaluate/evaluate.ts';
import { type Policy, readPolicy } from '../../../src/buckets/policy/document.ts';
import { systemRandom } from '../../../src/config/system.ts';
import { cephHands, cephUser } from '../../support/ceph-user.ts';

/** The people of these cases: the owner of the bucket, two others of its account, one of another, and nobody. */
export const CALLERS = ['owner', 'alice', 'bob', 'carol', 'anonymous'] as const;
export type CallerName = (typeof CALLERS)[number];

/** What they try. Ceph knows these keys of a request; the rest of it is alike. */
export interface Try {
  readonly who: CallerName;
  readonly action: 's3:GetObject' | 's3:PutObject' | 's3:DeleteObject' | 's3:ListBucket';
  readonly key?: string;
  readonly prefix?: string;
  readonly most?: number;
}

/** A policy with `BUCKET` for the bucket’s name, and `ALICE`, `BOB`, `CAROL` for people’s ARNs. */
export type Draft = Readonly<Record<string, unknown>>;

const ANYTHING: Policy = {
  Statement: [{ Effect: 'Allow', Action: ['*'], Resource: ['*'] }],
};

const KEYS = ['open/a', 'open/deep/b', 'shut/c', 'd'];

/** A bucket of Ceph with people around it, whom anything can be asked of: what does Ceph say, and what do we? */
export async function aCourt() {
  const id = systemRandom
    .id()
    .replace(/[^a-z0-9]/gi, '')
    .toLowerCase();
  const names = { owner: `o${id}`, alice: `a${id}`, bob: `b${id}`, carol: `t${id}$c${id}` };
  const bucket = `court-${id}`;
  const hands = new Map<string, S3Client>();
  let endpoint = '';
  for (const [who, name] of Object.entries(names)) {
    const access = await cephUser(name);
    endpoint = access.endpoint;
    hands.set(who, cephHands(access).client);
  }
  const owner = clientOf('owner');
  await owner.send(new CreateBucketCommand({ Bucket: bucket }));
  for (const Key of KEYS)
    await owner.send(new PutObjectCommand({ Bucket: bucket, Key, Body: 'x' }));

  function clientOf(who: string): S3Client {
    const client = hands.get(who);
    if (client === undefined) throw new Error(`${who} has no keys.`);
    return client;
  }

  const arns: Readonly<Record<Exclude<CallerName, 'anonymous'>, string>> = {
    owner: 'arn:aws:iam:::root',
    alice: `arn:aws:iam:::user/${names.alice}`,
    bob: `arn:aws:iam:::user/${names.bob}`,
    carol: `arn:aws:iam::t${id}:user/c${id}`,
  };
  const written = (draft: Draft): string =>
    JSON.stringify(draft)
      .replaceAll('BUCKET', bucket)
      .replaceAll('ALICE', arns.alice)
      .replaceAll('BOB', arns.bob)
      .replaceAll('CAROL', arns.carol)
      .replaceAll('TENANT', `t${id}`);

  return {
    bucket,
    names,
    clientOf,
    end() {
      for (const client of hands.values()) client.destroy();
    },
    /** Undefined where Ceph takes it; otherwise what it answers. */
    async put(draft: Draft): Promise<string | undefined> {
      try {
        await owner.send(new PutBucketPolicyCommand({ Bucket: bucket, Policy: written(draft) }));
        return undefined;
      } catch (error) {
        return String(error);
      }
    },
    ceph: (one: Try): Promise<boolean> => (one.who === 'anonymous' ? unsigned(one) : signed(one)),
    ours(draft: Draft, one: Try): boolean {
      const resource = readPolicy(written(draft));
      if (resource === undefined) throw new Error(`No policy: ${written(draft)}`);
      // Ceph does not ask another account’s own policies: here they allow everything.
      const identity = one.who === 'carol' ? [ANYTHING] : [];
      return evaluate(requestOf(one), { resource, identity }).allowed;
    },
  };

  function requestOf({ who, action, key, prefix, most }: Try): AccessRequest {
    return {
      caller: who === 'anonymous' ? who : identityOf(arns[who]),
      action,
      resource: `arn:aws:s3:::${bucket}${action === 's3:ListBucket' ? '' : `/${key}`}`,
      owner: '',
      context: {
        'aws:SourceIp': '127.0.0.1',
        'aws:CurrentTime': new Date().toISOString(),
        ...(prefix === undefined ? {} : { 's3:prefix': prefix }),
        ...(most === undefined ? {} : { 's3:max-keys': String(most) }),
      },
    };
  }

  async function signed({ who, action, key: Key, prefix, most }: Try): Promise<boolean> {
    const client = clientOf(who);
    const Bucket = who === 'carol' ? `:${bucket}` : bucket; // of another tenant
    try {
      switch (action) {
        case 's3:GetObject':
          await (
            await client.send(new GetObjectCommand({ Bucket, Key }))
          ).Body?.transformToByteArray();
          return true;
        case 's3:PutObject':
          await client.send(
            new PutObjectCommand({
              Bucket,
              Key: `${Key}-put`,
              Body: Buffer.alloc(0),
              ContentLength: 0,
            }),
          );
          return true;
        case 's3:DeleteObject': // what is not there: so that the next one finds all
          await client.send(new DeleteObjectCommand({ Bucket, Key: `${Key}-absent` }));
          return true;
        case 's3:ListBucket':
          await client.send(new ListObjectsV2Command({ Bucket, Prefix: prefix, MaxKeys: most }));
          return true;
      }
    } catch (error) {
      if (error instanceof Error && /AccessDenied/.test(error.name)) return false;
      throw error;
    }
  }

  async function unsigned({ action, key, prefix, most }: Try): Promise<boolean> {
    const query = new URLSearchParams({ 'list-type': '2' });
    if (prefix !== undefined) query.set('prefix', prefix);
    if (most !== undefined) query.set('max-keys', String(most));
    const asked = {
      's3:GetObject': ['GET', `/${key}`],
      's3:PutObject': ['PUT', `/${key}-put`],
      's3:DeleteObject': ['DELETE', `/${key}-absent`],
      's3:ListBucket': ['GET', `?${query}`],
    } as const;
    const [method, path] = asked[action];
    const answer = await fetch(`${endpoint}/${bucket}${path}`, { method });
    await answer.arrayBuffer();
    if (answer.ok) return true;
    if (answer.status === 403) return false;
    throw new Error(`${method} ${path}: ${answer.status}`);
  }
}
