import { type Grant, type Naming, pullBucketOf } from '../grant/grant.ts';
import { hubPolicy, pullBucketPolicy } from './bucket-policy.ts';
import type { Policy } from './document.ts';
import { type InlinePolicy, moverPolicy, userPolicies } from './identity-policy.ts';
import { type Identities, type OwnMover, partyOf } from './party.ts';

/** How an installation’s store is made. */
export interface Setting {
  readonly naming: Naming;
  readonly identities: Identities;
  /** Where it is written what users may: in policies of their own, or, where the store has none, of the buckets. */
  readonly usersIn: 'identities' | 'buckets';
  /**
   * For our own mover: what it removes is exactly what it delivered, also when somebody replaces it that moment. One
   * that removes by key alone would leave everything behind.
   */
  readonly hubKeepsVersions?: boolean;
  /** Absent: something else moves, under a role for each dataset. */
  readonly mover?: OwnMover | undefined;
}

/** Everything that a set of grants comes down to. */
export interface AllPolicies {
  readonly buckets: readonly BucketAndPolicy[]; // the hub first, then by name
  readonly users: readonly InlinePolicy[];
  readonly movers: readonly InlinePolicy[];
}

export interface BucketAndPolicy {
  readonly bucket: string;
  readonly policy: Policy;
  readonly versioning: boolean;
}

export function allPolicies(setting: Setting, given: readonly Grant[]): AllPolicies {
  const { naming, identities, usersIn } = setting;
  const grants = given.toSorted((a, b) => (a.name < b.name ? -1 : 1));
  const pushes = grants.filter((grant) => grant.kind === 'push');
  const pulls = grants.filter((grant) => grant.kind === 'pull');
  // Ceph takes no underscores here.
  const policyName = (name: string) => (identities === 'users' ? name.replaceAll('_', '-') : name);
  const usersOf = ({ users }: Grant) =>
    usersIn === 'buckets' ? users.map((user) => partyOf(user, naming, identities)) : [];
  return {
    buckets: [
      {
        bucket: naming.hub,
        policy: hubPolicy(
          naming,
          pushes.map((grant) => ({ grant, users: usersOf(grant) })),
        ),
        versioning: setting.hubKeepsVersions ?? false,
      },
      ...pulls.map((grant) => ({
        bucket: pullBucketOf(naming, grant.name),
        policy: pullBucketPolicy(naming, grant, usersOf(grant)),
        versioning: grant.bucketVersioning,
      })),
    ],
    users:
      usersIn === 'identities'
        ? userPolicies(naming, grants).map((one) => ({ ...one, name: policyName(one.name) }))
        : [],
    movers: pushes.map((grant) => moverPolicy(naming, grant)),
  };
}
