import { expect, it } from 'vitest';
import { exportChecks } from '../../src/doctor/exports.ts';
import { aConfig } from '../support/config.ts';

const GB = 1e9;
const machine = { cores: 4, memory: 8 * GB };

async function found(workers: number, memory: number, on = machine) {
  const limits = { memory, disk: 100 * GB, time: 1 };
  const [check] = exportChecks(aConfig({ exports: { workers, limits, quota: undefined } }), on);
  return check?.run();
}

it('export workers that the machine has room for are fine', async () => {
  expect(await found(2, 0.8 * GB)).toEqual({
    mark: 'ok',
    says: '2 at once, 1.6 GB of memory together',
  });
});

it('more memory than there is, also with what else needs some, is told of', async () => {
  for (const count of [8, 10]) {
    expect(await found(count, GB)).toMatchObject({
      mark: 'warn',
      says: expect.stringContaining('more than there is'),
      fix: expect.stringContaining('this machine has 8.0 GB'),
    });
  }
});

it('more workers than cores are told of', async () => {
  expect(await found(5, GB)).toMatchObject({
    mark: 'warn',
    fix: 'Set exports.workers to 4 at most: more are not faster on 4 cores.',
  });
});
