import { z } from 'zod';

/** What ingest answers, as far as we read it; anything besides is ignored, anything else is a fault. */

const when = z.iso.datetime({ offset: true });
const uuid = z.object({ uuid: z.guid().transform((value) => value.toLowerCase()) });
const count = z
  .int()
  .nonnegative()
  .nullish()
  .transform((value) => value ?? 0);
/** `GRAPH_VALID` where ingest does not translate its own words. */
const state = z.string().min(1).max(100).transform(inSentenceCase);
const links = z.looseObject({ self: z.object({ href: z.string() }) });

/** Items of a HAL page; an empty page leaves them out. */
export function page<Item extends z.ZodType>(name: string, item: Item) {
  return z
    .object({
      _embedded: z.object({ [name]: z.array(item).nullish() }).nullish(),
      page: z.object({ totalPages: count }).nullish(),
    })
    .transform((body) => ({
      items: body._embedded?.[name] ?? [],
      pages: body.page?.totalPages ?? 1,
    }));
}

export const project = z.object({
  uuid,
  content: z
    .object({
      project_core: z
        .object({ project_short_name: z.string().nullish(), project_title: z.string().nullish() })
        .nullish(),
    })
    .nullish(),
  validationState: state,
  validationErrors: z.array(z.unknown()).nullish(),
  primaryWrangler: z.string().nullish(),
  wranglingState: z.string().nullish(),
  dataAccess: z.object({ type: z.string().nullish() }).nullish(),
  dcpReleaseNumber: z.union([z.number(), z.string()]).nullish(),
  updateDate: when.nullish(),
  _links: links,
});

export const envelope = z.object({
  uuid,
  stagingDetails: z
    .object({ stagingAreaLocation: z.object({ value: z.string().nullish() }).nullish() })
    .nullish(),
  submissionState: state,
  submitActions: z.array(z.string()).nullish(),
  submissionDate: when.nullish(),
  updateDate: when,
  _links: links,
});

/** `false`, `"STARTED"`, `"COMPLETE"`; mixed kinds, as ingest sends them. */
const part = z
  .union([z.boolean(), z.literal(['STARTED', 'COMPLETE']), z.null()])
  .transform((value) =>
    value === true || value === 'COMPLETE'
      ? 'complete'
      : value === 'STARTED'
        ? 'started'
        : 'not started',
  );

export const exportJob = z.object({
  createdDate: when,
  status: state,
  context: z
    .object({
      dataFileTransfer: part.optional(),
      spreadsheetGeneration: part.optional(),
      totalAssayCount: z.int().nonnegative().nullish(),
    })
    .nullish(),
  _links: links,
});

export const summary = z.object({ totalFiles: count, missingFiles: count, invalidFiles: count });
export const manifest = z.object({ expectedLinks: count, actualLinks: count });
export const total = z.object({ page: z.object({ totalElements: z.int().nonnegative() }) });

const submissionError = z.object({ title: z.string().nullish(), detail: z.string().nullish() });

export const projects = page('projects', project);
export const envelopes = page('submissionEnvelopes', envelope);
export const envelopeUuids = page('submissionEnvelopes', z.object({ uuid }));
export const exportJobs = page('exportJobs', exportJob);
export const submissionErrors = page('submissionErrors', submissionError);
export const files = page('files', z.object({ fileName: z.string().nullish() }));

export type ProjectBody = z.infer<typeof project>;
export type EnvelopeBody = z.infer<typeof envelope>;
export type ExportJobBody = z.infer<typeof exportJob>;
export type SubmissionErrorBody = z.infer<typeof submissionError>;

function inSentenceCase(word: string): string {
  if (!/^[A-Z]+(_[A-Z]+)*$/.test(word)) return word;
  return word.charAt(0) + word.slice(1).toLowerCase().replaceAll('_', ' ');
}
