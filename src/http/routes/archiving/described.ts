import type { z } from 'zod';
import { isReady, type Standing } from '../../../domain/archiving/standing.ts';
import type { Cycle } from '../../../domain/cycle/cycle.ts';
import { stateOf } from '../../../domain/runbook/runbook.ts';
import type { ArchiveErrors } from '../../../operations/operations.ts';
import { archiving } from '../../../runbooks/archiving.ts';
import type { archivingShape, errorsShape } from './shapes.ts';

/** Where an archiving stands, as its cycle remembers it. */
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

/** What DSP has just said of a submission. */
export function errorsOf(dspUuid: string, found: ArchiveErrors): z.infer<typeof errorsShape> {
  const { errors, pending, blockers } = found;
  const standing: Standing = {
    errors: errors.map(({ type, entities }) => ({ type, count: entities.length })),
    pending: pending.length,
    blockers,
  };
  return { dspSubmission: dspUuid, ready: isReady(standing), errors, pending, blockers };
}
