import { join } from 'node:path';
import { z } from 'zod';
import { task } from '../executor.ts';

/** What lies in the folder of a run. The bot and the worker meet nowhere else. */
export const filesOf = (folder: string) => ({
  /** What is to be done; that it is there is the intent to do it. */
  spec: join(folder, 'spec.json'),
  /** What the worker has said, a line each. */
  reports: join(folder, 'reports.ndjson'),
  log: join(folder, 'log'),
  /** A link that leads nowhere: its target names who does the work, or that nobody is to. */
  claim: join(folder, 'claim'),
  /** `0` once all is done, `1` where the worker gave up; not there where it was ended from outside. */
  result: join(folder, 'result'),
  /** How it ended, as the bot has found; written before anybody is told. */
  ending: join(folder, 'ending.json'),
  /** Secrets on their way to another machine, for this user alone; removed by whoever reads them. */
  environment: join(folder, 'environment.json'),
  /** A worker waits for its secrets. */
  wanted: join(folder, 'environment.wanted'),
  script: join(folder, 'job.sh'),
});

/** The claim of a run that has ended: whoever comes later does nothing. */
export const CLOSED = 'closed';

export const ending = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('done') }),
  z.strictObject({ kind: z.literal('stopped') }),
  z.strictObject({
    kind: z.literal('crashed'),
    says: z.string(),
    log: z.string().optional(),
    outOfMemory: z.literal(true).optional(),
  }),
]);

export const spec = z.strictObject({
  task,
  /** Whether secrets come by a file; otherwise they are in the worker’s environment. */
  secretsByFile: z.boolean(),
});
