import { z } from 'zod';
import { archivingSchema, nothingArchived } from '../archiver/record.ts';
import { submissionStates } from '../ingest/states.ts';

/**
 * What the world remembers: facts with their times, never derived states. A submission's
 * state at any moment follows from its activities, so skipping time needs no catching up.
 * All times are milliseconds since 1970, in sandbox time.
 */
const stage = z.union([z.literal(false), z.literal('STARTED'), z.literal('COMPLETE')]);

const beatSchema = z.object({
  minute: z.number(),
  state: z.enum(submissionStates).optional(),
  job: z
    .object({
      status: z.enum(['Exporting', 'Exported']).optional(),
      dataFileTransfer: stage.optional(),
      spreadsheetGeneration: stage.optional(),
      totalAssayCount: z.number().optional(),
    })
    .optional(),
  exported: z.number().optional(),
});

const exportRunSchema = z.object({
  jobOid: z.string(),
  scenario: z.string(),
  actions: z.array(z.string()),
  metadataOnly: z.boolean(),
});

/** A stretch of a submission's life: from `start`, the beats play until the next activity. */
const activitySchema = z.object({
  since: z.number(),
  until: z.number().optional(),
  start: z.enum(submissionStates),
  beats: z.array(beatSchema),
  run: exportRunSchema.optional(),
  /** Set by a commit event, which may break the state graph. */
  forced: z.boolean().optional(),
});

const submissionSchema = z.object({
  uuid: z.string(),
  oid: z.string(),
  createdAt: z.number(),
  isUpdate: z.boolean(),
  submitActions: z.array(z.string()),
  /** What keeps it from being ready, until it is corrected. */
  missingFiles: z.array(z.string()),
  problems: z.array(z.string()),
  linksPending: z.number(),
  /** The tracker holds another state than core: a submit is accepted and then nothing moves. */
  trackerStale: z.boolean(),
  /** Data files that vanish from the upload area once they were exported: then nothing can restore them. */
  lostUploads: z.array(z.string()).optional(),
  activities: z.array(activitySchema).min(1),
});

const projectSchema = z.object({
  uuid: z.string(),
  oid: z.string(),
  shortName: z.string(),
  title: z.string(),
  description: z.string(),
  primaryWrangler: z.string(),
  dataAccess: z.string(),
  validationState: z.enum(['Valid', 'Invalid']),
  registeredAt: z.number(),
  assays: z.number(),
  /** Catalogues that have it since before the sandbox began. */
  publishedIn: z.array(z.string()),
  scenario: z.string(),
  stagingCleanedAt: z.number().optional(),
  submissions: z.array(submissionSchema),
});

export const worldSchema = z.object({
  /** When this world began; what lies before is history and is not announced. */
  begunAt: z.number(),
  savedAt: z.number(),
  projects: z.array(projectSchema),
  submits: z.array(
    z.object({
      at: z.number(),
      submissionUuid: z.string(),
      projectUuid: z.string(),
      actions: z.array(z.string()),
      status: z.number(),
    }),
  ),
  /** What requests did to the buckets; what exports and uploads put there follows from their times. */
  storage: z.object({
    /** When the object at `bucket/key` was last removed. */
    gone: z.record(z.string(), z.number()),
    written: z.array(
      z.object({
        bucket: z.string(),
        key: z.string(),
        at: z.number(),
        type: z.string(),
        metadata: z.record(z.string(), z.string()),
        body: z.string(), // base64
      }),
    ),
    /** The uploads in parts that were given up. */
    abandoned: z.array(z.string()),
    /** Buckets that were made by requests, with what was set of each, as it was sent. */
    made: z.record(z.string(), z.record(z.string(), z.string())),
  }),
  importRequests: z.array(z.object({ at: z.number(), fields: z.record(z.string(), z.string()) })),
  /** Keys of the notices that were posted. */
  posted: z.array(z.string()),
  archiving: archivingSchema.default(nothingArchived),
});

export { nothingArchived };

export type ExportRun = z.infer<typeof exportRunSchema>;
export type Activity = z.infer<typeof activitySchema>;
export type Submission = z.infer<typeof submissionSchema>;
export type Project = z.infer<typeof projectSchema>;
export type WorldRecord = z.infer<typeof worldSchema>;
export type SubmitRecord = WorldRecord['submits'][number];
export type ImportRequest = WorldRecord['importRequests'][number];
