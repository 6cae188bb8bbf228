import { z } from 'zod';

/** What happened between the archiver, DSP and ENA: facts with their times, in sandbox milliseconds. */
export const archivingSchema = z.object({
  submissions: z.array(
    z.object({
      submissionUuid: z.string(),
      /** Absent where nothing came of it: its aliases were in DSP already, or it had no entities. */
      dspUuid: z.string().optional(),
      askedAt: z.number(),
      builtAt: z.number(),
      /** No sequencing runs were made: files go another way. */
      withoutRuns: z.boolean(),
      /** DSP found fault with the metadata. */
      faulty: z.boolean(),
      removedAt: z.number().optional(),
    }),
  ),
  /** Every request that must not be made twice, in the order in which they came, whatever came of them. */
  requests: z.array(
    z.object({
      at: z.number(),
      call: z.enum(['create', 'complete', 'archive data', 'delete']),
      subject: z.string(), // a submission of ingest or of DSP
      status: z.number(),
    }),
  ),
  uploads: z.array(
    z.object({
      dspUuid: z.string(),
      name: z.string(),
      bytes: z.number(),
      sha256: z.string(),
      at: z.number(),
    }),
  ),
  /** Names of files whose upload was refused once already. */
  refused: z.array(z.string()),
  data: z.array(
    z.object({
      submissionUuid: z.string(),
      at: z.number(),
      files: z.array(z.string()).optional(), // UUIDs; absent: all
      /** The last file fails, and an error says so. */
      leavesErrors: z.boolean().optional(),
    }),
  ),
  jobs: z.array(
    z.object({
      oid: z.string(),
      submissionUuid: z.string(),
      createdAt: z.number(),
      fails: z.boolean(),
    }),
  ),
});

export type ArchivingRecord = z.infer<typeof archivingSchema>;
export type DspSubmission = ArchivingRecord['submissions'][number];
export type DirectJob = ArchivingRecord['jobs'][number];

export function nothingArchived(): ArchivingRecord {
  return { submissions: [], requests: [], uploads: [], refused: [], data: [], jobs: [] };
}
