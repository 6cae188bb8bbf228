import { readdir, rm } from 'node:fs/promises';
import { join } from 'node:path';
import { isOpen } from '../../domain/data-export/job.ts';
import { findJob } from '../../storage/exports/jobs.ts';
import type { Work } from '../../storage/exports/work.ts';
import { jobFolder, jobIn, outputPrefix, runKey, stepFolder } from './folders.ts';
import type { RunNeeds } from './step.ts';

type Needs = Pick<RunNeeds, 'db' | 'executor' | 'log' | 'store' | 'workFolder'>;

/** What a job has made is kept by the store once it has ended, or by nobody. */
export async function tidy(needs: Needs, work: Work): Promise<void> {
  const job = await findJob(needs.db, work.jobId);
  await needs.executor.forget(runKey(work));
  const open = job !== undefined && isOpen(job.status);
  await clear(open ? stepFolder(needs.workFolder, work) : jobFolder(needs.workFolder, work.jobId));
  const unwanted = job !== undefined && !open && job.output === undefined;
  if (unwanted) await removeOutputs(needs, outputPrefix(job));
}

/** What a bot that was killed has left of jobs that have ended. */
export async function tidyAll({ db, log, workFolder }: Needs): Promise<void> {
  for (const name of await readdir(workFolder)) {
    const id = jobIn(name);
    const job = id === undefined ? undefined : await findJob(db, id);
    if (job !== undefined && isOpen(job.status)) continue;
    await clear(join(workFolder, name)).catch((error: unknown) => {
      log.warn('export folder left behind', { name, error: String(error) });
    });
  }
}

/** Of what nobody can ask for; what cannot be removed now is swept at night. */
export async function removeOutputs(
  { store, log }: Pick<Needs, 'store' | 'log'>,
  prefix: string,
  except?: string,
): Promise<void> {
  async function* targets() {
    for await (const { key } of store.list(prefix))
      if (except === undefined || !key.startsWith(except)) yield { key };
  }
  try {
    const { failed } = await store.remove(targets());
    for (const { key, why } of failed) log.warn('export output left behind', { key, why });
  } catch (error) {
    log.warn('export outputs left behind', { prefix, error: String(error) });
  }
}

function clear(folder: string): Promise<void> {
  return rm(folder, { recursive: true, force: true, maxRetries: 3 });
}
