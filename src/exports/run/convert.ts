import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataFile } from '../../domain/data-export/file.ts';
import { type ExportJob, isOpen } from '../../domain/data-export/job.ts';
import { saveChecksum } from '../../storage/exports/files.ts';
import {
  completeFile,
  failFile,
  filesOfJob,
  setFraction,
} from '../../storage/exports/job-files.ts';
import type { Work } from '../../storage/exports/work.ts';
import { EXTENSIONS } from '../convert/options.ts';
import type { Report, Task } from '../executor.ts';
import type { Exported } from '../package/manifest.ts';
import { exportedFiles } from './exported.ts';
import { fetchFile, newsAtTimes } from './fetch.ts';
import { lackOfRoom, madeFolder, makeFolders, noRoom, stepFolder, within } from './folders.ts';
import type { RunNeeds, StepEnding, StepPorts } from './step.ts';

/** The copy, what it becomes, and what a converter needs on the way. */
const ROOM_FACTOR = 3;

/** Makes each file of a step what was asked for, or notes why it cannot be. */
export async function convertFiles(
  needs: RunNeeds,
  work: Work,
  job: ExportJob,
  { signal, keep }: StepPorts,
): Promise<StepEnding> {
  const { db, areas, workFolder } = needs;
  const folder = stepFolder(workFolder, work);
  const target = madeFolder(workFolder, job.id);
  await makeFolders(folder, target);

  const mine = (await filesOfJob(db, job.id)).filter(({ id }) => work.files.includes(id));
  const due = await exportedFiles(
    db,
    mine.filter(({ status }) => isOpen(status)),
  );
  const bytes = due.reduce((sum, { file }) => sum + file.bytes, 0);
  const lack = await lackOfRoom(workFolder, bytes * (job.format === 'zip' ? 1 : ROOM_FACTOR));
  if (lack !== undefined) {
    await failAll(lack);
    return { kind: 'done' };
  }

  const fetched: Exported[] = [];
  try {
    for (const one of due) if (await copied(one)) fetched.push(one);
  } catch (error) {
    const full = noRoom(error);
    if (full === undefined) throw error;
    await failAll(full);
    return { kind: 'done' };
  }
  const { format } = job;
  if (format === 'zip' || fetched.length === 0) return { kind: 'done' };

  const task: Task = {
    kind: 'convert',
    folder,
    conversions: fetched.map(({ made, file }) => ({
      file: made.id,
      spec: {
        input: { path: inputOf(file) },
        output: { path: outputOf(made.id), format },
        options: { ...job.options },
        ...(job.columns === undefined ? {} : { columns: [...job.columns] }),
      },
    })),
  };
  let under: number | undefined;
  const ending = await needs.executor.run(task, {
    signal,
    limits: await within(workFolder, needs.limits),
    async onReport(report) {
      if (report.kind === 'begun') under = report.file;
      await note(report);
    },
  });
  return ending.kind === 'crashed' ? { ...ending, file: under } : ending;

  /** False when it failed, which is noted. */
  async function copied({ made, file }: Exported): Promise<boolean> {
    const news = newsAtTimes(needs.clock, (bytes) =>
      keep(async (trx) => {
        // Of a file that is left as it is, the copy is all there is to do.
        if (job.format === 'zip') await setFraction(trx, made.id, bytes / Math.max(1, file.bytes));
      }),
    );
    const copy = await fetchFile(areas, file, inputOf(file), { signal, news });
    const unchanged = job.format === 'zip';
    if (copy.ok && file.sha256 !== undefined && !unchanged) return true;
    await keep(async (trx) => {
      if (!copy.ok) return failFile(trx, made.id, copy.says);
      if (file.sha256 === undefined) await saveChecksum(trx, file.id, copy.sha256);
      if (!unchanged) return;
      await rename(inputOf(file), join(target, made.member));
      await completeFile(trx, made.id, copy);
    });
    return copy.ok;
  }

  async function failAll(says: string): Promise<void> {
    await keep(async (trx) => {
      for (const { made } of due) await failFile(trx, made.id, says);
    });
  }

  async function note(report: Report): Promise<void> {
    switch (report.kind) {
      case 'begun': // a small file is done before anybody could see it
        return;
      case 'progress': {
        const { file } = report;
        if (file !== undefined) await keep((trx) => setFraction(trx, file, report.fraction));
        return;
      }
      case 'finished': {
        const made = due.find((one) => one.made.id === report.file)?.made;
        if (made === undefined) return;
        return keep(async (trx) => {
          // Under the lease: whoever comes too late replaces nothing.
          await rename(outputOf(made.id), join(target, made.member));
          await completeFile(trx, made.id, {
            ...report.report,
            rows: report.report.rowsOut,
            report: report.report,
          });
        });
      }
      case 'failed':
        return keep((trx) => failFile(trx, report.file, report.says));
      case 'packaged':
        return;
    }
  }

  /** Under a name of ours with the ending of theirs, which says how to read it. */
  function inputOf(file: DataFile): string {
    const ending = /(\.[A-Za-z0-9]{1,10}){0,2}$/.exec(file.name)?.[0] ?? '';
    return join(folder, `in-${file.id}${ending}`);
  }

  function outputOf(id: number): string {
    if (job.format === 'zip') throw new Error('Files of a ZIP are not converted.');
    return join(folder, `out-${id}.${EXTENSIONS[job.format]}`);
  }
}
