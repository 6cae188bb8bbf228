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

/** Who delivers a dataset. */
export interface Mover extends Party {
  /** Whether that is its real name, or stands for one that nobody has said. */
  readonly isKnown: boolean;
}

/** Our own mover, where it is us who move. */
export interface OwnMover {
  /** The ARN of whoever its keys belong to, where somebody has said so. */
  readonly principal?: string | undefined;
  /** Targets that other keys open, with whom those belong to. */
  readonly elsewhere: Readonly<Record<string, string | undefined>>;
}

/** Ours, by whoever its keys belong to; otherwise the role that the deployment has for each dataset. */
export function moverOf(
  {
    naming: { account },
    mover,
  }: { readonly naming: Naming; readonly mover?: OwnMover | undefined },
  grant: PushGrant,
): Mover {
  if (mover === undefined) {
    const name = moverNameOf(grant);
    return { name, arn: `arn:aws:iam::${account}:role/service-role/${name}`, isKnown: true };
  }
  const { targetBucket } = grant;
  const arn = Object.hasOwn(mover.elsewhere, targetBucket)
    ? mover.elsewhere[targetBucket]
    : mover.principal;
  if (arn !== undefined) return { name: arn, arn, isKnown: true };
  const standIn = `arn:aws:iam::${account}:user/whoever-the-keys-of-the-mover-belong-to`;
  return { name: 'the mover', arn: standIn, isKnown: false };
}
