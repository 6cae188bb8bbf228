import { join } from 'node:path';
import { expect, test } from 'vitest';
import { createLocalExecutor } from '../../src/workers/local.ts';
import { aDataFolder } from '../support/data-folder.ts';
import { aTask, begin, LIMITS } from './cluster.ts';

test.skipIf(process.platform !== 'linux')(
  'what a worker has started counts as its own memory: a converter’s tools may not take a machine',
  async () => {
    using folder = aDataFolder();
    const program = new URL('../exports/program.ts', import.meta.url).pathname;
    const executor = createLocalExecutor({ runs: join(folder.path, 'runs'), program });
    const run = begin(executor, 'tool', aTask(folder.path, 'tool', 'tool,1\n'), { limits: LIMITS });
    expect(await run.ending).toMatchObject({
      kind: 'crashed',
      outOfMemory: true,
      says: 'It took more than 300 MB of memory.',
    });
  },
);
