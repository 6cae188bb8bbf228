import { z } from 'zod';
import { isReady, type Standing } from '../../../domain/archiving/standing.ts';
import type { Cycle } from '../../../domain/cycle/cycle.ts';
import { stateOf } from '../../../domain/runbook/runbook.ts';
import type { ArchiveErrors } from '../../../operations/operations.ts';
import { archiving } from '../../../runbooks/archiving.ts';

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

export function archivingOf(cycle: Cycle): z.infer<typeof archivingShape> {
  const { dataset, memory } = cycle;
  const { archive, fileProgress, enaProgress } = memory;
  const { label, step } = stateOf(archiving, cycle.state);
  const dsp = archive?.dsp;
  const self = `/api/datasets/${dataset.projectUuid}/archiving`;
  const of = (name: string) => `${self}/${name}?number=${cycle.number}`;
  return {
    uuid: dataset.projectUuid,
    shortName: dataset.shortName,
    archiving: cycle.number,
    state: cycle.state,
    label,
    step,
    openedAt: cycle.openedAt.toISOString(),
    ...(cycle.closedAt && { closedAt: cycle.closedAt.toISOString() }),
    ...(archive && { environment: archive.environment }),
    ...(dsp?.uuid !== undefined && {
      dspSubmission: { uuid: dsp.uuid, created: dsp.created, ...(dsp.url && { url: dsp.url }) },
    }),
    ...(archive?.standing && { dsp: judged(archive.standing) }),
    ...(archive?.way && { way: archive.way }),
    ...(archive?.mode && { mode: archive.mode }),
    ...(fileProgress && { files: fileProgress }),
    ...(enaProgress && {
      ena: {
        ...enaProgress,
        unsent: enaProgress.unsent ?? 0,
        skipped: enaProgress.skipped ?? 0,
        failed: enaProgress.failed.length,
      },
    }),
    ...(archive?.accessions && { accessions: archive.accessions.total }),
    ...(archive?.because !== undefined && { because: archive.because }),
    links: {
      jobs: of('jobs'),
      files: of('files'),
      errors: of('errors'),
      accessions: of('accessions'),
    },
  };
}

function judged(standing: Standing) {
  const { errors, pending, blockers } = standing;
  const entities = errors.reduce((sum, { count }) => sum + count, 0);
  return { ready: isReady(standing), errors: entities, pending, blockers };
}

export function errorsOf(dspUuid: string, found: ArchiveErrors): z.infer<typeof errorsShape> {
  const { errors, pending, blockers } = found;
  const standing: Standing = {
    errors: errors.map(({ type, entities }) => ({ type, count: entities.length })),
    pending: pending.length,
    blockers,
  };
  return { dspSubmission: dspUuid, ready: isReady(standing), errors, pending, blockers };
}
