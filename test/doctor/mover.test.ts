import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { beforeAll, describe, expect, it } from 'vitest';
import type { Secrets } from '../../src/config/config.ts';
import { moverChecks } from '../../src/doctor/mover.ts';
import { aField, type Field } from '../buckets/mover/field.ts';
import { noCeph } from '../support/ceph.ts';
import { CEPH_STARTS_WITHIN, cephUser } from '../support/ceph-user.ts';
import { aConfig } from '../support/config.ts';
import { aDataFolder } from '../support/data-folder.ts';
import { startSqs } from '../support/sqs.ts';

const secrets: Secrets = {
  slackBotToken: '',
  ingestToken: () => '',
  stagingAccessKey: '',
  stagingSecretKey: '',
};

it('says nothing where nothing is moved', () => {
  expect(moverChecks({ config: aConfig(), secrets })).toEqual([]);
});

describe.skipIf(noCeph !== undefined)(noCeph ?? 'the mover', () => {
  let versioned: Field;
  let plain: Field;
  beforeAll(async () => {
    versioned = await aField();
    plain = await aField({ versions: false });
  }, CEPH_STARTS_WITHIN);

  async function found({ hub, access }: Field, targets: readonly string[], queue?: string) {
    using data = aDataFolder();
    mkdirSync(join(data.path, 'push_datasets'));
    for (const [n, target] of targets.entries()) {
      const text = `name: d${n}\ntarget_bucket: ${target}\nusers: [alpha_user_a]\npaperwork: DPIA 1\n`;
      writeFileSync(join(data.path, `push_datasets/d${n}.yaml`), text);
    }
    const { endpoint, accessKey, secretKey } = access;
    const buckets = {
      folder: data.path,
      naming: { hub, prefix: 'hub-', account: '111122223333' },
      identities: 'users',
      usersIn: 'buckets',
      store: {
        endpoint,
        region: 'us-east-1',
        checksums: 'when required',
        accounts: false,
        has: { encryption: false, publicAccessBlock: false },
      },
      grace: 0,
      ...{ reminderDays: [], unusedAfter: 0, chatUsers: {} },
      mover: {
        interval: 1,
        atOnce: 1,
        queue: queue === undefined ? undefined : { url: queue, region: 'eu-west-1' },
        elsewhere: [],
      },
    } as const;
    const keys = { bucketsAccessKey: accessKey, bucketsSecretKey: secretKey };
    const checks = moverChecks({ config: aConfig({ buckets }), secrets: { ...secrets, ...keys } });
    return await Promise.all(checks.map((check) => check.run()));
  }

  it('is at ease with a hub that keeps versions, open targets, and a queue that answers', async () => {
    await using sqs = await startSqs();
    expect(await found(versioned, [await versioned.bucket()], sqs.url)).toMatchObject([
      { mark: 'ok', says: expect.stringContaining('keeps versions') },
      { mark: 'ok', says: expect.stringContaining('1 push datasets') },
      { mark: 'ok', says: expect.stringContaining('0 wait') },
    ]);
  });

  it('warns of a hub without versions, names closed targets, and says which queue refuses', async () => {
    await using sqs = await startSqs();
    sqs.refuse('GetQueueAttributes', 9, 'AccessDeniedException');
    const closed = await plain.bucket({ of: await cephUser('doctor-other') });
    expect(await found(plain, [await plain.bucket(), closed], sqs.url)).toMatchObject([
      { mark: 'warn', fix: expect.stringContaining('Switch versioning on') },
      {
        mark: 'warn',
        says: expect.stringContaining(`1 of 2 targets let the bot see nothing: ${closed}`),
      },
      { mark: 'fail', fix: expect.stringContaining('buckets.mover.queue') },
    ]);
  });
});
