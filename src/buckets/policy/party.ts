import type { Naming, PushGrant } from '../grant/grant.ts';

/** Somebody whose access is looked after: a user of the platform under its ARN. */
export interface Party {
  readonly name: string;
  readonly arn: string;
}

/** How the users of an installation are known to its store: as roles of AWS, or as users of a store like Ceph. */
export type Identities = 'roles' | 'users';

export function partyOf(
  name: string,
  { account }: Pick<Naming, 'account'>,
  identities: Identities,
): Party {
  return identities === 'roles'
    ? { name, arn: `arn:aws:iam::${account}:role/${name}` }
    : { name, arn: `arn:aws:iam:::user/${name}` };
}

/** The name that its role has had since the first deployment; targets’ owners have it in their policies. */
export function moverNameOf({ name, keepFiles }: PushGrant): string {
  return `export_${name}-${keepFiles ? 'copy' : 'move'}`;
}

export function moverRoleOf({ account }: Pick<Naming, 'account'>, grant: PushGrant): string {
  return `arn:aws:iam::${account}:role/service-role/${moverNameOf(grant)}`;
}
