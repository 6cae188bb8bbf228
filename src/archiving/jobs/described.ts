import type { FileJob, FileJobState } from '../../domain/archiving/file-job.ts';
import type { ArchiveJob } from '../../storage/archiving/jobs.ts';
import { archived } from '../job.ts';
import { outputsOf, plannedJob } from '../plan/planned.ts';

const keptJob = plannedJob.optional();
const keptResult = archived.optional();

/** A kept job as people are told of it. */
export function fileJobOf(job: ArchiveJob): FileJob {
  const { id, number, reason, manifestId, memory, stage, fraction, attempt, place } = job;
  const planned = keptJob.parse(job.planned);
  const result = keptResult.parse(job.result);
  const { inputs = [], conversion, minutes = 0 } = planned ?? {};
  return {
    id,
    number,
    state: stateOf(job),
    memory,
    minutes,
    fraction,
    attempt,
    inputs: inputs.map(({ name, bytes, role }) => ({ name, bytes, ...(role && { role }) })),
    outputs: planned === undefined ? [] : outputsOf(planned),
    files: result?.ok === true ? result.outputs : [],
    warnings: result?.ok === true ? result.warnings : [],
    ...(reason !== undefined && { reason }),
    ...(manifestId !== undefined && { manifestId }),
    ...(conversion !== undefined && { schema: conversion.schema }),
    ...(stage !== undefined && job.state === 'running' && { stage }),
    ...(place !== undefined && { where: place }),
    ...(job.startedAt && { startedAt: job.startedAt.toISOString() }),
    ...(job.movedAt && { movedAt: job.movedAt.toISOString() }),
    ...(job.endedAt && { endedAt: job.endedAt.toISOString() }),
  };
}

/** One that stands in the queue of a cluster waits, too. */
function stateOf({ state, queued }: ArchiveJob): FileJobState {
  return state === 'running' && queued ? 'waiting' : state;
}
