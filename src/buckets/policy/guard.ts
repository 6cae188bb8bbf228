import { canonical, type Policy, type Statement } from './document.ts';

/** Bytes that AWS takes of a bucket’s policy, and letters of all that are within one identity. */
const MOST_IN_BUCKET = 20 * 1024;
const MOST_IN_IDENTITY = 10_240;
const SOMEBODY = /^arn:aws:iam::(\d{12})?:(role|user)\/[\w+=,.@/-]+$/;
const ACTION = /^s3:[A-Za-z]+$/;
/** Rights over the bucket itself: who has one of them has all the others a moment later. */
const OVER_BUCKETS =
  /^s3:(Put|Delete|Create)(Bucket|Account|AccessPoint|Lifecycle|Encryption|Replication)/;

/**
 * What must not be in a policy that we put somewhere, whoever wrote it: a last look, which knows nothing of how ours
 * are made. One sentence each.
 */
export function faultsOf(
  policy: Policy,
  about: { readonly bucket: string } | { readonly identity: string },
): readonly string[] {
  const ofBucket = 'bucket' in about;
  const most = ofBucket ? MOST_IN_BUCKET : MOST_IN_IDENTITY;
  const bytes = Buffer.byteLength(canonical(policy));
  return [
    ...(policy.Version === '2012-10-17' ? [] : ['Its version is not 2012-10-17.']),
    ...(bytes > most ? [`It has ${bytes} bytes, and ${most} is the most.`] : []),
    ...policy.Statement.flatMap((statement, index) =>
      faultsIn(statement, ofBucket ? about.bucket : undefined).map(
        (fault) => `Statement ${statement.Sid || index + 1}: ${fault}`,
      ),
    ),
  ];
}

function faultsIn(statement: Statement, bucket: string | undefined): readonly string[] {
  const { Effect, Principal, NotPrincipal, Action = [], NotAction, Resource = [] } = statement;
  const faults: string[] = [];
  if (NotPrincipal !== undefined) faults.push('it names whom it is not about.');
  if (NotAction !== undefined) faults.push('it names what it is not about.');
  if (statement.NotResource !== undefined) faults.push('it names where it does not hold.');
  if (bucket === undefined && Principal !== undefined)
    faults.push('a policy of an identity names nobody.');
  if (bucket !== undefined && Principal === undefined)
    faults.push('it does not say whom it is about.');
  const own =
    bucket === undefined ? undefined : [`arn:aws:s3:::${bucket}`, `arn:aws:s3:::${bucket}/`];
  for (const resource of Resource) {
    if (own !== undefined && resource !== own[0] && !resource.startsWith(own[1] ?? ''))
      faults.push(`${resource} is not in this bucket.`);
    if (
      !/^arn:aws:s3:::[a-z0-9][a-z0-9.-]{1,61}[a-z0-9](\/[^*?]*\*?)?$/.test(resource) ||
      resource.includes('${')
    )
      faults.push(`${resource} is wider than one bucket, or one prefix of it.`);
  }
  if (Effect === 'Deny') return faults; // takes away: it may be as wide as it likes
  const { AWS = [], ...others } = Principal ?? {};
  if (Object.keys(others).length > 0) faults.push('it names others than roles and users.');
  for (const who of AWS)
    if (!SOMEBODY.test(who)) faults.push(`${who} is not exactly one role or user.`);
  for (const action of Action) {
    if (!ACTION.test(action)) faults.push(`${action} is not exactly one action of S3.`);
    else if (OVER_BUCKETS.test(action)) faults.push(`${action} changes the bucket itself.`);
  }
  return faults;
}
