import { readFileSync } from 'node:fs';
import { expect, it } from 'vitest';
import { readConfig } from '../../src/config/read-config.ts';

const example = readFileSync('docs/handoff.example.yml', 'utf8');
const read = (buckets: string) => readConfig(`${example}\n${buckets}\n`, 'handoff.yml').buckets;
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

it.each([
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
