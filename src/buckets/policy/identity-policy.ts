import {
  type Grant,
  type Naming,
  type PullGrant,
  type PushGrant,
  pullBucketOf,
} from '../grant/grant.ts';
import { DELIVER, PUT, READ_AND_WRITE, TAKE, TAKE_AWAY } from './actions.ts';
import { objectsIn, sorted, VERSION, withPrefix } from './bucket-policy.ts';
import type { Policy } from './document.ts';
import { moverNameOf } from './party.ts';

/** A policy within an identity, under the name that it has there. */
export interface InlinePolicy {
  readonly identity: string; // `alpha_user_anna`, or the mover’s role
  readonly name: string; // `hub_exports`
  readonly policy: Policy;
}

const HUB_POLICY = 'hub_exports';
const pullPolicyName = (dataset: string): string => `hub-exports-pull-${dataset}`;

/** All that users have of all grants: one policy each for the hub, and one for each pull bucket. */
export function userPolicies(naming: Naming, grants: readonly Grant[]): readonly InlinePolicy[] {
  const pushes = grants.filter((grant) => grant.kind === 'push');
  const pulls = grants.filter((grant) => grant.kind === 'pull');
  const putters = sorted(pushes.flatMap(({ users }) => users));
  return [
    ...putters.map((identity) => ({
      identity,
      name: HUB_POLICY,
      policy: hubUserPolicy(
        naming,
        pushes.filter(({ users }) => users.includes(identity)),
      ),
    })),
    ...pulls.flatMap((grant) =>
      sorted(grant.users).map((identity) => ({
        identity,
        name: pullPolicyName(grant.name),
        policy: pullUserPolicy(naming, grant),
      })),
    ),
  ];
}

/** Puts below the prefixes of its datasets, and lists there and nowhere else. */
function hubUserPolicy({ hub }: Naming, grants: readonly PushGrant[]): Policy {
  const prefixes = sorted(grants.map(({ name }) => `${name}/`));
  return {
    Version: VERSION,
    Statement: [
      {
        Sid: 'Put',
        Effect: 'Allow',
        Action: PUT,
        Resource: prefixes.map((prefix) => objectsIn(hub, prefix)),
      },
      {
        Sid: 'List',
        Effect: 'Allow',
        Action: ['s3:ListBucket'],
        Resource: [`arn:aws:s3:::${hub}`],
        Condition: withPrefix(prefixes),
      },
    ],
  };
}

function pullUserPolicy(naming: Naming, { name }: PullGrant): Policy {
  const bucket = pullBucketOf(naming, name);
  return {
    Version: VERSION,
    Statement: [
      {
        Sid: 'ReadAndWrite',
        Effect: 'Allow',
        Action: READ_AND_WRITE,
        Resource: [objectsIn(bucket)],
      },
      {
        Sid: 'List',
        Effect: 'Allow',
        Action: ['s3:ListBucket'],
        Resource: [`arn:aws:s3:::${bucket}`],
      },
    ],
  };
}

/** The mover’s role for one dataset: it takes from its prefix, and delivers to its target. */
export function moverPolicy({ hub }: Naming, grant: PushGrant): InlinePolicy {
  const { name, keepFiles, targetBucket } = grant;
  const prefix = `${name}/`;
  return {
    identity: moverNameOf(grant),
    name: 's3-access',
    policy: {
      Version: VERSION,
      Statement: [
        {
          Sid: keepFiles ? 'GetSourceBucket' : 'GetDeleteSourceBucket',
          Effect: 'Allow',
          Action: keepFiles ? TAKE : [...TAKE, ...TAKE_AWAY],
          Resource: [objectsIn(hub, prefix)],
        },
        {
          Sid: 'ListSourceBucket',
          Effect: 'Allow',
          Action: ['s3:ListBucket', 's3:ListBucketVersions'],
          Resource: [`arn:aws:s3:::${hub}`],
          Condition: withPrefix([prefix]),
        },
        {
          Sid: 'PutDestinationBucket',
          Effect: 'Allow',
          Action: DELIVER,
          Resource: [objectsIn(targetBucket, prefix)],
        },
        {
          Sid: 'ListDestinationBucket',
          Effect: 'Allow',
          Action: ['s3:ListBucket'],
          Resource: [`arn:aws:s3:::${targetBucket}`],
          Condition: withPrefix([prefix]),
        },
      ],
    },
  };
}
