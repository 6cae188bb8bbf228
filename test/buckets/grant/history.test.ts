import { describe, expect, test } from 'vitest';
import { readAll } from '../../../src/buckets/folder/reading.ts';
import { faultsIn, file, NAMING, pull, push, read } from './grants.ts';

// Every one of these happened to the people who kept such files by hand.
describe('what has gone wrong before', () => {
  test('bucket instead of target_bucket is explained, with the key to write', () => {
    const faults = faultsIn(read(push({ target_bucket: undefined, bucket: 'target-bucket' })));
    expect(faults).toEqual([
      {
        code: 'legacy key',
        line: 6,
        says: '`bucket` is the old name, and the deployment stops at it: write `target_bucket`.',
        suggestion: 'target_bucket',
      },
    ]);
  });

  test('an ARN as target is refused, and its bare name offered', () => {
    const faults = faultsIn(read(push({ target_bucket: 'arn:aws:s3:::target-bucket' })));
    expect(faults).toMatchObject([{ code: 'bucket is ARN', line: 2, suggestion: 'target-bucket' }]);
  });

  test('a bucket among the readers is refused', () => {
    const faults = faultsIn(read(pull({ pull_arns: '\n  - arn:aws:s3:::x' }), 'pull'));
    expect(faults).toMatchObject([{ code: 'arn is bucket', line: 3 }]);
  });

  test('an account id of ten digits is refused, as in the guide’s own example', () => {
    const arns = '\n  - arn:aws:iam::1234567890:role/role-name-1';
    const faults = faultsIn(read(pull({ pull_arns: arns }), 'pull'));
    expect(faults).toMatchObject([{ code: 'arn account', line: 3 }]);
    expect(faults[0]?.says).toContain('12 digits, this has 10');
  });

  test('a name that is a file name, or not the file’s, is refused with the right one', () => {
    expect(faultsIn(read(push({ name: 'new_project.yaml' })))).toMatchObject([
      { code: 'name', line: 1, suggestion: 'new_project' },
    ]);
    expect(faultsIn(read(push(), 'push', { fileName: 'other' }))).toMatchObject([
      { code: 'name differs', line: 1, suggestion: 'other' },
    ]);
  });

  test('underscores in a pull name are accepted, and the bucket it makes is shown', () => {
    const reading = read(pull({ name: 'new_project' }), 'pull');
    expect(reading).toMatchObject({ grant: { name: 'new_project' } });
    expect(reading.remarks.map(({ says }) => says)).toEqual([
      'Buckets have no underscores: this one is `mojap-new-project`.',
    ]);
  });

  test('a flag that is a list is refused, since the list would switch it on', () => {
    for (const value of [
      '[False]',
      '\n  - False',
      '[True, False]',
      '[]',
      '"no"',
      'no',
      '0',
      '"true"',
    ])
      expect(faultsIn(read(pull({ allow_push: value }), 'pull')), value).toMatchObject([
        { code: 'flag', suggestion: 'allow_push: false' },
      ]);
    const live = read(pull({ allow_push: '\n  - True' }), 'pull');
    expect(live).toMatchObject({
      grant: { allowPush: true },
      remarks: [{ code: 'flag', line: 7 }],
    });
  });

  test('a key that nobody reads is refused, so that none is checked under one name and read under another', () => {
    expect(faultsIn(read(pull({ is_writable: 'true' }), 'pull'))).toMatchObject([
      { code: 'unknown key', line: 7, suggestion: 'allow_push' },
    ]);
    expect(faultsIn(read(push({ allow_push: 'true' })))).toMatchObject([{ code: 'unknown key' }]);
    expect(faultsIn(read(push({ keep_file: 'true' })))).toMatchObject([
      { suggestion: 'keep_files' },
    ]);
  });

  test('one user may be in a push dataset and in two pull datasets', () => {
    const { good, aside } = readAll(
      [
        file('push', 'a', push({ name: 'a' })),
        file('pull', 'b', pull({ name: 'b' })),
        file('pull', 'c', pull({ name: 'c' })),
      ],
      { naming: NAMING },
    );
    expect(aside).toEqual([]);
    expect(good).toHaveLength(3);
  });

  test('a user whose role is gone sets that dataset aside, and no other', () => {
    const { good, aside } = readAll(
      [file('push', 'a', push({ name: 'a' })), file('pull', 'b', pull({ name: 'b' }))],
      { naming: NAMING, hasRole: (user) => user !== 'alpha_app_two' },
    );
    expect(good.map(({ path }) => path)).toEqual(['pull_datasets/b.yaml']);
    expect(aside).toMatchObject([
      { path: 'push_datasets/a.yaml', faults: [{ code: 'user gone', line: 5 }] },
    ]);
  });

  test('a stray bucket in a pull file is remarked upon, and nothing more', () => {
    const reading = read(pull({ bucket: 'whatever' }), 'pull');
    expect(reading).toMatchObject({ grant: {}, remarks: [{ code: 'legacy key', line: 7 }] });
  });

  test('no paperwork is a fault of new requests, and a reminder for old ones', () => {
    for (const value of [undefined, 'TBD', 'n/a', '""', '[]', '[tbc, "-"]', '~']) {
      const text = push({ paperwork: value });
      expect(faultsIn(read(text)), value).toMatchObject([{ code: 'paperwork' }]);
      expect(read(text, 'push', { isNew: false }), value).toMatchObject({
        grant: { name: 'new_project' },
        remarks: [{ code: 'paperwork' }],
      });
    }
  });

  test('one name is one dataset, of whichever kind', () => {
    const { good, aside } = readAll(
      [
        file('push', 'a', push({ name: 'a' })),
        file('pull', 'a', pull({ name: 'a' })),
        file('push', 'b', push({ name: 'b' })),
      ],
      { naming: NAMING },
    );
    expect(good.map(({ path }) => path)).toEqual(['push_datasets/b.yaml']);
    expect(aside.map(({ faults }) => faults[0]?.code)).toEqual(['name taken', 'name taken']);
  });

  test('two names that make one bucket are both set aside', () => {
    const { good, aside } = readAll(
      [file('pull', 'a_b', pull({ name: 'a_b' })), file('pull', 'a-b', pull({ name: 'a-b' }))],
      { naming: NAMING },
    );
    expect(good).toEqual([]);
    expect(aside.map(({ faults }) => faults[0]?.code)).toEqual(['bucket taken', 'bucket taken']);
  });
});
