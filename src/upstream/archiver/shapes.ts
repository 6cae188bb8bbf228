import { z } from 'zod';

/** What the archiver answers, as far as we read it; anything besides is ignored, anything else is a fault. */

const count = z.int().nonnegative();
const list = <Item extends z.ZodType>(item: Item) =>
  z
    .array(item)
    .nullish()
    .transform((items) => items ?? []);

/** What it says of every request; a 200 alone means nothing. */
export const said = z.object({
  message: z.string(),
  detailed_error_message: z.unknown().optional(),
  error_status_code: z.unknown().optional(),
  archive: z.unknown().optional(),
  archiveJob: z
    .object({ _links: z.object({ self: z.object({ href: z.string() }) }) })
    .nullish()
    .catch(undefined),
});

export const submission = z.object({
  created: z.iso.datetime({ offset: true }),
  submissionUuid: z.guid(),
  dspUuid: z.guid().nullish(),
  dspUrl: z.string().nullish(),
  errors: list(
    z.object({
      errorCode: z.string().nullish(),
      message: z.string().nullish(),
      details: z.unknown().optional(),
    }),
  ),
});

/** `{address or NoSubmittable: [[{author: [words]}]]}`; nested however deep, only the words count. */
export const validation = z.object({
  errors: z.record(z.string(), z.unknown()),
  pending: z.array(z.unknown()),
});

export const blockers = z.object({
  notReadyFileCount: count,
  validationIssuesPerDataTypeId: z.record(
    z.string(),
    z.object({ displayName: z.string().nullish(), count }),
  ),
  totalMetadataBlockers: count,
  emptySubmission: z.boolean(),
  anyPendingValidationResult: z.boolean(),
});

const jobs = z.array(z.record(z.string(), z.unknown()));
/** The archiver wraps a plan that is wrapped already; while it builds there is none. */
export const uploadPlan = z
  .object({ jobs: z.union([jobs, z.object({ jobs })]).nullish() })
  .transform((plan) => (Array.isArray(plan.jobs) ? plan.jobs : (plan.jobs?.jobs ?? [])));

export const dataProgress = z.object({
  files: z.array(
    z.object({
      uuid: z.guid(),
      file_name: z.string(),
      cloud_url: z.string().nullish(),
      fileArchiveResult: z
        .object({
          lastArchived: z.string().nullish(),
          md5: z.string().nullish(),
          enaUploadPath: z.string().nullish(),
          error: z.unknown().optional(),
        })
        .nullish(),
    }),
  ),
});

export type Said = z.infer<typeof said>;
export type SubmissionBody = z.infer<typeof submission>;
export type ValidationBody = z.infer<typeof validation>;
export type BlockersBody = z.infer<typeof blockers>;
export type DataFileBody = z.infer<typeof dataProgress>['files'][number];
