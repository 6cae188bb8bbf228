import { type Caller, identityOf } from '../evaluate/caller.ts';
import { type Grant, pullBucketOf } from '../grant/grant.ts';
import type { Setting } from '../policy/all-policies.ts';
import { moverNameOf, moverOf, partyOf } from '../policy/party.ts';

/** Somebody whose access is asked about. */
export interface Subject {
  readonly role: 'user' | 'reader' | 'mover' | 'other of the account' | 'other account' | 'anyone';
  readonly name: string;
  readonly caller: Caller;
  /** The name its policies are kept under. */
  readonly identity?: string;
}

/** A place whose access is asked about: a bucket, or what lies below a prefix of it. */
export interface Place {
  readonly path: string; // s3://mojap-hub-exports/new_project/
  readonly bucket: string;
  readonly prefix: string; // '' for the whole bucket
  readonly what: 'own' | 'another dataset' | 'whole hub' | 'target';
}

/** Names that nobody can have: they stand for all that are not named. */
const NOT_NAMED = 'not_in_this_request';
const ANOTHER_ACCOUNT = '000000000000';

/** Whom a grant is about, and those who must stay outside. */
export function subjectsOf(setting: Setting, grant: Grant): readonly Subject[] {
  const { naming, identities } = setting;
  const user = (name: string, role: Subject['role']): Subject => ({
    role,
    name,
    identity: name,
    caller: identityOf(partyOf(name, naming, identities).arn),
  });
  return [
    ...grant.users.map((name) => user(name, 'user')),
    ...(grant.kind === 'pull'
      ? grant.pullArns.map((arn) => ({
          role: 'reader' as const,
          name: arn,
          caller: identityOf(arn),
        }))
      : [
          {
            role: 'mover' as const,
            name: moverOf(setting, grant).name,
            identity: moverNameOf(grant),
            caller: identityOf(moverOf(setting, grant).arn),
          },
        ]),
    user(`alpha_user_${NOT_NAMED}`, 'other of the account'),
    {
      role: 'other account',
      name: 'any other account',
      caller: identityOf(`arn:aws:iam::${ANOTHER_ACCOUNT}:role/${NOT_NAMED}`),
    },
    { role: 'anyone', name: 'anyone, without keys', caller: 'anonymous' },
  ];
}

export function placesOf({ naming }: Setting, grant: Grant): readonly Place[] {
  const place = (bucket: string, prefix: string, what: Place['what']): Place => ({
    path: `s3://${bucket}/${prefix}`,
    bucket,
    prefix,
    what,
  });
  if (grant.kind === 'pull')
    return [place(pullBucketOf(naming, grant.name), '', 'own'), place(naming.hub, '', 'whole hub')];
  return [
    place(naming.hub, `${grant.name}/`, 'own'),
    place(naming.hub, `${NOT_NAMED}/`, 'another dataset'),
    place(naming.hub, '', 'whole hub'),
    place(grant.targetBucket, `${grant.name}/`, 'target'),
  ];
}
