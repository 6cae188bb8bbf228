import { z } from 'zod';

const moment = z.iso.datetime();
const blockers = z.object({
  filesNotReady: z.int(),
  metadata: z.int(),
  empty: z.boolean(),
  validating: z.boolean(),
});
const counts = z.object({
  jobs: z.int(),
  refused: z.int().describe('Cannot be done at all'),
  planned: z.int().describe('Nobody has started them'),
  waiting: z.int(),
  running: z.int(),
  uploaded: z.int(),
  failed: z.int(),
  cancelled: z.int(),
  percent: z.int().describe('Of the bytes of all that can be done'),
  movedAt: z.string(),
});

export const archivingShape = z
  .object({
    uuid: z.string(),
    shortName: z.string(),
    archiving: z.int().describe('Which of the dataset’s archivings: 1, 2, …'),
    state: z.string(),
    label: z.string(),
    step: z.int(),
    openedAt: moment,
    closedAt: moment.optional(),
    environment: z.enum(['dev', 'staging', 'prod']).optional(),
    dspSubmission: z
      .object({ uuid: z.string(), url: z.string().optional(), created: z.string() })
      .optional(),
    dsp: z
      .object({
        ready: z.boolean().describe('Whether it may be completed'),
        errors: z.int().describe('Entities with errors'),
        pending: z.int(),
        blockers,
      })
      .optional()
      .describe('As DSP judged it when it was last looked at; …/errors looks now'),
    way: z.enum(['file archiver', 'ENA']).optional().describe('How its files are archived'),
    mode: z.enum(['sequential', 'parallel']).optional(),
    files: counts.optional().describe('The jobs of the upload plan'),
    ena: z
      .object({
        files: z.int(),
        archived: z.int(),
        skipped: z.int().describe('Of these, sent again without an answer: ENA skips what it has'),
        waiting: z.int(),
        unsent: z.int(),
        failed: z.int(),
      })
      .optional()
      .describe('Files that go straight to ENA'),
    accessions: z.int().optional().describe('How many were seen'),
    because: z.string().optional().describe('Why the last thing asked for did not come about'),
    links: z.object({
      jobs: z.string(),
      files: z.string(),
      errors: z.string(),
      accessions: z.string(),
    }),
  })
  .meta({ id: 'Archiving' });

const input = z.object({ name: z.string(), bytes: z.int(), role: z.string().optional() });
const output = z.object({
  name: z.string(),
  bytes: z.int(),
  sha256: z.string(),
  reads: z.int().optional(),
});
const job = z.object({
  number: z.int().describe('In the plan, from 1'),
  state: z.enum(['refused', 'planned', 'waiting', 'running', 'uploaded', 'failed', 'cancelled']),
  reason: z.string().optional(),
  manifestId: z.string().optional(),
  inputs: z.array(input).readonly(),
  schema: z.string().optional().describe('10xV2 or 10xV3; without one files stay as they are'),
  outputs: z.array(z.string()).readonly(),
  memory: z.int().describe('Megabytes'),
  minutes: z.int().describe('Estimated'),
  stage: z.string().optional(),
  fraction: z.number(),
  where: z.string().optional().describe('It runs or ran last: this machine, Slurm job 17'),
  attempt: z.int(),
  startedAt: z.string().optional(),
  movedAt: z.string().optional(),
  endedAt: z.string().optional(),
  files: z.array(output).readonly().describe('What was uploaded'),
  warnings: z.array(z.string()).readonly(),
});
export const jobsShape = z
  .object({ jobs: z.array(job).readonly().describe('None before the upload plan is read') })
  .meta({ id: 'FileJobs' });
export const logShape = z
  .object({ job, lines: z.array(z.string()).readonly().describe('The last 50, oldest first') })
  .meta({ id: 'FileJobLog' });

export const filesShape = z
  .object({
    files: z
      .array(
        z.object({
          uuid: z.string().describe('To be named in “send files to ENA”'),
          name: z.string(),
          cloudUrl: z.string().optional(),
          result: z
            .object({
              archivedAt: z.string().optional(),
              md5: z.string().optional(),
              enaPath: z.string().optional(),
              error: z.string().optional(),
            })
            .optional()
            .describe('Absent: it waits, or it failed without a word'),
        }),
      )
      .readonly(),
  })
  .meta({ id: 'ArchivedFiles' });

export const errorsShape = z
  .object({
    dspSubmission: z.string(),
    ready: z.boolean().describe('Nothing below is left: it may be completed'),
    errors: z
      .array(
        z.object({
          type: z.string().describe('sequencingRuns; empty for what belongs to none'),
          entities: z
            .array(z.object({ link: z.string().optional(), says: z.array(z.string()).readonly() }))
            .readonly(),
        }),
      )
      .readonly(),
    pending: z.array(z.string()).readonly(),
    blockers: blockers.extend({
      byType: z.array(z.object({ type: z.string(), name: z.string(), count: z.int() })).readonly(),
    }),
  })
  .meta({ id: 'ArchivingErrors' });

export const accessionsShape = z
  .object({
    accessions: z
      .array(
        z.object({
          accession: z.string(),
          kind: z.string(),
          of: z.enum(['project', 'biomaterial', 'protocol', 'process', 'file']),
          label: z.string(),
          uuid: z.string(),
        }),
      )
      .readonly(),
  })
  .meta({ id: 'Accessions' });
