import { rename } from 'node:fs/promises';
import { join } from 'node:path';
import type { DataFile } from '../../domain/data-export/file.ts';
import { type ExportJob, isOpen } from '../../domain/data-export/job.ts';
import { membersOf } from '../../domain/data-export/member.ts';
import { saveChecksum } from '../../storage/exports/files.ts';
import {
  completeFile,
  failFile,
  filesOfJob,
  setFraction,
} from '../../storage/exports/job-files.ts';
import type { Work } from '../../storage/exports/work.ts';
import type { Report, Task } from '../../workers/executor.ts';
import { EXTENSIONS } from '../convert/options.ts';
import { partPath } from '../convert/output.ts';
import { MOST_MERGED, transform } from '../convert/transform/transform.ts';
import type { Exported } from '../package/manifest.ts';
import { TOOLS } from '../version.ts';
import { contentKey } from './content-key.ts';
import { exportedFiles } from './exported.ts';
import { fetchFile, newsAtTimes } from './fetch.ts';
import {
  endingOf,
  lackOfRoom,
  madeFolder,
  makeFolders,
  noRoom,
  runKey,
  stepFolder,
  within,
} from './folders.ts';
import { reuseOutputs } from './reuse.ts';
import type { RunNeeds, StepEnding, StepPorts } from './step.ts';
import { tablesAmong } from './tables-among.ts';
import { completeUnit, failUnit, type Unit, unitsOf } from './unit.ts';

/** The copy, what it becomes, and what a converter needs on the way; tables that are transformed are put down besides. */
const ROOM_FACTOR = 3;
const ROOM_FACTOR_TRANSFORMED = 6;

/** Makes each file of a step what was asked for, or notes why it cannot be. */
export async function convertFiles(
  needs: RunNeeds,
  work: Work,
  job: ExportJob,
  ports: StepPorts,
): Promise<StepEnding> {
  const { db, areas, workFolder } = needs;
  const { signal, keep } = ports;
  const folder = stepFolder(workFolder, work);
  const target = madeFolder(workFolder, job.id);
  await makeFolders(folder, target);

  const mine = (await filesOfJob(db, job.id)).filter(({ id }) => work.files.includes(id));
  const open = mine.filter(({ status }) => isOpen(status));
  const units = unitsOf(job, await exportedFiles(db, open));
  const most = Math.max(0, ...units.map((unit) => unit.length));
  if (most > MOST_MERGED) {
    const says = `At most ${MOST_MERGED} files are merged into one; these are ${most}.`;
    await failAll(units, says, true);
    return { kind: 'done' };
  }
  const folders = { step: folder, made: target };
  const due =
    job.format === 'zip'
      ? units
      : await reuseOutputs(needs, job, await tablesAmong(units, keep), folders, ports);
  const bytes = due.flat().reduce((sum, { file }) => sum + file.bytes, 0);
  const factor = job.transform === undefined ? ROOM_FACTOR : ROOM_FACTOR_TRANSFORMED;
  const lack = await lackOfRoom(workFolder, bytes * (job.format === 'zip' ? 1 : factor));
  if (lack !== undefined) {
    await failAll(due, lack);
    return { kind: 'done' };
  }

  const fetched: Unit[] = [];
  const sums = new Map<number, string>();
  try {
    for (const unit of due) if (await copiedAll(unit)) fetched.push(unit);
  } catch (error) {
    const full = noRoom(error);
    if (full === undefined) throw error;
    await failAll(due, full);
    return { kind: 'done' };
  }
  const { format } = job;
  if (format === 'zip' || fetched.length === 0) return { kind: 'done' };

  const task: Task = {
    kind: 'convert',
    folder,
    conversions: fetched.map(([first, ...others]) => ({
      file: first.made.id,
      spec: {
        input: { path: inputOf(first.file), name: first.file.name },
        merged: others.map(({ file }) => ({ path: inputOf(file), name: file.name })),
        output: { path: outputOf(first.made.id), format },
        options: { ...job.options },
        ...(job.columns === undefined ? {} : { columns: [...job.columns] }),
        ...(job.transform === undefined ? {} : { transform: transform.parse(job.transform) }),
      },
    })),
  };
  let under: number | undefined;
  const ending = await needs.executor.run(task, {
    key: runKey(work),
    signal,
    limits: await within(workFolder, needs.limits),
    async onReport(report) {
      if (report.kind === 'begun') under = report.file;
      await note(report);
    },
  });
  return ending.kind === 'crashed' ? { ...ending, file: under } : ending;

  /** False when one of them failed, which is noted; then there is nothing to make of the others either. */
  async function copiedAll(unit: Unit): Promise<boolean> {
    for (const one of unit) {
      if (await copied(one)) continue;
      const says = `${one.file.name}, which it was to be merged with, could not be read.`;
      await keep((trx) => failUnit(trx, unit, says));
      return false;
    }
    return true;
  }

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
    if (copy.ok) sums.set(file.id, copy.sha256);
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

  async function failAll(some: readonly Unit[], says: string, unfit = false): Promise<void> {
    await keep(async (trx) => {
      for (const unit of some) await failUnit(trx, unit, says, unfit);
    });
  }

  async function note(report: Report): Promise<void> {
    switch (report.kind) {
      case 'begun': // a small file is done before anybody could see it
        return;
      case 'progress': {
        const { file, fraction, rows } = report;
        if (file !== undefined) await keep((trx) => setFraction(trx, file, fraction, rows));
        return;
      }
      case 'finished': {
        const unit = due.find(([first]) => first.made.id === report.file);
        return unit === undefined ? undefined : finish(unit, report.report);
      }
      case 'failed': {
        const unit = due.find(([first]) => first.made.id === report.file);
        if (unit !== undefined) await keep((trx) => failUnit(trx, unit, report.says, report.unfit));
        return;
      }
      case 'standing':
      case 'packaged':
      case 'archived':
        return;
    }
  }

  /** Under the lease: whoever comes too late replaces nothing. */
  async function finish(unit: Unit, report: Finished): Promise<void> {
    const [{ made }] = unit;
    const inputs = unit.map(({ file: { id, name } }) => ({ name, sha256: sums.get(id) }));
    const { bytes, sha256, files: parts } = report;
    const members = membersOf({ ...made, output: { bytes, sha256 }, parts });
    await keep(async (trx) => {
      for (const [at, { name }] of members.entries()) {
        const path = outputOf(made.id);
        await rename(parts === undefined ? path : partPath(path, at + 1), join(target, name));
      }
      const key = contentKey(job, inputs, TOOLS);
      const done = { bytes, sha256, rows: report.rowsOut, report, contentKey: key };
      await completeUnit(trx, unit, done);
    });
  }

  /** Under a name of ours with the ending of theirs, which says how to read it. */
  function inputOf(file: DataFile): string {
    return join(folder, `in-${file.id}${endingOf(file.name)}`);
  }

  function outputOf(id: number): string {
    if (job.format === 'zip') throw new Error('Files of a ZIP are not converted.');
    return join(folder, `out-${id}.${EXTENSIONS[job.format]}`);
  }
}

type Finished = Extract<Report, { kind: 'finished' }>['report'];
