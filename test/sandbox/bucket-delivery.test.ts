import { PutObjectCommand } from '@aws-sdk/client-s3';
import { afterAll, beforeAll, expect, it } from 'vitest';
import { DATA_OPS, openWorkspace, type TestWorkspace } from '../support/workspace.ts';
import { clientOf } from './staging/client.ts';

let workspace: TestWorkspace;
beforeAll(async () => {
  workspace = await openWorkspace();
});
afterAll(() => workspace[Symbol.asyncDispose]());

it('what lands in the hub of the sandbox is moved to its target, and told', async () => {
  const ana = workspace.person('ana');
  await clientOf(workspace.sandbox).send(
    new PutObjectCommand({
      ...{ Bucket: 'mojap-hub-exports', Key: 'fetal_gut/day 1.csv', Body: 'a,b\n' },
    }),
  );
  workspace.skip(2); // minutes
  await expect
    .poll(
      async () => {
        await ana.say('/bucket transfers fetal_gut', DATA_OPS);
        return ana.count('day 1.csv');
      },
      { timeout: 20_000, interval: 500 },
    )
    .toBeGreaterThan(0);
});
