import { type Naming, type PullGrant, type PushGrant, pullBucketOf } from '../grant/grant.ts';
import { DELIVER, PUT, READ, READ_AND_WRITE } from './actions.ts';
import type { Policy, Statement } from './document.ts';
import type { Party } from './party.ts';

export const VERSION = '2012-10-17';
const bucketArn = (bucket: string): string => `arn:aws:s3:::${bucket}`;
export const objectsIn = (bucket: string, prefix = ''): string => `${bucketArn(bucket)}/${prefix}*`;

/**
 * Nothing but TLS 1.2 or newer. Without the second statement plain HTTP would pass: it has no version of TLS that could
 * be too low.
 */
function onlyEncrypted(bucket: string): readonly Statement[] {
  const all = {
    Effect: 'Deny',
    Principal: { AWS: ['*'] },
    Action: ['s3:*'],
    Resource: [bucketArn(bucket), objectsIn(bucket)],
  } as const;
  return [
    { Sid: 'DenyOldTls', ...all, Condition: { NumericLessThan: { 's3:TlsVersion': ['1.2'] } } },
    { Sid: 'DenyPlainHttp', ...all, Condition: { Bool: { 'aws:SecureTransport': ['false'] } } },
  ];
}

/** A bucket that others read from. Without readers nobody outside has anything. */
export function pullBucketPolicy(
  naming: Naming,
  grant: Pick<PullGrant, 'name' | 'pullArns' | 'allowPush'>,
  users: readonly Party[] = [],
): Policy {
  const bucket = pullBucketOf(naming, grant.name);
  const readers = sorted(grant.pullArns);
  return {
    Version: VERSION,
    Statement: [
      ...(readers.length === 0
        ? []
        : [
            {
              Sid: grant.allowPush ? 'ReadersReadAndWrite' : 'ReadersRead',
              Effect: 'Allow' as const,
              Principal: { AWS: readers },
              Action: grant.allowPush ? READ_AND_WRITE : READ,
              Resource: [objectsIn(bucket)],
            },
            listing('ReadersList', bucket, readers),
          ]),
      ...(users.length === 0
        ? []
        : [
            {
              Sid: 'UsersReadAndWrite',
              Effect: 'Allow' as const,
              Principal: { AWS: arnsOf(users) },
              Action: READ_AND_WRITE,
              Resource: [objectsIn(bucket)],
            },
            listing('UsersList', bucket, arnsOf(users)),
          ]),
      ...onlyEncrypted(bucket),
    ],
  };
}

/**
 * The hub. Users have what they may from their own policies; where the store knows none of those, it is written here:
 * for each dataset its users.
 */
export function hubPolicy(
  { hub }: Naming,
  datasets: readonly { readonly grant: PushGrant; readonly users: readonly Party[] }[] = [],
): Policy {
  const named = datasets.filter(({ users }) => users.length > 0);
  return {
    Version: VERSION,
    Statement: [
      ...named
        .toSorted((a, b) => (a.grant.name < b.grant.name ? -1 : 1))
        .flatMap(({ grant, users }): Statement[] => [
          {
            Sid: `${sidOf(grant.name)}Put`,
            Effect: 'Allow',
            Principal: { AWS: arnsOf(users) },
            Action: PUT,
            Resource: [objectsIn(hub, `${grant.name}/`)],
          },
          listing(`${sidOf(grant.name)}List`, hub, arnsOf(users), `${grant.name}/`),
        ]),
      ...onlyEncrypted(hub),
    ],
  };
}

/**
 * What the owner of a target adds to its policy, so that the mover can deliver: both accounts have to agree. It lists
 * what it delivers, too: a store without conditional writes, such as Ceph, leaves no other way to see that nothing is
 * written over. Over TLS alone; a store that does not say whether it is TLS has to see to that at its door.
 */
export function targetOwnersStatements(
  { arn }: Pick<Party, 'arn'>,
  grant: PushGrant,
): readonly Statement[] {
  return [
    {
      Sid: `${sidOf(grant.name)}Delivery`,
      Effect: 'Allow',
      Principal: { AWS: [arn] },
      Action: DELIVER,
      Resource: [objectsIn(grant.targetBucket, `${grant.name}/`)],
      Condition: OVER_TLS,
    },
    listing(`${sidOf(grant.name)}Look`, grant.targetBucket, [arn], `${grant.name}/`, OVER_TLS),
  ];
}

const OVER_TLS = { BoolIfExists: { 'aws:SecureTransport': ['true'] } } as const;

function listing(
  Sid: string,
  bucket: string,
  principals: readonly string[],
  prefix?: string,
  more: Statement['Condition'] = {},
): Statement {
  const Condition = { ...(prefix === undefined ? {} : withPrefix([prefix])), ...more };
  return {
    Sid,
    Effect: 'Allow',
    Principal: { AWS: principals },
    Action: ['s3:ListBucket'],
    Resource: [bucketArn(bucket)],
    ...(Object.keys(Condition).length === 0 ? {} : { Condition }),
  };
}

/** Not without the slash: the listing of `lung` would show the keys of `lung_2`. */
export function withPrefix(prefixes: readonly string[]): NonNullable<Statement['Condition']> {
  return { StringLike: { 's3:prefix': prefixes.map((prefix) => `${prefix}*`) } };
}

/** Sids have letters and digits only, and names none that are large: no two names become the same. */
const sidOf = (name: string): string => name.replaceAll('_', 'X');

const arnsOf = (users: readonly Party[]): readonly string[] => sorted(users.map(({ arn }) => arn));
export const sorted = (texts: readonly string[]): readonly string[] => [...new Set(texts)].sort();
