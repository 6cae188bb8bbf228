/**
 * The plain-text messages of the import team's Dagster, line by line as it posts them. The
 * project stands in the staging area's path or in the dataset's name; a failed ingress
 * validation names none.
 */
export interface Import {
  readonly projectUuid: string;
  /** When the staging area is imported; dates the dataset. */
  readonly importedAt: Date;
  /** When the snapshot is cut; dates the snapshot. */
  readonly snapshotAt: Date;
  readonly release: number;
}

/** Counts of what post-validation finds. */
export interface ImportProblems {
  readonly duplicateLines: number;
  readonly nullFileReferences: number;
  readonly danglingProjectReferences: number;
  readonly emptyLinksTable: number;
  readonly emptyProjectsTable: number;
}

function stagingArea(projectUuid: string): string {
  return `gs://broad-dsp-monster-hca-prod-ebi-storage/prod/${projectUuid}`;
}

/** `hca_prod_<32 hex>__<YYYYMMDD>_dcp2` */
function datasetName({ projectUuid, importedAt }: Import): string {
  return `hca_prod_${projectUuid.replaceAll('-', '')}__${dayOf(importedAt)}_dcp2`;
}

/** The dataset's name with the snapshot's date and release. */
function snapshotName(what: Import): string {
  return `${datasetName(what)}_${dayOf(what.snapshotAt)}_dcp${what.release}`;
}

export function pipelineState(state: 'STARTED' | 'SUCCESS', name: string, runId: string): string {
  return lines(`HCA Pipeline entered state ${state}`, `Name = ${name}`, `Run ID = ${runId}`);
}

export function preValidationPassed(projectUuid: string): string {
  return `${stagingArea(projectUuid)} has passed pre-validation.`;
}

export function ingressFailed(runId: string): string {
  return lines('Validation Ingress Failed', dagitLink(runId));
}

/** What the validator says of a file's metadata whose data file is not there. */
export function dataFileNotFound(found: {
  readonly entityType: string;
  readonly name: string;
  readonly dataFileName: string;
}): string {
  return lines(
    'found_data_file False',
    `entity_type: ${found.entityType}`,
    `name: ${found.name}`,
    `data_file_name: ${found.dataFileName}`,
  );
}

export function importCompleted(what: Import): string {
  return lines(
    'HCA Completed Import',
    `Staging area: ${stagingArea(what.projectUuid)}`,
    `Target Dataset: ${datasetName(what)}`,
    `Jade Project: ${cloudProject(what, 'jade')}`,
    dagitLink(runOf(what, 'import')),
  );
}

export function postValidationPassed(what: Import): string {
  return `HCA dataset ${datasetName(what)} has passed post-validation.`;
}

export function postValidationProblems(what: Import, problems: ImportProblems): string {
  return lines(
    `Problems identified in post-validation for HCA dataset ${datasetName(what)}:`,
    `Run ID: ${runOf(what, 'post-validation')}`,
    `Duplicate lines found: ${problems.duplicateLines}`,
    `Null file references found: ${problems.nullFileReferences}`,
    `Dangling project references found: ${problems.danglingProjectReferences}`,
    `Empty links table: ${problems.emptyLinksTable}`,
    `Empty projects table: ${problems.emptyProjectsTable}`,
  );
}

export function snapshotStarting(what: Import): string {
  return lines(
    'HCA Starting Snapshot',
    `Snapshot name: ${snapshotName(what)}`,
    `Google Project ID: ${cloudProject(what, 'jade')}`,
    `Dataset: ${datasetName(what)}`,
    `TDR Job ID: ${runOf(what, 'snapshot job')}`,
    dagitLink(runOf(what, 'snapshot')),
  );
}

export function snapshotComplete(what: Import): string {
  return lines('HCA Snapshot Complete', ...snapshotLines(what));
}

export function snapshotPublic(what: Import): string {
  return lines('HCA Snapshot Public', ...snapshotLines(what));
}

export function snapshotFailed(what: Import): string {
  return lines(
    'HCA Snapshot Failed',
    `Snapshot name: ${snapshotName(what)}`,
    `Dataset Google Project ID: ${cloudProject(what, 'jade')}`,
    `Source Dataset: ${datasetName(what)}`,
    `TDR Job ID: ${runOf(what, 'snapshot job')}`,
    dagitLink(runOf(what, 'snapshot')),
  );
}

function snapshotLines(what: Import): readonly string[] {
  return [
    `Snapshot name: ${snapshotName(what)}`,
    `Dataset Google Project ID: ${cloudProject(what, 'jade')}`,
    `Source Dataset: ${datasetName(what)}`,
    `Snapshot Google Data Project ID: ${cloudProject(what, 'data')}`,
    dagitLink(runOf(what, 'snapshot')),
  ];
}

function dagitLink(runId: string): string {
  return `Dagit link: <https://dagit.example/run/${runId}|View in Dagit>`;
}

function cloudProject({ projectUuid }: Import, kind: 'jade' | 'data'): string {
  return `datarepo-${kind === 'jade' ? projectUuid.slice(0, 8) : projectUuid.slice(-8)}`;
}

/** Eight hexadecimal digits that differ by project, day and kind of run. */
function runOf({ projectUuid, snapshotAt }: Import, kind: string): string {
  const text = `${projectUuid}${dayOf(snapshotAt)}${kind}`;
  let hash = 0;
  for (const character of text) hash = (hash * 31 + (character.codePointAt(0) ?? 0)) >>> 0;
  return hash.toString(16).padStart(8, '0');
}

function dayOf(date: Date): string {
  return date.toISOString().slice(0, 10).replaceAll('-', '');
}

function lines(...parts: readonly string[]): string {
  return parts.join('\n');
}
