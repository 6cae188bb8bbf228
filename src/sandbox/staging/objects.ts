import { dataFileNames, dataFileSize, filesPerAssay } from '../data-files.ts';
import { objectIdOf, uuidOf } from '../world/identity.ts';
import { type ExportJob, jobsAt, momentsAt } from '../world/life.ts';
import type { Project, Submission, WorldRecord } from '../world/record.ts';
import { byKey, type StoredObject, type UnfinishedUpload } from './stored-object.ts';
import { uploadBucket, uploadKey } from './upload-area.ts';

/** The bucket of the real exports; the sandbox keeps its name. */
export const stagingBucket = 'broad-dsp-monster-hca-prod-ebi-storage';

/** When somebody last removed what lay at a key. */
export type GoneAt = (bucket: string, key: string) => number | undefined;

export function goneAt({ storage }: WorldRecord): GoneAt {
  return (bucket, key) => storage.gone[`${bucket}/${key}`];
}

const transferMilliseconds = 34.5 * 60_000;
/** A transfer that never completes has moved this share of the files. */
const stalledShare = 0.6;
const overdueAfter = transferMilliseconds + 60_000;

/** Where a project's objects begin, `prod/<uuid>/`. */
function stagingPrefix(projectUuid: string): string {
  return `prod/${projectUuid}/`;
}

/**
 * What the exports of a project have written by now, sorted by key. Nothing is overwritten but the
 * spreadsheet, so versions pile up until somebody cleans the area; what was removed is written anew.
 */
export function stagingObjects(
  project: Project,
  now: number,
  gone: GoneAt,
): readonly StoredObject[] {
  const objects = new Map<string, StoredObject>();
  for (const submission of project.submissions) {
    for (const job of jobsAt(submission, now)) {
      for (const object of objectsOf(project, submission, job, now, gone)) {
        const emptied = Math.max(
          project.stagingCleanedAt ?? 0,
          gone(stagingBucket, object.key) ?? 0,
        );
        const kept = objects.has(object.key) && !object.key.endsWith('.xlsx');
        if (object.modifiedAt > emptied && !kept) objects.set(object.key, object);
      }
    }
  }
  return [...objects.values()].sort(byKey);
}

/** The uploads in parts that stuck transfers of a project have left behind. */
export function unfinishedTransfers(project: Project, now: number): readonly UnfinishedUpload[] {
  return project.submissions
    .flatMap((submission) => jobsAt(submission, now))
    .flatMap((job) => {
      const transfer = transferOf(project, job, now);
      const name =
        transfer?.stalledAt === undefined ? undefined : transfer.names[transfer.count + 1];
      if (name === undefined || transfer?.stalledAt === undefined) return [];
      const key = `${stagingPrefix(project.uuid)}data/${name}`;
      const uploadId = objectIdOf(`upload ${job.run.jobOid}`);
      return [{ key, uploadId, startedAt: transfer.stalledAt }];
    })
    .filter(({ startedAt }) => startedAt > (project.stagingCleanedAt ?? 0))
    .sort(byKey);
}

function objectsOf(
  project: Project,
  submission: Submission,
  job: ExportJob,
  now: number,
  gone: GoneAt,
): readonly StoredObject[] {
  const version = new Date(job.createdAt).toISOString().replace('Z', '000Z');
  const area = stagingPrefix(project.uuid);
  const entity = (kind: string) => uuidOf(`${kind} ${submission.uuid}`);
  const written = (path: string, content: unknown, modifiedAt: number, exportCompleted = true) => {
    const body = JSON.stringify(content);
    const key = `${area}${path}`;
    const metadata = exportCompleted ? { export_completed: 'true' } : {};
    const size = Buffer.byteLength(body);
    return { key, body, size, modifiedAt, type: 'application/json', metadata };
  };
  const file = (kind: string, name: string, at: number) => {
    const id = entity(`${kind} ${name}`);
    return [
      written(`metadata/${kind}/${id}_${version}.json`, metadata(kind, id, name), at),
      written(`descriptors/${kind}/${id}_${version}.json`, descriptor(id, version, name), at),
    ];
  };
  const links = (key: string, at: number) =>
    written(`links/${entity(`links ${key}`)}_${version}_${project.uuid}.json`, { links: [] }, at);

  const moments = momentsAt(job.activity, now);
  const spreadsheet = moments.find(({ beat }) => beat.job?.spreadsheetGeneration === 'COMPLETE');
  const assays = moments.filter(({ beat }) => beat.exported !== undefined);
  const names = (assay: number) =>
    dataFileNames(project).slice(assay * filesPerAssay, (assay + 1) * filesPerAssay);
  const suspension = (assay: number, at: number, completed: boolean) => {
    const id = entity(`cell_suspension ${assay}`);
    const path = `metadata/cell_suspension/${id}_${version}.json`;
    return written(path, metadata('cell_suspension', id, `suspension ${assay + 1}`), at, completed);
  };

  const sheetName = `${project.shortName}_metadata_${dayOf(job.createdAt)}.xlsx`;
  const ofSpreadsheet = spreadsheet
    ? [
        dataObject(project, sheetName, spreadsheet.at),
        written('staging_area.json', { is_delta: false }, spreadsheet.at),
        ...file('supplementary_file', sheetName, spreadsheet.at),
        links('spreadsheet', spreadsheet.at),
      ]
    : [];
  const ofAssays = assays.flatMap(({ at }, assay) => [
    suspension(assay, at, true),
    ...names(assay).flatMap((name) => file('sequence_file', name, at)),
    links(`assay ${assay}`, at),
  ]);
  const first = assays[0];
  const projectPath = `metadata/project/${project.uuid}_${version}.json`;
  const ofProject = first
    ? [written(projectPath, metadata('project', project.uuid, project.shortName), first.at)]
    : [];
  const unfinished =
    spreadsheet && assays.length < (job.progress.totalAssayCount ?? 0)
      ? [suspension(assays.length, assays.at(-1)?.at ?? spreadsheet.at, false)]
      : [];
  return [
    ...transferred(project, submission, job, now, gone),
    ...ofSpreadsheet,
    ...ofProject,
    ...ofAssays,
    ...unfinished,
  ];
}

/** How far a job's transfer of data files has come; undefined before it starts. */
function transferOf(project: Project, job: ExportJob, now: number) {
  const moments = momentsAt(job.activity, now);
  const started = moments.find(({ beat }) => beat.job?.dataFileTransfer === 'STARTED')?.at;
  const complete = moments.find(({ beat }) => beat.job?.dataFileTransfer === 'COMPLETE')?.at;
  if (started === undefined) return undefined;
  const names = dataFileNames(project);
  const halt = started + stalledShare * transferMilliseconds;
  const end = Math.min(now, job.activity.until ?? now);
  const share = Math.min((end - started) / transferMilliseconds, stalledShare);
  const count = complete === undefined ? Math.floor(names.length * share) : names.length;
  const overdue = end - started > transferMilliseconds || job.activity.until !== undefined;
  const stalledAt = complete === undefined && overdue ? Math.min(halt, end) : undefined;
  return { names, started, complete, halt, count, stalledAt };
}

/** The data files that the transfer has moved so far; a stuck one leaves a file half-written. */
function transferred(
  project: Project,
  submission: Submission,
  job: ExportJob,
  now: number,
  gone: GoneAt,
): readonly StoredObject[] {
  const transfer = transferOf(project, job, now);
  if (transfer === undefined) return [];
  const { names, started, complete, halt, count, stalledAt } = transfer;
  const isFirst = jobsAt(submission, now)[0]?.run.jobOid === job.run.jobOid;
  const moved = names.slice(0, count).map((name, index) => {
    const usual = started + ((index + 1) / names.length) * transferMilliseconds;
    const waited = usual > halt && complete !== undefined && complete > started + overdueAfter;
    return dataObject(project, name, waited ? complete : Math.min(usual, complete ?? usual));
  });
  const [half] = stalledAt === undefined ? [] : names.slice(count, count + 1);
  const whole = half === undefined ? undefined : dataObject(project, half, stalledAt ?? halt);
  const halves = whole ? [{ ...whole, size: Math.floor(whole.size * stalledShare) }] : [];
  // What is no longer in the upload area cannot be moved again.
  return [...moved, ...halves].filter(({ key }) => {
    const name = key.slice(key.lastIndexOf('/') + 1);
    const lost = !isFirst && submission.lostUploads?.includes(name);
    return !lost && started < (goneBefore(gone, submission, name) ?? Number.POSITIVE_INFINITY);
  });
}

function goneBefore(gone: GoneAt, submission: Submission, name: string): number | undefined {
  return gone(uploadBucket, uploadKey(submission.uuid, name));
}

function dataObject(project: Project, name: string, modifiedAt: number): StoredObject {
  const key = `${stagingPrefix(project.uuid)}data/${name}`;
  return { key, modifiedAt, size: dataFileSize(name) };
}

function metadata(kind: string, id: string, name: string) {
  const fileCore = kind.endsWith('_file') ? { file_core: { file_name: name } } : { name };
  return {
    describedBy: `https://schema.humancellatlas.org/type/${kind}`,
    schema_type: kind,
    provenance: { document_id: id },
    ...fileCore,
  };
}

function descriptor(id: string, version: string, name: string) {
  const hex = (kind: string, length: number) =>
    uuidOf(`${kind} ${name}`).replaceAll('-', '').repeat(2).slice(0, length);
  return {
    describedBy: 'https://schema.humancellatlas.org/system/2.0.0/file_descriptor',
    schema_type: 'file_descriptor',
    file_id: id,
    file_version: version,
    file_name: name,
    content_type: 'application/gzip',
    size: dataFileSize(name),
    sha1: hex('sha1', 40),
    sha256: hex('sha256', 64),
    crc32c: hex('crc32c', 8),
    s3_etag: hex('etag', 32),
  };
}

/** DD-MM-YYYY, as the exporter names its spreadsheets. */
function dayOf(time: number): string {
  return new Date(time).toISOString().slice(0, 10).split('-').reverse().join('-');
}
