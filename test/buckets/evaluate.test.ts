import { describe, expect, test } from 'vitest';
import { type Caller, identityOf } from '../../src/buckets/evaluate/caller.ts';
import { evaluate } from '../../src/buckets/evaluate/evaluate.ts';
import { canonical, type Policy, readPolicy } from '../../src/buckets/policy/document.ts';

const OURS = '111122223333';
const THEIRS = '444455556666';
const anna = identityOf(`arn:aws:iam::${OURS}:role/anna`);
const reader = identityOf(`arn:aws:iam::${THEIRS}:role/path/reader`);
const statement = (over: object): Policy =>
  policy([{ Effect: 'Allow', Action: 's3:*', Resource: '*', ...over }]);
function policy(Statement: readonly object[], Version = '2012-10-17'): Policy {
  const read = readPolicy(JSON.stringify({ Version, Statement }));
  if (read === undefined) throw new Error('No policy.');
  return read;
}
const to = (AWS: string | readonly string[], over: object = {}) =>
  statement({ Principal: { AWS }, ...over });
const ask = (
  caller: Caller,
  policies: { readonly identity?: Policy; readonly resource?: Policy },
  context: Readonly<Record<string, string | readonly string[]>> = {},
  key = 'a/b',
) =>
  evaluate(
    {
      caller,
      action: 's3:GetObject',
      resource: `arn:aws:s3:::bucket/${key}`,
      owner: OURS,
      context,
    },
    {
      identity: policies.identity === undefined ? [] : [policies.identity],
      resource: policies.resource,
    },
  );

describe('who decides', () => {
  test('what nobody allows is denied', () => {
    expect(ask(anna, {})).toEqual({ allowed: false, lacking: ['identity', 'resource'] });
  });
  test('within an account one side is enough', () => {
    expect(ask(anna, { identity: statement({}) }).allowed).toBe(true);
    expect(ask(anna, { resource: to(anna.arn) }).allowed).toBe(true);
  });
  test('within an account its name hands the question on to the caller’s own policies', () => {
    const resource = to(`arn:aws:iam::${OURS}:root`);
    expect(ask(anna, { resource })).toEqual({ allowed: false, lacking: ['identity', 'resource'] });
    expect(ask(anna, { resource, identity: statement({}) }).allowed).toBe(true);
  });
  test.each([
    ['the role', reader.arn],
    ['its account', `arn:aws:iam::${THEIRS}:root`],
    ['its account’s number', THEIRS],
    ['everybody', '*'],
  ])('between accounts it takes both sides, where the bucket names %s', (_, who) => {
    const resource = to(who);
    expect(ask(reader, { resource })).toEqual({ allowed: false, lacking: ['identity'] });
    expect(ask(reader, { identity: statement({}) })).toEqual({
      allowed: false,
      lacking: ['resource'],
    });
    expect(ask(reader, { resource, identity: statement({}) }).allowed).toBe(true);
  });
  test('a denial on either side has the last word, over owners too', () => {
    const resource = policy([
      { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*' },
      {
        Sid: 'No',
        Effect: 'Deny',
        Principal: '*',
        Action: 's3:Get*',
        Resource: 'arn:aws:s3:::bucket/a/*',
      },
    ]);
    const by = { side: 'resource', statement: 'No' };
    for (const caller of [
      anna,
      reader,
      identityOf(`arn:aws:iam::${OURS}:root`),
      'anonymous' as const,
    ])
      expect(ask(caller, { resource, identity: statement({}) })).toEqual({ allowed: false, by });
    const identity = statement({ Effect: 'Deny' });
    expect(ask(anna, { identity, resource: to('*') }).allowed).toBe(false);
  });
  test('the root of the account owns what is in it', () => {
    expect(ask(identityOf(`arn:aws:iam::${OURS}:root`), {})).toEqual({
      allowed: true,
      by: 'ownership',
    });
    expect(ask(identityOf(`arn:aws:iam::${THEIRS}:root`), {}).allowed).toBe(false);
  });
  test('nobody in particular has only what everybody has', () => {
    expect(ask('anonymous', { resource: to('*') }).allowed).toBe(true);
    expect(ask('anonymous', { resource: to(anna.arn) }).allowed).toBe(false);
  });
  test('a session has what its role is given, and what names the session', () => {
    const session = `arn:aws:sts::${OURS}:assumed-role/anna/monday`;
    const caller = { ...anna, session };
    expect(ask(caller, { resource: to(anna.arn) }).allowed).toBe(true);
    expect(ask(caller, { resource: to(session) }).allowed).toBe(true);
    expect(ask(anna, { resource: to(session) }).allowed).toBe(false);
  });
  test('names are compared letter by letter, and have no wildcards', () => {
    for (const who of [
      `arn:aws:iam::${OURS}:role/*`,
      `arn:aws:iam::${OURS}:role/Anna`,
      `arn:aws:iam::${THEIRS}:role/anna`,
    ])
      expect(ask(anna, { resource: to(who) }).allowed, who).toBe(false);
  });
  test('a bucket’s policy that names nobody applies to nobody', () => {
    expect(ask(anna, { resource: statement({}) }).allowed).toBe(false);
  });
  test('an exception from a denial has to name all that a caller is known by', () => {
    const but = (AWS: readonly string[]) =>
      policy([
        { Effect: 'Allow', Principal: '*', Action: 's3:*', Resource: '*' },
        { Effect: 'Deny', NotPrincipal: { AWS }, Action: 's3:*', Resource: '*' },
      ]);
    const root = `arn:aws:iam::${OURS}:root`;
    expect(ask(anna, { resource: but([anna.arn, root]) }).allowed).toBe(true);
    expect(ask(anna, { resource: but([anna.arn]) }).allowed).toBe(false);
    expect(ask(anna, { resource: but([root]) }).allowed).toBe(false);
  });
});

const CONDITIONS: readonly (readonly [
  operator: string,
  wanted: unknown,
  given: string | readonly string[] | undefined,
  holds: boolean,
])[] = [
  ['StringEquals', 'a', 'a', true],
  ['StringEquals', ['b', 'a'], 'a', true],
  ['StringEquals', 'a', 'A', false],
  ['StringEquals', 'a*', 'ab', false],
  ['StringEquals', 'a', undefined, false],
  ['StringEqualsIfExists', 'a', undefined, true],
  ['StringEqualsIfExists', 'a', 'b', false],
  ['StringNotEquals', 'a', 'b', true],
  ['StringNotEquals', ['a', 'b'], 'b', false],
  ['StringNotEquals', 'a', undefined, true],
  ['StringEqualsIgnoreCase', 'a', 'A', true],
  ['StringNotEqualsIgnoreCase', 'a', 'A', false],
  ['StringLike', 'a*', 'a/b', true],
  ['StringLike', 'a?', 'a', false],
  ['StringNotLike', 'a*', 'b', true],
  ['StringLike', `$\{*}`, '*', true],
  ['StringLike', `$\{*}`, 'x', false],
  ['NumericLessThan', '1.2', '1.1', true],
  ['NumericLessThan', '1.2', '1.2', false],
  ['NumericLessThan', '1.2', undefined, false],
  ['NumericLessThan', 'x', '1', false],
  ['NumericLessThanIfExists', '1.2', undefined, true],
  ['NumericGreaterThanEquals', 10, '10', true],
  ['NumericNotEquals', '1', '1.0', false],
  ['DateLessThan', '2030-01-01T00:00:00Z', '2026-01-01T00:00:00Z', true],
  ['DateGreaterThan', '0', '2026-01-01T00:00:00Z', true],
  ['Bool', 'false', 'false', true],
  ['Bool', false, 'true', false],
  ['Bool', 'false', undefined, false],
  ['BoolIfExists', 'false', undefined, true],
  ['Null', 'true', undefined, true],
  ['Null', 'false', 'x', true],
  ['Null', true, 'x', false],
  ['IpAddress', '203.0.113.0/24', '203.0.113.9', true],
  ['IpAddress', '203.0.113.0/24', '203.0.114.9', false],
  ['IpAddress', '203.0.113.9', '203.0.113.9', true],
  ['IpAddress', '2001:db8::/32', '2001:db8::1', true],
  ['IpAddress', '203.0.113.0/24', '::ffff:203.0.113.9', true],
  ['IpAddress', 'nonsense', '203.0.113.9', false],
  ['NotIpAddress', '203.0.113.0/24', '10.0.0.1', true],
  ['NotIpAddress', '203.0.113.0/24', undefined, true],
  ['ArnLike', 'arn:aws:iam::*:role/x*', 'arn:aws:iam::111122223333:role/xy', true],
  ['ArnLike', 'arn:aws:*:role/x', 'arn:aws:iam::111122223333:role/x', false],
  ['ArnEquals', 'arn:aws:s3:::b*', 'arn:aws:s3:::bucket', true],
  ['ArnNotLike', 'arn:aws:s3:::b*', 'arn:aws:s3:::bucket', false],
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'b'], true],
  ['ForAllValues:StringEquals', ['a', 'b'], ['a', 'c'], false],
  ['ForAllValues:StringEquals', ['a'], undefined, true],
  ['ForAllValues:StringNotEquals', ['a'], ['b', 'a'], false],
  ['ForAnyValue:StringEquals', ['a'], ['b', 'a'], true],
  ['ForAnyValue:StringEquals', ['a'], undefined, false],
  ['ForAnyValue:StringEqualsIfExists', ['a'], undefined, false],
  ['ForAnyValue:StringNotEquals', ['a'], ['a', 'b'], true],
  ['ForAnyValue:StringNotEquals', ['a', 'b'], ['a', 'b'], false],
];

describe('conditions', () => {
  test.each(CONDITIONS)('%s %j of %j: %s', (operator, wanted, given, holds) => {
    const identity = statement({ Condition: { [operator]: { 'aws:Key': wanted } } });
    const context = given === undefined ? {} : { 'AWS:key': given };
    expect(ask(anna, { identity }, context).allowed).toBe(holds);
  });

  test('all of them have to hold', () => {
    const identity = statement({
      Condition: { StringEquals: { a: '1', b: '2' }, Bool: { c: 'true' } },
    });
    expect(ask(anna, { identity }, { a: '1', b: '2', c: 'true' }).allowed).toBe(true);
    for (const key of ['a', 'b', 'c'])
      expect(ask(anna, { identity }, { a: '1', b: '2', c: 'true', [key]: 'x' }).allowed).toBe(
        false,
      );
  });
});

describe('what it is about', () => {
  test.each([
    ['arn:aws:s3:::bucket/*', 'a/b', true],
    ['arn:aws:s3:::bucket/a/*', 'a/b', true],
    ['arn:aws:s3:::bucket/A/*', 'a/b', false],
    ['arn:aws:s3:::*', 'a/b', true],
    ['arn:aws:*', 'a/b', false],
    ['arn:*:s3:::bucket/a/?', 'a/b', true],
    [`arn:aws:s3:::bucket/$\{aws:username}/*`, 'ben/b', true],
    [`arn:aws:s3:::bucket/$\{aws:username}/*`, 'anna/b', false],
    [`arn:aws:s3:::bucket/$\{aws:nobody, 'ben'}/*`, 'ben/b', true],
    [`arn:aws:s3:::bucket/$\{aws:nobody}/*`, '/b', false],
  ])('%s covers %s: %s', (Resource, key, covers) => {
    const ben = identityOf(`arn:aws:iam::${OURS}:user/ben`);
    expect(ask(ben, { identity: statement({ Resource }) }, {}, key).allowed).toBe(covers);
  });

  test('what a name says is never a wildcard', () => {
    const star = identityOf(`arn:aws:iam::${OURS}:user/*`);
    const identity = statement({ Resource: `arn:aws:s3:::bucket/$\{aws:username}/*` });
    expect(ask(star, { identity }, {}, 'ben/b').allowed).toBe(false);
  });

  test('before 2012 a variable was text', () => {
    const Resource = `arn:aws:s3:::bucket/$\{aws:username}/*`;
    const identity = policy([{ Effect: 'Allow', Action: 's3:*', Resource }], '2008-10-17');
    expect(ask(anna, { identity }, {}, `$\{aws:username}/b`).allowed).toBe(true);
  });

  test('a pattern cannot keep it busy', () => {
    const started = performance.now();
    const identity = statement({ Resource: `arn:aws:s3:::bucket/${'*a'.repeat(2000)}b` });
    expect(ask(anna, { identity }, {}, 'a'.repeat(4000)).allowed).toBe(false);
    expect(performance.now() - started).toBeLessThan(2000);
  });
});

test.each([
  ['not JSON', 'x'],
  ['no statements', '{"Version":"2012-10-17","Statement":[]}'],
  [
    'another version',
    JSON.stringify({
      Version: '2020-01-01',
      Statement: { Effect: 'Allow', Action: '*', Resource: '*' },
    }),
  ],
  [
    'an unknown comparison',
    JSON.stringify({
      Statement: {
        Effect: 'Allow',
        Action: '*',
        Resource: '*',
        Condition: { StringIs: { a: 'b' } },
      },
    }),
  ],
  [
    'an unknown field',
    JSON.stringify({ Statement: { Effect: 'Allow', Action: '*', Resource: '*', Principals: '*' } }),
  ],
  [
    'an effect in small letters',
    JSON.stringify({ Statement: { Effect: 'allow', Action: '*', Resource: '*' } }),
  ],
  [
    'neither Action nor NotAction',
    JSON.stringify({ Statement: { Effect: 'Allow', Resource: '*' } }),
  ],
])('%s is no policy', (_, text) => {
  expect(readPolicy(text)).toBeUndefined();
});

test('a policy is the same however it is written', () => {
  const one = policy([{ Effect: 'Allow', Action: ['s3:b', 's3:a'], Resource: '*' }]);
  const other = policy([{ Resource: ['*'], Action: ['s3:a', 's3:b', 's3:a'], Effect: 'Allow' }]);
  expect(canonical(one)).toBe(canonical(other));
});
