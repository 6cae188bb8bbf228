import { execFileSync } from 'node:child_process';
import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import type { Config, Secrets } from '../../src/config/config.ts';
import { bucketChecks } from '../../src/doctor/buckets.ts';
import { aConfig } from '../support/config.ts';
import { aDataFolder } from '../support/data-folder.ts';

const secrets: Secrets = {
  slackBotToken: '',
  ingestToken: () => '',
  stagingAccessKey: '',
  stagingSecretKey: '',
  bucketsAccessKey: 'A',
  bucketsSecretKey: 'S',
};
const NAMING = { hub: 'hub-exports', prefix: 'hub-', account: '111122223333' };
const NOWHERE = 'http://127.0.0.1:9';

async function found(
  folder: string,
  store?: NonNullable<Config['buckets']>['store'],
  branch?: string,
) {
  const buckets = {
    ...{ folder, branch },
    naming: NAMING,
    identities: 'roles',
    usersIn: 'identities',
    grace: 0,
    ...{ reminderDays: [], unusedAfter: 0, chatUsers: {} },
    store,
  } as const;
  const checks = bucketChecks({ config: aConfig({ buckets }), secrets });
  return Promise.all(checks.map((check) => check.run()));
}

it('says nothing where buckets are switched off', () => {
  expect(bucketChecks({ config: aConfig(), secrets })).toEqual([]);
});

it('counts requests, names the first that is set aside, and looks for a repository', async () => {
  using data = aDataFolder();
  mkdirSync(join(data.path, 'push_datasets'));
  const file = join(data.path, 'push_datasets/lung.yaml');
  writeFileSync(file, 'name: lung\ntarget_bucket: target\nusers: [alpha_user_a]\n');
  const git = (...words: string[]) =>
    execFileSync('git', ['-c', 'user.name=x', '-c', 'user.email=x@y', ...words], {
      cwd: data.path,
    });
  git('init', '-q', '-b', 'main');
  git('add', '.');
  git('commit', '-qm', 'Begin');
  expect(await found(data.path)).toMatchObject([
    {
      mark: 'ok',
      says: expect.stringContaining('1 good, none set aside; push_datasets/lung.yaml:1'),
    },
    { mark: 'ok', says: expect.stringContaining('git is there') },
    { mark: 'warn', says: 'no store is configured' },
  ]);
  git('checkout', '-qb', 'other');
  const [, history] = await found(data.path, undefined, 'main');
  expect(history).toMatchObject({
    mark: 'fail',
    says: expect.stringContaining('other is checked out'),
  });
  writeFileSync(file, 'name: lung\nbucket: target\nusers: [alpha_user_a]\n');
  const [requests] = await found(data.path);
  expect(requests).toMatchObject({
    mark: 'warn',
    fix: expect.stringMatching(/^Begin with push_datasets\/lung\.yaml:2\. .*`target_bucket`/),
  });
});

it('a folder that is not there, one without history, and a store that does not answer are told of', async () => {
  using data = aDataFolder();
  const store = {
    endpoint: NOWHERE,
    region: 'eu-west-1',
    checksums: 'when supported',
    accounts: true,
    has: { encryption: true, publicAccessBlock: true },
  } as const;
  expect(await found(data.path, store)).toMatchObject([
    { mark: 'ok' },
    { mark: 'warn', says: expect.stringContaining('no git repository') },
    { mark: 'fail', fix: expect.stringContaining(NOWHERE) },
  ]);
  const [requests] = await found(join(data.path, 'absent'));
  expect(requests).toMatchObject({ mark: 'fail', fix: expect.stringContaining('push_datasets') });
});
