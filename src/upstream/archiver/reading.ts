import type {
  ArchiveBlockers,
  ArchiveSubmission,
  ArchiveValidation,
  DataFile,
} from '../../operations/ports.ts';
import { oneLine } from '../one-line.ts';
import type { BlockersBody, DataFileBody, SubmissionBody, ValidationBody } from './shapes.ts';

/** From the archiver's words to ours; pure. */

const MOST_WORDS = 20; // that are kept of one entity

export function submissionOf(body: SubmissionBody): ArchiveSubmission {
  return {
    submissionUuid: body.submissionUuid,
    created: body.created,
    ...(body.dspUuid ? { dspUuid: body.dspUuid } : {}),
    ...(body.dspUrl ? { dspUrl: body.dspUrl } : {}),
    errors: body.errors.map(({ errorCode, message, details }) => {
      const code = oneLine(errorCode ?? 'unknown', 200);
      const says = [message ?? '', ...wordsIn(details)].map((each) => oneLine(each, 300));
      return { code, says: says.filter(Boolean).join('; ') || code };
    }),
  };
}

export function validationOf({ errors, pending }: ValidationBody): ArchiveValidation {
  const entities = Object.entries(errors).map(([name, faults]) => {
    const link = isAddress(name) ? { link: name } : {};
    return { type: typeIn(name), entity: { ...link, says: wordsIn(faults) } };
  });
  const types = Map.groupBy(entities, ({ type }) => type);
  return {
    errors: [...types].map(([type, of]) => ({ type, entities: of.map(({ entity }) => entity) })),
    pending: pending.map((each) => wordsIn(each)[0] ?? 'something unnamed'),
  };
}

export function blockersOf(body: BlockersBody): ArchiveBlockers {
  return {
    filesNotReady: body.notReadyFileCount,
    metadata: body.totalMetadataBlockers,
    empty: body.emptySubmission,
    validating: body.anyPendingValidationResult,
    byType: Object.entries(body.validationIssuesPerDataTypeId).map(([type, issues]) => ({
      type,
      name: issues.displayName ?? type,
      count: issues.count,
    })),
  };
}

export function dataFileOf(body: DataFileBody): DataFile {
  const { uuid, file_name: name, cloud_url: cloudUrl, fileArchiveResult: result } = body;
  const file = { uuid, name, ...(cloudUrl ? { cloudUrl } : {}) };
  if (!result) return file;
  const [error] = wordsIn(result.error);
  return {
    ...file,
    result: {
      ...(result.lastArchived ? { archivedAt: result.lastArchived } : {}),
      ...(result.md5 ? { md5: result.md5 } : {}),
      ...(result.enaUploadPath ? { enaPath: result.enaUploadPath } : {}),
      ...(error === undefined ? {} : { error }),
    },
  };
}

/** `sequencingRuns` in `…/api/sequencingRuns/<id>`. */
function typeIn(name: string): string {
  if (!isAddress(name)) return '';
  return new URL(name).pathname.split('/').filter(Boolean).at(-2) ?? '';
}

/** Only what a person may safely be led to. */
function isAddress(name: string): boolean {
  return URL.canParse(name) && /^https?:$/.test(new URL(name).protocol);
}

/** Every text in what was said, however deep it lies: outside in, each on one line. */
function wordsIn(value: unknown, depth = 0): readonly string[] {
  if (typeof value === 'string') return [oneLine(value, 500)].filter(Boolean);
  if (typeof value !== 'object' || value === null || depth > 6) return [];
  return Object.values(value)
    .flatMap((part: unknown) => wordsIn(part, depth + 1))
    .slice(0, MOST_WORDS);
}
