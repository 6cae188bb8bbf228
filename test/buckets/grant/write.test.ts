import { describe, expect, test } from 'vitest';
import { againstBucket } from '../../../src/buckets/grant/bucket-name.ts';
import { expiryOf, type Grant } from '../../../src/buckets/grant/grant.ts';
import { rewriteGrant, writeGrant } from '../../../src/buckets/grant/write.ts';
import { pull, READER, read } from './grants.ts';

function grantIn(text: string, kind: Grant['kind'] = 'push'): Grant {
  const fileName = /\bname: *["']?([^\s"'#,]+)/.exec(text)?.[1] ?? '';
  const reading = read(text, kind, { isNew: false, fileName });
  if (!('grant' in reading)) throw new Error(JSON.stringify(reading.faults));
  return reading.grant;
}

const COMMENTED = `# asked for in July
name:   'new_project'    # the team's own word
target_bucket: "target-bucket"
users:
    - alpha_user_one   # leads
    - alpha_user_two

    # apps
    - alpha_app_three
keep_files: true
`;

describe('a file that is changed', () => {
  test('keeps every byte that is not about the change', () => {
    const before = grantIn(COMMENTED);
    const after: Grant = {
      ...before,
      users: ['alpha_user_one', 'alpha_app_three', 'airflow_four'],
    };
    expect(rewriteGrant(COMMENTED, before, after)).toBe(
      COMMENTED.replace('    - alpha_user_two\n', '').replace(
        '    - alpha_app_three\n',
        '    - alpha_app_three\n    - airflow_four\n',
      ),
    );
    expect(rewriteGrant(COMMENTED, before, before)).toBe(COMMENTED);
  });

  test('has a value replaced where it stands, and a new key at its end', () => {
    const before = grantIn(COMMENTED);
    if (before.kind !== 'push') throw new Error('Not a push.');
    const after: Grant = { ...before, targetBucket: 'elsewhere', paperwork: ['DPIA 1'] };
    expect(rewriteGrant(COMMENTED, before, after)).toBe(
      `${COMMENTED.replace('"target-bucket"', 'elsewhere')}paperwork: DPIA 1\n`,
    );
  });

  test('keeps the line ends it has', () => {
    const text = pull().replaceAll('\n', '\r\n');
    const before = grantIn(text, 'pull');
    if (before.kind !== 'pull') throw new Error('Not a pull.');
    const after: Grant = { ...before, pullArns: [READER, `${READER}2`], allowPush: true };
    const written = rewriteGrant(text, before, after);
    expect(written.replaceAll('\r\n', '')).not.toContain('\n');
    expect(grantIn(written, 'pull')).toEqual(after);
  });

  test.each([
    [
      'lists in one line',
      'name: a\ntarget_bucket: target\nusers: [alpha_user_one, alpha_user_two] # both\n',
    ],
    [
      'lists without indentation',
      'name: a\ntarget_bucket: target\nusers:\n- alpha_user_one\n- alpha_user_two\n',
    ],
    ['no end to the last line', 'name: a\ntarget_bucket: target\nusers:\n  - alpha_user_one'],
    ['everything in one line', '{name: a, target_bucket: target, users: [alpha_user_one]}'],
  ])('says afterwards what it is to say: %s', (_, text) => {
    const before = grantIn(text);
    for (const users of [['alpha_user_one', 'alpha_user_new'], ['alpha_user_new']]) {
      const after: Grant = { ...before, users };
      expect(grantIn(rewriteGrant(text, before, after))).toEqual(after);
    }
    if (before.kind !== 'push') throw new Error('Not a push.');
    const kept: Grant = { ...before, keepFiles: true, paperwork: ['DPIA: "1"', '#2'] };
    const there = rewriteGrant(text, before, kept);
    expect(grantIn(there)).toEqual(kept);
    expect(grantIn(rewriteGrant(there, kept, before))).toEqual(before);
  });
});

test('a new file is read as what it was written from, by old readers too', () => {
  for (const name of ['new_project', 'on', '1_000', 'null', '0x1f', '12'])
    for (const kind of ['push', 'pull'] as const) {
      const granted = { name, users: ['alpha_user_one'], paperwork: ['DPIA 1 until 2027-03-31'] };
      const grant: Grant =
        kind === 'push'
          ? { kind, ...granted, targetBucket: 'target', keepFiles: true }
          : { kind, ...granted, pullArns: [READER], allowPush: false, bucketVersioning: true };
      expect(grantIn(writeGrant(grant), kind)).toEqual(grant);
    }
});

test('paperwork holds until the first day that one of it names, and for ever where none does', () => {
  expect(expiryOf({ paperwork: ['DPIA 1 until 2027-03-31', 'DSA until 2026-12-01'] })).toBe(
    '2026-12-01',
  );
  expect(expiryOf({ paperwork: ['DPIA 1 until 2027-03-31', 'DSA'] })).toBe('2027-03-31');
  expect(expiryOf({ paperwork: ['DSA'] })).toBeUndefined();
  expect(expiryOf({ paperwork: [] })).toBeUndefined();
});

test.each([
  ['https://landing.s3.amazonaws.com/x', 'landing'],
  ['https://land.ing.s3.eu-west-1.amazonaws.com', 'land.ing'],
  ['https://s3.eu-west-1.amazonaws.com/landing/x', 'landing'],
  ['https://ceph.example.org/landing', 'landing'],
  ['s3://landing/x', 'landing'],
])('of the address %s the bucket is suggested', (given, suggestion) => {
  expect(againstBucket(given)).toMatchObject({ code: 'bucket is path', suggestion });
});
