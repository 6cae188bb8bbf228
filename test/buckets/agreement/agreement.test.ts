import { DeleteBucketPolicyCommand } from '@aws-sdk/client-s3';
import fc from 'fast-check';
import { afterAll, beforeAll, describe, expect, test } from 'vitest';
import { noCeph } from '../../support/ceph.ts';
import { CEPH_STARTS_WITHIN } from '../../support/ceph-user.ts';
import { AGREED, DIFFERENT, GETS, LISTS, NOT_TAKEN } from './cases.ts';
import { aCourt, type Draft, type Try } from './ceph-answers.ts';

describe.skipIf(noCeph !== undefined)(noCeph ?? 'the evaluator and a real store', () => {
  let court: Awaited<ReturnType<typeof aCourt>>;
  beforeAll(async () => {
    court = await aCourt();
  }, CEPH_STARTS_WITHIN);
  afterAll(async () => {
    await court?.clientOf('owner').send(new DeleteBucketPolicyCommand({ Bucket: court.bucket }));
    court?.end();
  });

  const answers = async (draft: Draft, tries: readonly Try[]) => {
    expect(await court.put(draft)).toBeUndefined();
    const said = await Promise.all(tries.map((one) => court.ceph(one)));
    return tries.map((one, index) => ({ ...one, ceph: said[index], ours: court.ours(draft, one) }));
  };

  test.each(AGREED)('agree about %s', async (_, draft, tries) => {
    const said = await answers(draft, tries);
    expect(said.filter(({ ceph, ours }) => ceph !== ours)).toEqual([]);
  });

  test.each(DIFFERENT)('Ceph differs: %s', async (_, draft, one, { ceph, documented }) => {
    expect(await answers(draft, [one])).toMatchObject([{ ceph, ours: documented }]);
  });

  test.each(NOT_TAKEN)('Ceph takes no %s', async (_, draft) => {
    expect(await court.put(draft)).toMatch(/InvalidArgument|MalformedPolicy/);
  });

  test('agree about policies that chance writes', async () => {
    const runs = process.env['HANDOFF_ENDURANCE'] === 'full' ? 300 : 12;
    const seed = Number(process.env['HANDOFF_SEED'] ?? 20_261_121);
    await fc.assert(
      fc.asyncProperty(policies, async (draft) => {
        const said = await answers(draft, [...GETS, ...LISTS]);
        expect(said.filter(({ ceph, ours }) => ceph !== ours)).toEqual([]);
      }),
      { numRuns: runs, seed, endOnFailure: true },
    );
  }, 600_000);
});

/** Two or three statements of all that both know. */
const policies = fc
  .array(
    fc.record({
      Effect: fc.constantFrom('Allow', 'Allow', 'Deny'),
      Principal: fc.constantFrom(
        '*',
        { AWS: 'ALICE' },
        { AWS: ['BOB', 'CAROL'] },
        { AWS: 'TENANT' },
      ),
      Action: fc.subarray(
        ['s3:GetObject', 's3:ListBucket', 's3:Get*', 's3:List?ucket', 's3:PutObject'],
        { minLength: 1 },
      ),
      Resource: fc.subarray(
        ['', '/*', '/open/*', '/shut/c', '/????/?', '*'].map((end) => `arn:aws:s3:::BUCKET${end}`),
        { minLength: 1 },
      ),
      Condition: fc.constantFrom(
        {},
        {},
        { StringLike: { 's3:prefix': 'open/*' } },
        { StringLikeIfExists: { 's3:prefix': ['open/?*', 'ope'] } },
        { IpAddress: { 'aws:SourceIp': '127.0.0.0/8' } },
        { NotIpAddress: { 'aws:SourceIp': '127.0.0.0/30' } },
        { NumericLessThan: { 's3:max-keys': '10' } },
        { Null: { 'aws:Nothing': 'true' } },
      ),
    }),
    { minLength: 1, maxLength: 4 },
  )
  .map((Statement): Draft => ({ Version: '2012-10-17', Statement }));
