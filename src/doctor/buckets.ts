import { createS3Control } from '../buckets/apply/s3-control.ts';
import { isRepository, openRecords } from '../buckets/changes/open-records.ts';
import { findFiles } from '../buckets/folder/read-folder.ts';
import { readAll } from '../buckets/folder/reading.ts';
import type { Config, Secrets } from '../config/config.ts';
import { whereFrom } from '../config/env.ts';
import { OutsideError } from '../operations/ports.ts';
import { type Check, type Finding, fail, ok, warn } from './check.ts';

/** The folder of requests, the repository around it, and the store; nothing where buckets are switched off. */
export function bucketChecks({
  config,
  secrets,
}: {
  readonly config: Config;
  readonly secrets: Secrets;
}): readonly Check[] {
  const { buckets } = config;
  if (buckets === undefined) return [];
  const { folder, branch, naming, store } = buckets;
  const { bucketsAccessKey: accessKey, bucketsSecretKey: secretKey } = secrets;

  async function requests(): Promise<Finding> {
    const { good, aside } = readAll(await findFiles(folder), { naming });
    const says = `${folder}: ${good.length} good`;
    const [first] = aside;
    const remarks = good.flatMap((file) =>
      file.remarks.map((one) => ({ ...one, path: file.path })),
    );
    const [remark] = remarks;
    if (first === undefined && remark === undefined) return ok(`${says}, none set aside`);
    if (first === undefined)
      return ok(`${says}, none set aside; ${remark?.path}:${remark?.line} ${remark?.says}`);
    const fault = first.faults[0];
    return warn(
      `${says}, ${aside.length} set aside`,
      `Begin with ${first.path}:${fault?.line ?? 1}. ${fault?.says ?? ''}`,
    );
  }

  async function history(): Promise<Finding> {
    const isThere = await isRepository(folder);
    if (isThere) await openRecords(folder, branch);
    return isThere
      ? ok('git is there, and each request becomes a branch')
      : warn(
          'the folder is in no git repository, or git does not trust its owner',
          `Changes are written as plain files, without history. If that is not meant: git init in ${folder}, and give it to the user of the bot.`,
        );
  }

  async function answers(): Promise<Finding> {
    if (store === undefined)
      return warn(
        'no store is configured',
        'Requests become a plan for your own deployment. Otherwise add buckets.store.',
      );
    if (accessKey === undefined || secretKey === undefined)
      return fail('there are no keys', `BUCKETS_ACCESS_KEY: ${whereFrom('BUCKETS_ACCESS_KEY')}`);
    const account = store.accounts ? naming.account : undefined;
    const control = createS3Control({
      system: 'The store of buckets',
      ...store,
      account,
      accessKey,
      secretKey,
    });
    const hub = await control.look(naming.hub);
    if (hub === 'not ours')
      return fail(
        `${naming.hub} belongs to somebody else, or these keys may not see it`,
        'Check buckets.account, buckets.hub and what the keys may do.',
      );
    return ok(
      hub === undefined
        ? `answers; ${naming.hub} is made with the first request`
        : `answers, and ${naming.hub} is there`,
    );
  }

  const explained =
    (remedy: string) =>
    (error: unknown): Finding => {
      if (!(error instanceof Error)) throw error;
      return fail(error.message, remedy);
    };
  return [
    {
      name: 'bucket requests',
      run: () =>
        requests().catch(
          explained(
            `Give ${folder}, with push_datasets and pull_datasets, to the user of the bot.`,
          ),
        ),
    },
    {
      name: 'bucket history',
      run: () =>
        history().catch(explained('Install git, and check out the branch of buckets.branch.')),
    },
    {
      name: 'bucket store',
      run: () =>
        answers().catch((error: unknown) => {
          if (!(error instanceof OutsideError)) throw error;
          return fail(
            error.message,
            `Check ${store?.endpoint}, BUCKETS_ACCESS_KEY and BUCKETS_SECRET_KEY.`,
          );
        }),
    },
  ];
}
