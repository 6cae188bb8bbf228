import { dataFileName } from '../ingest/readiness-resource.ts';
import { numberOf, uuidOf } from '../world/identity.ts';
import { type ExportJob, jobsAt, momentsAt } from '../world/life.ts';
import type { Project } from '../world/record.ts';

export interface StagingObject {
  readonly key: string;
  readonly size: number;
  readonly modifiedAt: number;
  /** Content of what the exporter writes; data files have a size alone. */
  readonly body?: string;
  /** The exporter's own mark on what it finished writing; data files never have it. */
  readonly exportCompleted?: boolean;
}

const filesPerAssay = 4;
const transferMilliseconds = 34.5 * 60_000;
/** A transfer that never completes has moved this share of the files. */
const stalledShare = 0.6;

/** Where a project's objects begin, `prod/<uuid>/`. */
function stagingPrefix(projectUuid: string): string {
  return `prod/${projectUuid}/`;
}

/**
 * What the exports of a project have written by now, sorted by key. Nothing is
 * overwritten but the spreadsheet, so versions pile up until somebody cleans the area.
 */
export function stagingObjects(project: Project, now: number): readonly StagingObject[] {
  const objects = new Map<string, StagingObject>();
  for (const submission of project.submissions) {
    for (const job of jobsAt(submission, now)) {
      for (const object of objectsOf(project, submission.uuid, job, now)) {
        const cleaned = object.modifiedAt <= (project.stagingCleanedAt ?? 0);
        const kept = objects.has(object.key) && !object.key.endsWith('.xlsx');
        if (!cleaned && !kept) objects.set(object.key, object);
      }
    }
  }
  return [...objects.values()].sort((a, b) => (a.key < b.key ? -1 : 1));
}

function objectsOf(
  project: Project,
  submissionUuid: string,
  job: ExportJob,
  now: number,
): readonly StagingObject[] {
  const version = new Date(job.createdAt).toISOString().replace('Z', '000Z');
  const area = stagingPrefix(project.uuid);
  const entity = (kind: string) => uuidOf(`${kind} ${submissionUuid}`);
  const written = (path: string, content: unknown, modifiedAt: number, exportCompleted = true) => {
    const body = JSON.stringify(content);
    const key = `${area}${path}`;
    return { key, body, size: Buffer.byteLength(body), modifiedAt, exportCompleted };
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
    Array.from({ length: filesPerAssay }, (_, index) =>
      dataFileName(project.shortName, assay * filesPerAssay + index),
    );
  const suspension = (assay: number, at: number, completed: boolean) => {
    const id = entity(`cell_suspension ${assay}`);
    const path = `metadata/cell_suspension/${id}_${version}.json`;
    return written(path, metadata('cell_suspension', id, `suspension ${assay + 1}`), at, completed);
  };

  const sheetName = `${project.shortName}_metadata_${dayOf(job.createdAt)}.xlsx`;
  const ofSpreadsheet = spreadsheet
    ? [
        dataObject(`${area}data/${sheetName}`, spreadsheet.at, 60_000, 400_000),
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
    ...transferred(project, job, now),
    ...ofSpreadsheet,
    ...ofProject,
    ...ofAssays,
    ...unfinished,
  ];
}

/** The data files that the transfer has moved so far. */
function transferred(project: Project, job: ExportJob, now: number): readonly StagingObject[] {
  const moments = momentsAt(job.activity, now);
  const started = moments.find(({ beat }) => beat.job?.dataFileTransfer === 'STARTED')?.at;
  const complete = moments.find(({ beat }) => beat.job?.dataFileTransfer === 'COMPLETE')?.at;
  if (started === undefined) return [];
  const end = Math.min(now, job.activity.until ?? now);
  const total = project.assays * filesPerAssay;
  const share = Math.min((end - started) / transferMilliseconds, stalledShare);
  const count = complete === undefined ? Math.floor(total * share) : total;
  return Array.from({ length: count }, (_, index) => {
    const at = Math.min(started + ((index + 1) / total) * transferMilliseconds, complete ?? end);
    const name = dataFileName(project.shortName, index);
    return dataObject(`${stagingPrefix(project.uuid)}data/${name}`, at, 2e9, 18e9);
  });
}

function dataObject(key: string, modifiedAt: number, smallest: number, spread: number) {
  return { key, modifiedAt, size: smallest + numberOf(key, spread) };
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
    size: 2e9 + numberOf(name, 18e9),
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
