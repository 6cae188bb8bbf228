import { describe, expect, test } from 'vitest';
import { textOf } from '../../../src/buckets/folder/file-text.ts';
import { readAll } from '../../../src/buckets/folder/reading.ts';
import type { FaultCode } from '../../../src/buckets/grant/fault.ts';
import type { Kind } from '../../../src/buckets/grant/grant.ts';
import { faultsIn, NAMING, pull, push, READER, read } from './grants.ts';

type Class = readonly [
  what: string,
  code: FaultCode,
  kind: Kind,
  refused: string,
  accepted: string,
];
const names = (name: string) => push({ name });
const target = (bucket: string) => push({ target_bucket: bucket });
const arns = (arn: string) => pull({ pull_arns: `\n  - ${arn}` });
const users = (user: string) => push({ users: `\n  - ${user}` });
const many = (count: number) =>
  push({ users: Array.from({ length: count }, (_, at) => `\n  - alpha_user_${at}`).join('') });

/** Each class with its nearest neighbour that is as it should be. */
const CLASSES: readonly Class[] = [
  ['a name with path signs', 'name', 'push', names('../new_project'), names('new_project')],
  ['a name with a slash', 'name', 'push', names('a/b'), names('a_b')],
  ['a name with capitals', 'name', 'push', names('New'), names('new')],
  ['a name that begins with a sign', 'name', 'push', names('_a'), names('a')],
  ['a name too long for its role', 'name', 'push', names('a'.repeat(53)), names('a'.repeat(52))],
  [
    'a name too long for its bucket',
    'name',
    'pull',
    pull({ name: 'a'.repeat(58) }),
    pull({ name: 'a'.repeat(57) }),
  ],
  [
    'a name that makes the hub',
    'name reserved',
    'pull',
    pull({ name: 'hub_exports' }),
    pull({ name: 'hub_exports_2' }),
  ],
  [
    'a name with an ending that AWS keeps',
    'name',
    'pull',
    pull({ name: 'a-s3alias' }),
    pull({ name: 'a-s3' }),
  ],
  [
    'a name that an older reader takes for a yes',
    'read otherwise',
    'push',
    names('on'),
    names('"on"'),
  ],
  [
    'a name that an older reader takes for a number',
    'read otherwise',
    'push',
    names('1_000'),
    names('"1_000"'),
  ],
  [
    'the hub as target',
    'bucket is hub',
    'push',
    target('mojap-hub-exports'),
    target('mojap-hub-exports-2'),
  ],
  ['a target with a path', 'bucket is path', 'push', target('bucket/folder'), target('bucket')],
  [
    'a target as an address',
    'bucket is path',
    'push',
    target('s3://bucket/folder'),
    target('bucket'),
  ],
  ['a target with capitals', 'bucket name', 'push', target('Target'), target('target')],
  [
    'a target that is an IP address',
    'bucket name',
    'push',
    target('"10.0.0.1"'),
    target('"10.0.0.1a"'),
  ],
  ['a target that is every bucket', 'bucket name', 'push', target('"*"'), target('any')],
  [
    'a target with a variable',
    'bucket name',
    'push',
    target(`"$\{aws:username}"`),
    target('aws-username'),
  ],
  ['everybody as reader', 'arn wildcard', 'pull', arns('"*"'), arns(READER)],
  [
    'a wildcard among roles',
    'arn wildcard',
    'pull',
    arns('"arn:aws:iam::444455556666:role/*"'),
    arns(READER),
  ],
  [
    'a whole account as reader',
    'arn whole account',
    'pull',
    arns('arn:aws:iam::444455556666:root'),
    arns('arn:aws:iam::444455556666:user/root'),
  ],
  [
    'an account’s number as reader',
    'arn whole account',
    'pull',
    arns('"444455556666"'),
    arns(READER),
  ],
  [
    'a session as reader',
    'arn session',
    'pull',
    arns('arn:aws:sts::444455556666:assumed-role/reader/anna'),
    arns(READER),
  ],
  [
    'another partition',
    'arn',
    'pull',
    arns('arn:aws-cn:iam::444455556666:role/x'),
    arns('arn:aws:iam::444455556666:role/x'),
  ],
  [
    'a variable in an ARN',
    'arn',
    'pull',
    arns(`"arn:aws:iam::444455556666:role/$\{aws:username}"`),
    arns(
      'arn:aws:iam::444455556666:role/aws-reserved/sso.amazonaws.com/eu-west-1/AWSReservedSSO_x_0123',
    ),
  ],
  ['a service as reader', 'arn', 'pull', arns('s3.amazonaws.com'), arns(READER)],
  [
    'a reader twice',
    'twice',
    'pull',
    arns(`${READER}\n  - ${READER}`),
    arns(`${READER}\n  - ${READER}2`),
  ],
  ['a user of another kind', 'user', 'push', users('admin'), users('alpha_user_admin')],
  ['a user with a wildcard', 'user', 'push', users('"alpha_user_*"'), users('airflow_x')],
  [
    'a user with a path',
    'user',
    'push',
    users('alpha_user_a/../admin'),
    users('alpha_user_a.admin'),
  ],
  ['nobody', 'nothing in list', 'push', push({ users: '[]' }), push({ users: '[alpha_user_a]' })],
  [
    'users as one word',
    'wrong type',
    'push',
    push({ users: 'alpha_user_a' }),
    push({ users: '[alpha_user_a]' }),
  ],
  ['more users than anybody reads', 'too many', 'push', many(201), many(200)],
  ['a name that is a number', 'wrong type', 'push', names('123'), names('"123"')],
  [
    'an alias',
    'yaml alias',
    'push',
    push({ users: '&a [alpha_user_a]', paperwork: '*a' }),
    push({ users: '[alpha_user_a]', paperwork: 'a' }),
  ],
  [
    'a billion laughs',
    'yaml alias',
    'push',
    `a: &a [x, x]\nb: &b [*a, *a]\nc: &c [*b, *b]\n${push()}`,
    push(),
  ],
  ['a tag', 'yaml tag', 'push', names('!!python/object/apply:os.system x'), names('x')],
  ['a directive', 'yaml directive', 'push', `%YAML 1.1\n---\n${push()}`, `---\n${push()}`],
  ['two documents', 'several documents', 'push', `${push()}---\n${push()}`, `${push()}...\n`],
  ['a key twice', 'yaml', 'push', `${push()}name: other\n`, push()],
  ['a merged key', 'unknown key', 'push', `${push()}<<: {name: other}\n`, push()],
  [
    'a key that is everything’s',
    'unknown key',
    'push',
    `${push()}__proto__: {keep_files: true}\n`,
    push(),
  ],
  ['broken YAML', 'yaml', 'push', `${push()}users: [`, push()],
  ['lists in lists in lists', 'yaml', 'push', push({ users: '['.repeat(20_000) }), push()],
  ['an empty file', 'no keys', 'push', '# nothing\n', `# something\n${push()}`],
  ['a list instead of keys', 'no keys', 'push', '- name: x\n', push()],
];

describe('hostile and mistaken files', () => {
  test.each(CLASSES)(
    '%s is refused (%s), and its neighbour accepted',
    (_, code, kind, refused, accepted) => {
      const faults = faultsIn(read(refused, kind));
      expect(faults.map((fault) => fault.code)).toContain(code);
      for (const { says, line } of faults) {
        expect(says).toMatch(/^[^\n]{10,}\.$/);
        expect(line).toBeGreaterThan(0);
      }
      expect(faultsIn(read(accepted, kind))).toEqual([]);
    },
  );

  test('what a file says can’t end the quotes that it is shown in', () => {
    const [fault] = faultsIn(read(push({ target_bucket: '"a`<!channel>\\n\\u202e*b*"' })));
    expect(fault?.says).not.toMatch(/a`<|\n|\u202e/);
  });

  test.each([
    ['bytes that are no text', Buffer.from([0x6e, 0xff, 0x0a])],
    ['letters that turn the order around', Buffer.from('name: a\u202eb\n')],
    ['letters without width', Buffer.from('name: a\u200bb\n')],
    ['a zero', Buffer.from('name: a\0\n')],
  ])('%s are refused', (_, bytes) => {
    expect(textOf(bytes)).toMatchObject({ code: 'not text', line: 1 });
    expect(textOf(Buffer.from('name: Zoë\r\n\tx\n'))).toBe('name: Zoë\r\n\tx\n');
  });

  test.each(['x.yml', 'X.yaml', 'a b.yaml', '..%2fx.yaml', 'x\n.yaml', 'x.json'])(
    'a file called %j is set aside, with a name that would do',
    (file) => {
      const { aside } = readAll([{ kind: 'push', file, text: push() }], { naming: NAMING });
      expect(aside).toMatchObject([
        {
          faults: [{ code: 'file name', suggestion: expect.stringMatching(/^[a-z0-9_-]+\.yaml$/) }],
        },
      ]);
    },
  );
});
