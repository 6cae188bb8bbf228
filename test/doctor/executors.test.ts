import { chmodSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect, it } from 'vitest';
import { executorChecks } from '../../src/doctor/executors.ts';
import { aDataFolder } from '../support/data-folder.ts';

const slurm = (folder: string) => ({
  executors: {
    backends: { exports: 'local', conversions: 'slurm', uploads: 'local' } as const,
    slurm: { folder, atOnce: 50 },
  },
});

it('where all is done here, no cluster is looked for', () => {
  const backends = { exports: 'local', conversions: 'local', uploads: 'local' } as const;
  expect(executorChecks({ executors: { backends } })).toEqual([]);
});

it('a cluster that can’t be asked, and a folder that can’t be written to, are told with what to do', async () => {
  using folder = aDataFolder();
  const before = process.env['PATH'];
  process.env['PATH'] = folder.path;
  try {
    const file = join(folder.path, 'file');
    writeFileSync(file, '');
    const [asked, shared] = await Promise.all(
      executorChecks(slurm(join(file, 'shared'))).map(({ run }) => run()),
    );
    expect(asked).toMatchObject({ mark: 'fail', fix: expect.stringContaining('sbatch') });
    expect(shared).toMatchObject({
      mark: 'fail',
      fix: expect.stringContaining('executors.slurm.folder'),
    });
    const [, good] = executorChecks(slurm(join(folder.path, 'shared')));
    expect(await good?.run()).toMatchObject({ mark: 'ok' });
  } finally {
    process.env['PATH'] = before;
  }
});

it('a cluster’s own reason for not answering is told', async () => {
  using folder = aDataFolder();
  const before = process.env['PATH'];
  process.env['PATH'] = `${folder.path}:${before}`;
  try {
    const sinfo = join(folder.path, 'sinfo');
    writeFileSync(
      sinfo,
      '#!/bin/sh\necho "slurm_load_partitions: Unable to contact" >&2\nexit 1\n',
    );
    chmodSync(sinfo, 0o755);
    const [asked] = executorChecks(slurm(folder.path));
    expect(JSON.stringify(await asked?.run())).toContain(
      'slurm_load_partitions: Unable to contact',
    );
  } finally {
    process.env['PATH'] = before;
  }
});
