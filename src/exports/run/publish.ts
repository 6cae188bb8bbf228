import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat } from 'node:fs/promises';
import { join } from 'node:path';
import { type ExportJob, isMerged, isPackaged, outcomeOf } from '../../domain/data-export/job.ts';
import { type Member, membersOf } from '../../domain/data-export/member.ts';
import type { Database } from '../../storage/database.ts';
import { tellExportEnded } from '../../storage/exports/cards.ts';
import { filesOfJob } from '../../storage/exports/job-files.ts';
import { endJob } from '../../storage/exports/jobs.ts';
import { insertLineage, lineageOf } from '../../storage/exports/lineage.ts';
import { finishWork, type Work } from '../../storage/exports/work.ts';
import { appendJournal } from '../../storage/journal.ts';
import { announce } from '../notifications/announce.ts';
import { type Exported, stepsIn } from '../package/manifest.ts';
import { sumsOf } from '../package/receipt.ts';
import type { Member as Packed } from '../package/write.ts';
import { exportedFiles } from './exported.ts';
import { newsAtTimes } from './fetch.ts';
import {
  lackOfRoom,
  madeFolder,
  makeFolders,
  outputPrefix,
  runKey,
  stepFolder,
  within,
} from './folders.ts';
import { sumsOfFiles, writePapers } from './papers.ts';
import { restoreMembers } from './restore.ts';
import { LeaseLost, type RunNeeds, type StepEnding, type StepPorts } from './step.ts';
import { removeOutputs } from './tidy.ts';

type Output = NonNullable<ExportJob['output']>;

/** Puts what a job has made where its owner gets it: one package, or each file by itself. */
export async function publish(
  needs: RunNeeds,
  work: Work,
  job: ExportJob,
  ports: StepPorts,
): Promise<StepEnding> {
  const { db, clock, store, workFolder } = needs;
  const { signal, keep } = ports;
  const files = await filesOfJob(db, job.id);
  const made = files.filter(({ status }) => status === 'completed');
  const members = made.flatMap(membersOf).map((one) => ({
    ...one,
    path: join(madeFolder(workFolder, job.id), one.name),
  }));
  const folder = stepFolder(workFolder, work);
  await makeFolders(folder, madeFolder(workFolder, job.id));
  if (job.output !== undefined) {
    const gone = await missingOf(members);
    await restoreMembers(store, { output: job.output.path, members: gone, signal });
  }
  const [missing] = await missingOf(members);
  if (missing !== undefined)
    return { kind: 'crashed', says: `${missing.name} is not in the work folder any more.` };
  const bytes = members.reduce((sum, one) => sum + one.bytes, 0);
  const lack = await lackOfRoom(workFolder, bytes);
  if (lack !== undefined) return { kind: 'crashed', says: lack };

  const exported = await exportedFiles(db, files);
  const papers = await writePapers(needs, job, exported, folder);
  const all: readonly Packed[] = [...members.map(({ name, path }) => ({ name, path })), ...papers];
  // Belongs to one holder of a lease alone: one that comes too late replaces nothing.
  const prefix = `${outputPrefix(job)}${work.id}-${work.token}/`;
  try {
    const output = isPackaged(job) ? await onePackage() : await eachByItself();
    if ('kind' in output) return output;
    await finish(output);
  } catch (error) {
    await removeOutputs(needs, prefix);
    throw error;
  }
  await removeOutputs(needs, outputPrefix(job), prefix);
  return { kind: 'done' };

  async function onePackage(): Promise<Output | StepEnding> {
    const zip = join(folder, 'package.zip');
    const limits = await within(workFolder, needs.limits);
    const ending = await needs.executor.run(
      {
        kind: 'package',
        folder,
        output: zip,
        members: [...all],
        modifiedAt: clock.now().toISOString(),
      },
      { key: runKey(work), signal, limits, onReport: () => keep(async () => undefined) },
    );
    if (ending.kind !== 'done') return ending;
    const path = `${prefix}${job.key}.zip`;
    const stored = await store.write(path, sending(zip), { contentType: 'application/zip' });
    return { path, bytes: stored.bytes, sha256: stored.sha256 };
  }

  async function eachByItself(): Promise<Output> {
    for (const { name, path } of all) {
      signal.throwIfAborted();
      await store.write(`${prefix}${name}`, sending(path));
    }
    const [only, another] = members;
    if (only !== undefined && another === undefined)
      return { path: `${prefix}${only.name}`, bytes, sha256: only.sha256 };
    const sums = sumsOf(sumsOfFiles(exported));
    return { path: prefix, bytes, sha256: createHash('sha256').update(sums).digest('hex') };
  }

  async function* sending(path: string): AsyncGenerator<Uint8Array> {
    let sent = 0;
    const news = newsAtTimes(clock, () => keep(async () => undefined));
    for await (const piece of createReadStream(path, { highWaterMark: 1024 ** 2 })) {
      signal.throwIfAborted();
      yield piece;
      sent += piece.length;
      await news(sent);
    }
  }

  /** Only who still holds the lease says that it is done. */
  async function finish(output: Output): Promise<void> {
    const { message } = outcomeOf(files);
    const now = clock.now();
    await keep(async (trx) => {
      const end = { status: 'completed' as const, message, output, now };
      if (!(await endJob(trx, job, end))) throw new LeaseLost(`Export ${job.id} has ended.`);
      await finishWork(trx, work);
      await tellExportEnded(trx, job, now);
      await announce(trx, job, 'completed', now);
      await recordConversions(trx, job, exported, needs.version, now);
      const { id, key, name } = job;
      await appendJournal(trx, {
        at: now,
        event: 'data export completed',
        actor: 'timer',
        detail: { id, key, name, bytes: output.bytes, sha256: output.sha256, message },
      });
    });
    needs.news();
  }
}

type MadeFile = Member & { readonly path: string };

async function missingOf(members: readonly MadeFile[]): Promise<readonly MadeFile[]> {
  const missing: MadeFile[] = [];
  for (const one of members) {
    const there = await stat(one.path).catch(() => undefined);
    if (there?.size !== one.bytes) missing.push(one);
  }
  return missing;
}

/** Our own conversions are part of where data comes from. */
async function recordConversions(
  trx: Database,
  job: ExportJob,
  exported: readonly Exported[],
  version: string,
  executedAt: Date,
): Promise<void> {
  const earlier =
    job.attempt === 1
      ? []
      : await lineageOf(
          trx,
          exported.map(({ file }) => file.id),
        );
  const known = new Set(
    earlier.filter((one) => one.operationId === job.key).map((one) => one.sourceFileId),
  );
  const merged = isMerged(job) ? exported.at(0)?.made : undefined;
  for (const { file, made: own } of exported) {
    const made = merged ?? own;
    if (made.status !== 'completed' || made.report === undefined || known.has(file.id)) continue;
    const { format, options, columns, transform } = job;
    await insertLineage(trx, {
      operationType: merged === undefined ? 'conversion' : 'merge',
      operationId: job.key,
      datasetId: file.project?.id,
      sourceFileId: file.id,
      operationParams: {
        ...{ format, options, columns, transform },
        steps: stepsIn(made),
        output: made.output,
      },
      toolName: 'handoff',
      toolVersion: version,
      executedAt,
      recordedBy: job.party.id,
    });
  }
}
