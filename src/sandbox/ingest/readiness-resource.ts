import { accessionOf } from '../archiver/accessions.ts';
import { archivedAt, fileUuid } from '../archiver/archive.ts';
import { dataFileNames } from '../data-files.ts';
import { uploadBucket, uploadKey } from '../staging/upload-area.ts';
import { objectIdOf, uuidOf } from '../world/identity.ts';
import type { Holding } from '../world/ledger.ts';
import { instant } from './hal.ts';

/** Counts of a submission's entities and of what is wrong with them. */
export function summaryOf({ project, submission }: Holding) {
  const { assays } = project;
  const missing = submission.missingFiles.length;
  const invalid = submission.problems.length;
  return {
    uuid: { uuid: submission.uuid },
    totalBiomaterials: 3 * assays,
    invalidBiomaterials: invalid,
    graphInvalidBiomaterials: 0,
    totalFiles: dataFileNames(project).length + 1,
    invalidFiles: missing,
    graphInvalidFiles: 0,
    fileMetadataErrors: 0,
    missingFiles: missing,
    fileErrors: 0,
    totalProcesses: 3 * assays,
    invalidProcesses: 0,
    graphInvalidProcesses: 0,
    totalProtocols: 5,
    invalidProtocols: 0,
    graphInvalidProtocols: 0,
    totalInvalid: invalid + missing,
  };
}

/** What the importer counted; core hides the submit link until actual and expected links agree. */
export function manifestOf({ project, submission }: Holding, base: string) {
  const { assays } = project;
  const expectedLinks = 12 * assays;
  const href = `${base}/submissionManifests/${objectIdOf(`manifest ${submission.uuid}`)}`;
  return {
    expectedBiomaterials: 3 * assays,
    expectedProcesses: 3 * assays,
    expectedFiles: dataFileNames(project).length + 1,
    expectedProtocols: 5,
    expectedProjects: 1,
    expectedLinks,
    actualLinks: expectedLinks - submission.linksPending,
    totalCount: 6 * assays + dataFileNames(project).length + 7,
    _links: {
      self: { href },
      submissionManifest: { href },
      submissionEnvelope: { href: `${base}/submissionEnvelopes/${submission.oid}` },
    },
  };
}

/** What the validators found, missing files by name among it. */
export function errorResources({ submission }: Holding, base: string) {
  const missing = submission.missingFiles.map((name) => ({
    title: 'File not uploaded',
    detail: `${name} has not been uploaded to the upload area.`,
  }));
  const invalid = submission.problems.map((detail) => ({ title: 'Invalid metadata', detail }));
  return [...missing, ...invalid].map(({ title, detail }, index) => {
    const oid = objectIdOf(`error ${submission.uuid} ${index}`);
    return {
      type: 'http://validator.ingest.data.humancellatlas.org/Error',
      title,
      detail,
      instance: null,
      submissionDate: instant(submission.createdAt),
      uuid: { uuid: uuidOf(oid) },
      _links: { self: { href: `${base}/submissionErrors/${oid}` } },
    };
  });
}

/** The data files: those that are missing come first and say so. */
export function fileResources({ project, submission }: Holding, base: string, now: number) {
  const archived = archivedAt(submission, now) !== undefined;
  const all = dataFileNames(project);
  const uploaded = all.slice(0, all.length - submission.missingFiles.length);
  const names = [...submission.missingFiles, ...uploaded];
  return names.map((name, index) => {
    const missing = index < submission.missingFiles.length;
    const href = `${base}/files/${objectIdOf(`file ${submission.uuid} ${name}`)}`;
    const uuid = fileUuid(submission, name);
    return {
      content: {
        describedBy: 'https://schema.humancellatlas.org/type/file/9.5.0/sequence_file',
        schema_type: 'file',
        file_core: { file_name: name, format: 'fastq.gz' },
        ...(archived ? { insdc_run_accessions: [accessionOf('ERR', uuid)] } : {}),
      },
      fileName: name,
      type: 'File',
      uuid: { uuid },
      validationState: missing ? 'Invalid' : 'Valid',
      validationErrors: missing
        ? [
            {
              errorType: 'File not uploaded',
              message: 'File cloudUrl property not set.',
              userFriendlyMessage: 'The file has not been uploaded.',
            },
          ]
        : [],
      cloudUrl: missing ? null : `s3://${uploadBucket}/${uploadKey(submission.uuid, name)}`,
      _links: { self: { href }, file: { href } },
    };
  });
}
