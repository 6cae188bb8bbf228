import { createHash } from 'node:crypto';
import { createReadStream } from 'node:fs';
import { stat, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import {
  type ExportFile,
  type ExportJob,
  isOpen,
  outcomeOf,
} from '../../domain/data-export/job.ts';
import type { Database } from '../../storage/database.ts';
import { tellExportEnded } from '../../storage/exports/cards.ts';
import { filesOfJob } from '../../storage/exports/job-files.ts';
import { endJob, findJob } from '../../storage/exports/jobs.ts';
import { insertLineage, lineageOf } from '../../storage/exports/lineage.ts';
import { finishWork, type Work } from '../../storage/exports/work.ts';
import { appendJournal } from '../../storage/journal.ts';
import { type Exported, MANIFEST, manifestOf } from '../package/manifest.ts';
import { RECEIPT, SUMS, signReceipt, sumsOf } from '../package/receipt.ts';
import type { Member } from '../package/write.ts';
import { exportedFiles } from './exported.ts';
import { newsAtTimes } from './fetch.ts';
import {
  attemptPrefix,
  lackOfRoom,
  madeFolder,
  makeFolders,
  outputPrefix,
  stepFolder,
} from './folders.ts';
import { restoreMembers } from './restore.ts';
import { LeaseLost, type RunNeeds, type StepEnding, type StepPorts } from './step.ts';

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
  const members = made.map((one) => ({
    ...one,
    path: join(madeFolder(workFolder, job.id), one.member),
  }));
  const folder = stepFolder(workFolder, work);
  await makeFolders(folder, madeFolder(workFolder, job.id));
  if (job.output !== undefined) {
    const gone = await missingOf(members);
    const earlier = gone.map(({ member, path }) => ({ name: member, path }));
    await restoreMembers(store, { output: job.output.path, members: earlier, folder, signal });
  }
  const [missing] = await missingOf(members);
  if (missing !== undefined)
    return { kind: 'crashed', says: `${missing.member} is not in the work folder any more.` };
  const bytes = members.reduce((sum, { output }) => sum + (output?.bytes ?? 0), 0);
  const lack = await lackOfRoom(workFolder, bytes);
  if (lack !== undefined) return { kind: 'crashed', says: lack };

  const exported = await exportedFiles(db, files);
  const papers = await writePapers();
  const all: readonly Member[] = [
    ...members.map(({ member, path }) => ({ name: member, path })),
    ...papers,
  ];
  const prefix = attemptPrefix(job);
  const packaged = job.compress || job.format === 'zip';
  const output = packaged ? await onePackage() : await eachByItself();
  if (output === undefined) return { kind: 'stopped' };
  if ('kind' in output) return output;
  return finish(output);

  /** The manifest, the sums of everything else, and the signature over them. */
  async function writePapers(): Promise<readonly Member[]> {
    const now = clock.now();
    const sums = made.map(({ member, output: one }) => ({
      name: member,
      sha256: one?.sha256 ?? '',
    }));
    const written: Member[] = [];
    const write = async (name: string, text: string): Promise<void> => {
      const path = join(folder, name);
      await writeFile(path, text, { mode: 0o600 });
      written.push({ name, path });
    };
    if (job.includeMetadata || job.includeLineage) {
      const lineage = job.includeLineage
        ? await lineageOf(
            db,
            exported.map(({ file }) => file.id),
          )
        : [];
      const about = { now, version: needs.version, lineage };
      const text = `${JSON.stringify(manifestOf(job, exported, about), undefined, 2)}\n`;
      await write(MANIFEST, text);
      sums.push({ name: MANIFEST, sha256: createHash('sha256').update(text).digest('hex') });
    }
    const list = sumsOf(sums);
    await write(SUMS, list);
    const receipt = signReceipt(needs.key, { jobKey: job.key, issuedAt: now, sums: list });
    await write(RECEIPT, `${JSON.stringify(receipt, undefined, 2)}\n`);
    return written;
  }

  async function onePackage(): Promise<Output | StepEnding | undefined> {
    const zip = join(folder, 'package.zip');
    const ending = await needs.executor.run(
      {
        kind: 'package',
        folder,
        output: zip,
        members: [...all],
        modifiedAt: clock.now().toISOString(),
      },
      { signal, limits: needs.limits, onReport: () => keep(async () => undefined) },
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
    const [only] = made;
    if (made.length === 1 && only?.output !== undefined)
      return { path: `${prefix}${only.member}`, ...only.output };
    const sums = sumsOf(
      made.map(({ member, output: one }) => ({ name: member, sha256: one?.sha256 ?? '' })),
    );
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

  /** Only who still holds the lease says that it is done; what came too late is taken away again. */
  async function finish(output: Output): Promise<StepEnding> {
    const { message } = outcomeOf(files);
    const now = clock.now();
    try {
      await keep(async (trx) => {
        const end = { status: 'completed' as const, message, output, now };
        if (!(await endJob(trx, job, end))) throw new LeaseLost(`Export ${job.id} has ended.`);
        await finishWork(trx, work);
        await tellExportEnded(trx, job, now);
        await recordConversions(trx, job, exported, needs.version, now);
        const { id, key, name } = job;
        await appendJournal(trx, {
          at: now,
          event: 'data export completed',
          actor: 'timer',
          detail: { id, key, name, bytes: output.bytes, sha256: output.sha256, message },
        });
      });
      if (job.attempt > 1) await removeEarlier();
      return { kind: 'done' };
    } catch (error) {
      if (!(error instanceof LeaseLost)) throw error;
      const current = await findJob(db, job.id);
      const unwanted =
        current !== undefined &&
        !isOpen(current.status) &&
        current.output?.path.startsWith(prefix) !== true;
      if (unwanted) await store.remove(targets(store.list(prefix)));
      throw error;
    }
  }

  /** What earlier attempts left is in the new package. */
  async function removeEarlier(): Promise<void> {
    const all = store.list(outputPrefix(job));
    await store.remove(targets(all, (key) => !key.startsWith(prefix)));
  }
}

type MadeFile = Pick<ExportFile, 'member' | 'output'> & { readonly path: string };

async function missingOf(members: readonly MadeFile[]): Promise<readonly MadeFile[]> {
  const missing: MadeFile[] = [];
  for (const one of members) {
    const there = await stat(one.path).catch(() => undefined);
    if (there?.size !== one.output?.bytes) missing.push(one);
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
  for (const { file, made } of exported) {
    if (made.status !== 'completed' || made.report === undefined || known.has(file.id)) continue;
    await insertLineage(trx, {
      operationType: 'conversion',
      operationId: job.key,
      datasetId: file.project?.id,
      sourceFileId: file.id,
      operationParams: { format: job.format, options: job.options, output: made.output },
      toolName: 'handoff',
      toolVersion: version,
      executedAt,
      recordedBy: job.party.id,
    });
  }
}

async function* targets(
  objects: AsyncIterable<{ readonly key: string }>,
  wanted: (key: string) => boolean = () => true,
) {
  for await (const { key } of objects) if (wanted(key)) yield { key };
}
