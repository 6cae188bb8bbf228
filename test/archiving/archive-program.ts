import { text } from 'node:stream/consumers';
import { z } from 'zod';
import { archiveFile } from '../../src/archiving/archive-file.ts';
import { archiveFileJob, readArchiveSecrets } from '../../src/archiving/job.ts';
import { systemRandom } from '../../src/config/system.ts';

/** A job in a process of its own, so that it can be killed: its work comes by standard input, its secrets by the environment. */
const given = z.object({ job: archiveFileJob, workFolder: z.string() });
const { job, workFolder } = given.parse(JSON.parse(await text(process.stdin)));
const result = await archiveFile(job, {
  signal: new AbortController().signal,
  progress: (fraction, note) => process.stderr.write(`${fraction.toFixed(3)} ${note}\n`),
  workFolder,
  secrets: readArchiveSecrets(process.env),
  id: systemRandom.id,
});
process.stdout.write(JSON.stringify(result));
