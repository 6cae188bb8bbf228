import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';
import { againstTargetKeys, targetKeysIn } from '../../src/config/target-keys.ts';

const example = readFileSync('docs/handoff.example.yml', 'utf8');
const read = (buckets: string) => readConfig(`${example}\n${buckets}\n`, 'handoff.yml').buckets;
const STORE = "store: { endpoint: 'https://s3.example.org' }";
const GIVEN = "enabled: true, folder: /srv/exports, account: '111122223333'";

it('buckets are switched off unless somebody switches them on', () => {
  expect(read('')).toBeUndefined();
  expect(read("buckets: { folder: /srv/exports, account: '111122223333' }")).toBeUndefined();
});

it('without a store requests become a plan; with one, all that AWS has is expected of it', () => {
  expect(read(`buckets: { ${GIVEN} }`)).toMatchObject({
    folder: '/srv/exports',
    naming: { hub: 'mojap-hub-exports', prefix: 'mojap-', account: '111122223333' },
    identities: 'roles',
    usersIn: 'identities',
    store: undefined,
    iam: undefined,
  });
  expect(
    read(`buckets: { ${GIVEN}, store: { endpoint: 'https://s3.example.org' } }`),
  ).toMatchObject({
    store: { accounts: true, has: { encryption: true, publicAccessBlock: true } },
  });
});

it('the example, taken at its word, is a configuration', () => {
  const block = example
    .split('\n')
    .filter((line) => /^# {1,3}(buckets:|enabled: true|folder:|account:|store:|iam:)/.test(line));
  const ours = block.slice(block.indexOf('# buckets:'));
  expect(read(ours.map((line) => line.slice(2)).join('\n'))).toMatchObject({
    iam: { endpoint: 'https://iam.amazonaws.com' },
  });
});

it('the mover is off unless it is configured; then it looks every minute, without a queue', () => {
  expect(read(`buckets: { ${GIVEN}, ${STORE} }`)?.mover).toBeUndefined();
  expect(read(`buckets: { ${GIVEN}, ${STORE}, mover: {} }`)?.mover).toEqual({
    interval: 60_000,
    atOnce: 8,
    queue: undefined,
    elsewhere: [],
  });
  const elsewhere = "[{ bucket: theirs, endpoint: 'https://ceph.example.org', accounts: false }]";
  expect(
    read(`buckets: { ${GIVEN}, ${STORE}, mover: { elsewhere: ${elsewhere} } }`)?.mover,
  ).toMatchObject({
    elsewhere: [
      { bucket: 'theirs', region: 'eu-west-1', checksums: 'when supported', accounts: false },
    ],
  });
});

it('keys of targets elsewhere are a line each; what is wrong with them is said without showing any', () => {
  const text = 'theirs AKIA1 wJalr+secret\n\n others  AKIA2\tsecret2 ';
  expect([...targetKeysIn(text)]).toEqual([
    ['theirs', { accessKey: 'AKIA1', secretKey: 'wJalr+secret' }],
    ['others', { accessKey: 'AKIA2', secretKey: 'secret2' }],
  ]);
  const place = { endpoint: '', region: '', checksums: 'when required', accounts: false } as const;
  const elsewhere = [
    { bucket: 'theirs', ...place },
    { bucket: 'lost', ...place },
  ];
  const faults = againstTargetKeys('theirs AKIA1 secret1\nothers secret2', { elsewhere });
  expect(faults).toEqual([
    'BUCKETS_TARGET_KEYS: line 2 is not a bucket, an access key and its secret.',
    'BUCKETS_TARGET_KEYS: there is no line for lost.',
  ]);
});

it.each([
  [`buckets: { ${GIVEN}, mover: {} }`, 'say the store'],
  [`buckets: { ${GIVEN}, ${STORE}, mover: { intervalSeconds: 1 } }`, 'intervalSeconds'],
  ['buckets: { enabled: true }', 'say the folder'],
  ["buckets: { enabled: true, folder: /srv, account: '1' }", '12 digits, in quotes'],
  [`buckets: { ${GIVEN}, hub: 'My_Hub' }`, 'a bucket such as'],
  [`buckets: { ${GIVEN}, branch: '--upload-pack=x' }`, 'a branch such as main'],
  [
    `buckets: { ${GIVEN}, usersIn: buckets, iam: { endpoint: 'https://iam.example.org' } }`,
    'leave it out',
  ],
])('%s is refused', (buckets, why) => {
  expect(() => read(buckets)).toThrow(why);
});
