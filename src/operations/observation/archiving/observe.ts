import { type Archive, isNew } from '../../../domain/archiving/archive.ts';
import { ENA_SILENCE } from '../../../domain/archiving/ena-progress.ts';
import { fileNews } from '../../../domain/archiving/file-news.ts';
import { isReady } from '../../../domain/archiving/standing.ts';
import type { Cycle } from '../../../domain/cycle/cycle.ts';
import { EXPORTED, READY } from '../../../domain/export/envelope-state.ts';
import { judge } from '../../../domain/export/readiness.ts';
import type { RunbookEvent } from '../../../domain/runbook/event.ts';
import type { ArchivingWatch } from '../../../domain/runbook/runbook.ts';
import type { ArchivingNeeds } from '../../delivery/archiving/carry-out.ts';
import { recordOf } from '../../delivery/archiving/metadata.ts';
import type { Clock, Ingest } from '../../ports.ts';
import { enaNews } from './ena.ts';
import { readStanding } from './standing.ts';

/** Before and after archiving, in ingest's words. */
const BEFORE: readonly string[] = [READY, 'Submitted', 'Processing'];
const AFTER: readonly string[] = ['Archived', 'Exporting', ...EXPORTED];

/** One look at what an archiving waits for. @throws {OutsideError} when the system does not answer. */
export type ObserveArchiving = (
  cycle: Cycle,
  watched: ArchivingWatch,
) => Promise<RunbookEvent | undefined>;

export function createObserveArchiving(
  needs: ArchivingNeeds & {
    readonly clock: Pick<Clock, 'now'>;
    readonly ingest: Pick<Ingest, 'readEnvelope' | 'readProject'>;
    /** Without any news of files at ENA, milliseconds; an hour unless told. */
    readonly enaSilence: number | undefined;
  },
): ObserveArchiving {
  const { archiver, fileJobs, ingest, clock, enaSilence = ENA_SILENCE } = needs;

  return async (cycle, watched) => {
    const { archive } = cycle.memory;
    const { submissionUuid, projectUuid } = cycle.dataset;
    if (archive === undefined) return undefined;
    switch (watched) {
      case 'envelope':
        return reaching(cycle, (await ingest.readEnvelope(submissionUuid))?.state);
      case 'DSP submission':
        return made(cycle, archive);
      case 'DSP':
        return standing(cycle, archive);
      case 'files': {
        const progress = await fileJobs.progress(cycle.id);
        return progress && fileNews(cycle.memory.fileProgress, progress);
      }
      case 'ENA': {
        const files = await archiver.dataProgress(submissionUuid);
        return enaNews(cycle, files, clock.now(), enaSilence);
      }
      case 'completion':
        return completed(cycle, (await ingest.readEnvelope(submissionUuid))?.state);
      case 'hand-over': {
        if (cycle.memory.actions.includes('Export')) {
          return goingOn((await ingest.readEnvelope(submissionUuid))?.state);
        }
        const reading = await ingest.readProject(projectUuid);
        const ready = reading !== undefined && judge(reading).ready;
        return ready ? { name: 'export possible' } : undefined;
      }
    }
  };

  /** Undefined while it is being built. */
  async function made(cycle: Cycle, archive: Archive): Promise<RunbookEvent | undefined> {
    const found = await archiver.latest(cycle.dataset.submissionUuid);
    if (found === undefined || archive.askedAt === undefined) return undefined;
    const record = recordOf(found);
    if (!isNew(record, archive)) return undefined;
    if (record.uuid !== undefined) {
      return { name: 'DSP submission made', archive: { dsp: record } };
    }
    const reason = found.errors.map(({ says }) => says).join('\n') || 'no reason was given';
    return { name: 'metadata not archived', reason, archive: { earlier: record } };
  }

  async function standing(cycle: Cycle, archive: Archive): Promise<RunbookEvent | undefined> {
    if (archive.dsp?.uuid === undefined) return undefined;
    const filesAreThere = cycle.state === 'files archived';
    const found = await readStanding(archiver, archive.dsp.uuid, { filesAreThere });
    const news = { archive: { standing: found } };
    const { faults } = found;
    if (faults !== undefined && !same(faults, archive.faultsTold)) {
      return { name: 'metadata errors seen', archive: { ...news.archive, faultsTold: faults } };
    }
    // Mended: should they come back, they are told again.
    const looked = found.pending === 0 && !found.blockers.validating;
    if (faults === undefined && looked && (archive.faultsTold?.entities ?? 0) > 0) {
      return { name: 'DSP seen', archive: { ...news.archive, faultsTold: NO_FAULTS } };
    }
    const isNews = isReady(found) && !isReady(archive.standing) && filesAreThere;
    return { name: isNews ? 'ready to complete' : 'DSP seen', ...news };
  }
}

const NO_FAULTS = { entities: 0, first: [] };

const same = (one: unknown, other: unknown): boolean =>
  JSON.stringify(one) === JSON.stringify(other);

function disturbed(state: string | undefined): RunbookEvent {
  return { name: 'archiving disturbed', disturbed: state ?? 'no submission' };
}

function reaching({ memory }: Cycle, state: string | undefined): RunbookEvent | undefined {
  if (memory.accepted !== true) return undefined;
  if (state === 'Archiving') return { name: 'archiving reached', progress: { envelope: state } };
  // Ingest notices a submit some seconds late; once it has, Graph valid means that it was undone.
  const seen = memory.disturbed ?? memory.progress?.envelope ?? READY;
  const back = state === READY && seen !== READY;
  if (state === undefined || back || !BEFORE.includes(state)) return disturbed(state);
  return { name: 'archiving progressed', progress: { envelope: state } };
}

function completed({ memory }: Cycle, state: string | undefined): RunbookEvent | undefined {
  if (state === 'Archiving') return undefined;
  if (state === undefined || !AFTER.includes(state)) return disturbed(state);
  const name = memory.actions.includes('Export') ? 'archived' : 'archived alone';
  return { name, progress: { envelope: state } };
}

function goingOn(state: string | undefined): RunbookEvent | undefined {
  if (state === 'Archived') return undefined;
  if (state === undefined || !AFTER.includes(state)) return disturbed(state);
  return { name: 'export begun', progress: { envelope: state } };
}
