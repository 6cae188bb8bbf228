import { describe, expect, test } from 'vitest';
import { differenceOf, riskOf } from '../../src/buckets/access/change.ts';
import { matrixOf, type Right } from '../../src/buckets/access/matrix.ts';
import { fingerprintOf, planOf } from '../../src/buckets/apply/plan.ts';
import { identityOf } from '../../src/buckets/evaluate/caller.ts';
import { evaluate } from '../../src/buckets/evaluate/evaluate.ts';
import type { PullGrant, PushGrant } from '../../src/buckets/grant/grant.ts';
import { allPolicies, type Setting } from '../../src/buckets/policy/all-policies.ts';
import {
  pullBucketPolicy,
  targetOwnersStatements,
} from '../../src/buckets/policy/bucket-policy.ts';
import { canonical, type Policy, readPolicy } from '../../src/buckets/policy/document.ts';
import { faultsOf } from '../../src/buckets/policy/guard.ts';
import { moverPolicy } from '../../src/buckets/policy/identity-policy.ts';
import { moverOf } from '../../src/buckets/policy/party.ts';
import { NAMING, READER } from './grant/grants.ts';

const SETTING: Setting = { naming: NAMING, identities: 'roles', usersIn: 'identities' };
const push: PushGrant = {
  kind: 'push',
  name: 'lung',
  users: ['alpha_user_one', 'alpha_user_two'],
  paperwork: ['DPIA 1'],
  targetBucket: 'target-bucket',
  keepFiles: false,
};
const pull: PullGrant = {
  kind: 'pull',
  name: 'heart_2',
  users: ['alpha_user_one'],
  paperwork: ['DPIA 1'],
  pullArns: [READER],
  allowPush: false,
  bucketVersioning: false,
};

/** `who over how at where: rights`, for all that is allowed. */
function allowed(cells: Awaited<ReturnType<typeof matrixOf>>): readonly string[] {
  const rows = new Map<string, Right[]>();
  for (const { subject, place, over, right, verdict } of cells) {
    if (!verdict.allowed) continue;
    const row = `${subject.role} ${subject.name} ${over} ${place.path}`;
    rows.set(row, [...(rows.get(row) ?? []), right]);
  }
  return [...rows].map(([row, rights]) => `${row}: ${rights.join(' ')}`);
}

describe('who can do what', () => {
  test('users put below their prefix and list there, the mover takes and delivers, nobody else has anything', async () => {
    expect(allowed(await matrixOf(SETTING, push))).toEqual([
      'user alpha_user_one TLS s3://mojap-hub-exports/lung/: list write',
      'user alpha_user_two TLS s3://mojap-hub-exports/lung/: list write',
      'mover export_lung-move TLS s3://mojap-hub-exports/lung/: list read delete',
      'mover export_lung-move TLS s3://target-bucket/lung/: list read write',
    ]);
  });
  test('a target’s owner lets the mover list its own prefix alone, and nothing without TLS', () => {
    const mover = moverOf(SETTING, push);
    const resource: Policy = {
      Version: '2012-10-17',
      Statement: targetOwnersStatements(mover, push),
    };
    const identity = [moverPolicy(NAMING, push).policy];
    const may = (action: string, key: string, context: Record<string, string>) =>
      evaluate(
        {
          ...{ caller: identityOf(mover.arn), action, owner: '999988887777', context },
          resource: `arn:aws:s3:::target-bucket${key}`,
        },
        { identity, resource },
      ).allowed;
    const tls = { 'aws:SecureTransport': 'true' };
    const plain = { 'aws:SecureTransport': 'false' };
    const list = (prefix: object, over = tls) => may('s3:ListBucket', '', { ...over, ...prefix });
    expect(list({ 's3:prefix': 'lung/' })).toBe(true);
    expect(list({ 's3:prefix': 'lung/some/file.csv' })).toBe(true);
    for (const other of ['', 'lung', 'lung_2/', 'heart/'])
      expect(list({ 's3:prefix': other }), other).toBe(false);
    expect(list({})).toBe(false);
    expect(list({ 's3:prefix': 'lung/' }, plain)).toBe(false);
    expect(may('s3:PutObject', '/lung/a', tls)).toBe(true);
    expect(may('s3:PutObject', '/lung/a', plain)).toBe(false);
    expect(may('s3:PutObject', '/heart/a', tls)).toBe(false);
    expect(may('s3:DeleteObject', '/lung/a', tls)).toBe(false);
  });
  test('a mover that copies deletes nothing', async () => {
    expect(allowed(await matrixOf(SETTING, { ...push, keepFiles: true }))).toContain(
      'mover export_lung-copy TLS s3://mojap-hub-exports/lung/: list read',
    );
  });
  test('readers read their bucket and users fill it; with allow_push readers write as well', async () => {
    expect(allowed(await matrixOf(SETTING, pull))).toEqual([
      'user alpha_user_one TLS s3://mojap-heart-2/: list read write delete',
      `reader ${READER} TLS s3://mojap-heart-2/: list read`,
    ]);
    expect(allowed(await matrixOf(SETTING, { ...pull, allowPush: true }))).toContain(
      `reader ${READER} TLS s3://mojap-heart-2/: list read write delete`,
    );
  });
  test('it is the same where users are written into the policies of buckets', async () => {
    const setting: Setting = { ...SETTING, identities: 'users', usersIn: 'buckets' };
    const hub = async (one: Setting) =>
      allowed(await matrixOf(one, push)).filter((row) => row.startsWith('user'));
    expect(await hub(setting)).toEqual(await hub(SETTING));
  });
  test('a dataset whose name begins like another is not listed with it', async () => {
    const other = { ...push, name: 'lung_2', users: ['alpha_user_three'] };
    const cells = await matrixOf(SETTING, other, [push, other]);
    expect(allowed(cells).filter((row) => row.includes('three'))).toEqual([
      'user alpha_user_three TLS s3://mojap-hub-exports/lung_2/: list write',
    ]);
  });
  test('each denial says what is lacking, or who said no', async () => {
    const cells = (await matrixOf(SETTING, pull)).filter(({ place }) => place.what === 'own');
    const found = (role: string, over: string) =>
      cells.find((one) => one.subject.role === role && one.over === over && one.right === 'read')
        ?.verdict;
    expect(found('reader', 'plain HTTP')).toEqual({
      allowed: false,
      by: { side: 'resource', statement: 'DenyPlainHttp' },
    });
    expect(found('other account', 'TLS')).toEqual({ allowed: false, lacking: ['resource'] });
    expect(found('other of the account', 'TLS')).toEqual({
      allowed: false,
      lacking: ['identity', 'resource'],
    });
  });
});

test('a matrix of hundreds of people lets others have their turn', async () => {
  const users = Array.from({ length: 200 }, (_, n) => `alpha_user_${n}`);
  let turns = 0;
  const others = setInterval(() => {
    turns += 1;
  }, 0);
  const cells = await matrixOf(SETTING, { ...pull, users });
  clearInterval(others);
  expect(cells.length).toBeGreaterThan(3000);
  expect(turns).toBeGreaterThan(5);
});

describe('what a change changes', () => {
  const risk = async (
    before: typeof push | typeof pull | undefined,
    after: typeof push | typeof pull,
  ) => {
    const change = { before, after };
    const difference = await differenceOf(SETTING, change);
    return { difference, risk: riskOf(change, difference) };
  };
  test('adding a user needs approval, and shows what the user gains', async () => {
    const { difference, risk: reasons } = await risk(push, {
      ...push,
      users: [...push.users, 'alpha_user_new'],
    });
    expect(allowed(difference.added)).toEqual([
      'user alpha_user_new TLS s3://mojap-hub-exports/lung/: list write',
    ]);
    expect(difference.removed).toEqual([]);
    expect(reasons).toEqual(['somebody can do more']);
  });
  test('removing one needs none', async () => {
    const { difference, risk: reasons } = await risk(push, { ...push, users: ['alpha_user_one'] });
    expect(difference.added).toEqual([]);
    expect(difference.removed.map(({ subject }) => subject.name)).toContain('alpha_user_two');
    expect(reasons).toEqual([]);
  });
  test.each([
    ['a rotated ARN', pull, { ...pull, pullArns: [`${READER}2`] }, ['somebody can do more']],
    ['allow_push', pull, { ...pull, allowPush: true }, ['somebody can do more']],
    ['allow_push no more', { ...pull, allowPush: true }, pull, []],
    [
      'versions no more',
      { ...pull, bucketVersioning: true },
      pull,
      ['versions are no longer kept'],
    ],
    ['versions from now on', pull, { ...pull, bucketVersioning: true }, []],
    [
      'another target',
      push,
      { ...push, targetBucket: 'elsewhere' },
      ['somebody can do more', 'another target'],
    ],
    ['other paperwork', push, { ...push, paperwork: ['DPIA 2'] }, ['other paperwork']],
    ['files kept', push, { ...push, keepFiles: true }, ['somebody can do more']],
    ['a new dataset', undefined, push, ['new dataset']],
  ])('%s', async (_, before, after, reasons) => {
    expect((await risk(before, after)).risk).toEqual(reasons);
  });
});

describe('what is generated', () => {
  test('the policy of a pull bucket is what it has been, and plain HTTP is denied as well', () => {
    const [read, list, tls, http] = pullBucketPolicy(NAMING, pull).Statement;
    expect(read).toMatchObject({
      Principal: { AWS: [READER] },
      Action: ['s3:GetObject', 's3:GetObjectAcl', 's3:GetObjectVersion'],
      Resource: ['arn:aws:s3:::mojap-heart-2/*'],
    });
    expect(list).toMatchObject({
      Action: ['s3:ListBucket'],
      Resource: ['arn:aws:s3:::mojap-heart-2'],
    });
    expect(tls).toMatchObject({
      Effect: 'Deny',
      Condition: { NumericLessThan: { 's3:TlsVersion': ['1.2'] } },
    });
    expect(http).toMatchObject({
      Effect: 'Deny',
      Condition: { Bool: { 'aws:SecureTransport': ['false'] } },
    });
  });
  test('everything generated passes the last look, is read as a policy, and is the same every time', () => {
    const grants = [push, pull, { ...push, name: 'a_b', keepFiles: true }];
    const { buckets, users, movers } = allPolicies(SETTING, grants);
    for (const { bucket, policy } of buckets) expect(faultsOf(policy, { bucket })).toEqual([]);
    for (const { identity, policy } of [...users, ...movers]) {
      expect(faultsOf(policy, { identity })).toEqual([]);
      expect(readPolicy(canonical(policy))).toBeDefined();
    }
    expect([...planOf(SETTING, grants)]).toEqual([...planOf(SETTING, grants.toReversed())]);
    expect([...planOf(SETTING, [push]).keys()]).toEqual([
      'buckets/mojap-hub-exports/policy.json',
      'buckets/mojap-hub-exports/settings.json',
      'identities/alpha_user_one/hub_exports.json',
      'identities/alpha_user_two/hub_exports.json',
      'movers/export_lung-move/s3-access.json',
      'targets/target-bucket/export_lung-move.json',
    ]);
  });
  test('an approval holds for what was shown, and for nothing else', () => {
    const shown = { grant: push, before: null, lying: null, after: 'text' };
    const one = fingerprintOf(SETTING, shown);
    expect(fingerprintOf(SETTING, { ...shown })).toBe(one);
    expect(fingerprintOf(SETTING, { ...shown, after: 'text ' })).not.toBe(one);
    expect(fingerprintOf(SETTING, { ...shown, before: '' })).not.toBe(one);
    expect(fingerprintOf(SETTING, { ...shown, lying: 'by hand' })).not.toBe(one);
    expect(fingerprintOf({ ...SETTING, usersIn: 'buckets' }, shown)).not.toBe(one);
  });
});

const of = (over: object): Policy => {
  const base = {
    Effect: 'Allow',
    Principal: { AWS: READER },
    Action: 's3:GetObject',
    Resource: 'arn:aws:s3:::b-1/*',
  };
  const read = readPolicy(
    JSON.stringify({ Version: '2012-10-17', Statement: { ...base, ...over } }),
  );
  if (read === undefined) throw new Error('No policy.');
  return read;
};

describe('the last look at a policy', () => {
  test.each([
    ['everybody', 'one role or user', { Principal: '*' }, { Principal: { AWS: `${READER}2` } }],
    [
      'everybody, written as AWS',
      'one role or user',
      { Principal: { AWS: '*' } },
      { Principal: '*', Effect: 'Deny' },
    ],
    [
      'an account',
      'one role or user',
      { Principal: { AWS: 'arn:aws:iam::444455556666:root' } },
      { Principal: { AWS: 'arn:aws:iam::444455556666:user/root' } },
    ],
    [
      'a role with a wildcard',
      'one role or user',
      { Principal: { AWS: 'arn:aws:iam::444455556666:role/*' } },
      { Principal: { AWS: 'arn:aws:iam::444455556666:role/hub/reader' } },
    ],
    [
      'all but somebody',
      'whom it is not about',
      { Principal: undefined, NotPrincipal: { AWS: READER } },
      { Effect: 'Deny', Principal: { AWS: READER } },
    ],
    [
      'a service',
      'others than roles and users',
      { Principal: { Service: 's3.amazonaws.com' } },
      { Effect: 'Deny', Principal: { Service: 's3.amazonaws.com' } },
    ],
    [
      'a canonical user',
      'others than roles and users',
      { Principal: { CanonicalUser: 'abc' } },
      { Principal: { AWS: 'arn:aws:iam::444455556666:user/abc' } },
    ],
    [
      'nobody',
      'does not say whom',
      { Principal: undefined },
      { Principal: { AWS: [READER, `${READER}2`] } },
    ],
    ['all actions', 'one action of S3', { Action: '*' }, { Action: '*', Effect: 'Deny' }],
    [
      'all actions of S3',
      'one action of S3',
      { Action: 's3:*' },
      { Action: ['s3:GetObject', 's3:PutObject'] },
    ],
    [
      'actions by their beginning',
      'one action of S3',
      { Action: 's3:Get*' },
      { Action: 's3:GetObjectAcl' },
    ],
    [
      'all actions but one',
      'what it is not about',
      { Action: undefined, NotAction: 's3:PutObject' },
      { Action: 's3:PutObject' },
    ],
    [
      'the policy itself',
      'changes the bucket',
      { Action: 's3:PutBucketPolicy' },
      { Action: 's3:PutObject' },
    ],
    [
      'the bucket’s end',
      'changes the bucket',
      { Action: 's3:DeleteBucket' },
      { Action: 's3:DeleteObject' },
    ],
    [
      'actions of others',
      'one action of S3',
      { Action: 'iam:PassRole' },
      { Action: 's3:GetObjectTagging' },
    ],
    ['every bucket', 'not in this bucket', { Resource: '*' }, { Resource: 'arn:aws:s3:::b-1' }],
    [
      'another bucket',
      'not in this bucket',
      { Resource: 'arn:aws:s3:::b-2/*' },
      { Resource: 'arn:aws:s3:::b-1/a/*' },
    ],
    [
      'a bucket that begins alike',
      'not in this bucket',
      { Resource: 'arn:aws:s3:::b-1*' },
      { Resource: 'arn:aws:s3:::b-1/*' },
    ],
    [
      'a variable',
      'is wider than',
      { Resource: `arn:aws:s3:::b-1/$\{aws:username}/*` },
      { Resource: 'arn:aws:s3:::b-1/aws:username/*' },
    ],
    [
      'all places but one',
      'where it does not hold',
      { Resource: undefined, NotResource: 'arn:aws:s3:::b-1/a' },
      { Resource: 'arn:aws:s3:::b-1/a' },
    ],
    [
      'more than AWS takes',
      'is the most',
      { Principal: { AWS: Array.from({ length: 450 }, (_, at) => `${READER}-number-${at}`) } },
      { Principal: { AWS: Array.from({ length: 200 }, (_, at) => `${READER}-number-${at}`) } },
    ],
  ])('refuses %s by its own rule, and nothing beside it', (_, rule, refused, accepted) => {
    expect(faultsOf(of(refused), { bucket: 'b-1' }).join(' ')).toContain(rule);
    expect(faultsOf(of(accepted), { bucket: 'b-1' })).toEqual([]);
  });
});
