import { type ExportJob, isMerged, isOpen, outcomeOf } from '../../domain/data-export/job.ts';
import { minutes, seconds } from '../../domain/duration.ts';
import type { Database } from '../../storage/database.ts';
import { askForExportCard } from '../../storage/exports/cards.ts';
import { failFile, filesOfJob } from '../../storage/exports/job-files.ts';
import { findJob, noteProgress, startJob } from '../../storage/exports/jobs.ts';
import {
  addWork,
  countOpenWork,
  finishWork,
  MOST_ATTEMPTS,
  quarantine,
  renewLease,
  retryWork,
  returnWork,
  type Work,
} from '../../storage/exports/work.ts';
import { appendJournal } from '../../storage/journal.ts';
import { enqueue } from '../../storage/outbox.ts';
import { convertFiles } from './convert.ts';
import { endEarly } from './end.ts';
import { isOutage } from './fetch.ts';
import { noRoom } from './folders.ts';
import { publish } from './publish.ts';
import { LeaseLost, type RunNeeds, type StepEnding, type StepPorts } from './step.ts';
import { tidy, tidyAll } from './tidy.ts';

export const LEASE_LASTS = seconds(60);
const OUTAGE_PAUSE = seconds(30);
const PAUSES = [seconds(1), seconds(5)];
const SURPRISE = 'Something went wrong on my side.';

/** What workers do with a step that they hold. */
export interface Run {
  /** Whatever happens on the way, the step’s row tells of it when this resolves. */
  step(work: Work, signal: AbortSignal): Promise<void>;
  /** Its holder is gone. */
  lost(work: Work): Promise<void>;
  /** Before anything is worked on: clears away what a process that was killed has left. */
  begin(): Promise<void>;
}

export function createRun(needs: RunNeeds): Run {
  const { db, clock, log } = needs;

  /** A change that only the holder of the lease may make. */
  const keep = async (work: Work, change: (trx: Database) => Promise<void>): Promise<void> => {
    const shown = await db.transaction().execute(async (trx) => {
      const now = clock.now();
      const held = await renewLease(trx, work, new Date(now.getTime() + LEASE_LASTS));
      if (!held) throw new LeaseLost(`Step ${work.id} is held by another.`);
      await noteProgress(trx, work.jobId, now);
      await change(trx);
      const later = new Date(now.getTime() + needs.progressRest);
      return askForExportCard(trx, work.jobId, now, later);
    });
    if (shown) needs.news();
  };

  async function attempt(work: Work, job: ExportJob, signal: AbortSignal): Promise<StepEnding> {
    const ports: StepPorts = { signal, keep: (change) => keep(work, change) };
    return work.kind === 'convert'
      ? convertFiles(needs, work, job, ports)
      : publish(needs, work, job, ports);
  }

  async function step(work: Work, signal: AbortSignal): Promise<void> {
    const job = await findJob(db, work.jobId);
    if (job === undefined || !isOpen(job.status)) {
      await finishWork(db, work);
      return;
    }
    await startJob(db, job.id, clock.now());
    await askForExportCard(db, job.id, clock.now());
    try {
      const ending = await attempt(work, job, signal);
      await record(work, job, ending);
    } catch (error) {
      if (error instanceof LeaseLost) return;
      if (signal.aborted) await record(work, job, { kind: 'stopped' });
      else if (isOutage(error)) await waitOut(work, error.message);
      else {
        log.error('export step failed', { job: job.id, step: work.id, error: inWords(error) });
        await record(work, job, { kind: 'crashed', says: noRoom(error) ?? SURPRISE });
      }
    } finally {
      needs.news();
      await tidy(needs, work);
    }
  }

  async function record(work: Work, job: ExportJob, ending: StepEnding): Promise<void> {
    switch (ending.kind) {
      case 'stopped':
        return returnWork(db, work);
      case 'done':
        await db.transaction().execute(async (trx) => {
          if (await finishWork(trx, work)) await goOn(trx, job);
        });
        needs.news();
        return;
      case 'crashed':
        log.warn('export step crashed', { step: work.id, says: ending.says, log: ending.log });
        return crashed(work, job, ending);
    }
  }

  /** What remains when the last of its files is done: to publish it, or to say that all failed. */
  async function goOn(trx: Database, job: ExportJob): Promise<void> {
    if ((await countOpenWork(trx, job.id)) > 0) return;
    const files = await filesOfJob(trx, job.id);
    const { status, message } = outcomeOf(files);
    const { id: jobId, party } = job;
    const current = await findJob(trx, jobId);
    if (current === undefined || !isOpen(current.status)) return;
    if (status === 'failed') return fail(trx, job, message ?? 'No file could be exported.');
    const step = { jobId, partyId: party.id, kind: 'package' as const, files: [], priority: 1 };
    await addWork(trx, [step]);
  }

  async function fail(trx: Database, job: ExportJob, message: string): Promise<void> {
    if (!(await endEarly(trx, job, { status: 'failed', message, now: clock.now() }))) return;
    const { id, key, name } = job;
    await appendJournal(trx, {
      at: clock.now(),
      event: 'data export failed',
      actor: 'timer',
      detail: { id, key, name, message },
    });
  }

  /** The file that was being worked on is tried alone from now on, so that it harms no other. */
  async function crashed(
    work: Work,
    job: ExportJob,
    { says, file }: Extract<StepEnding, { kind: 'crashed' }>,
  ): Promise<void> {
    const open = (await filesOfJob(db, job.id)).filter(
      ({ id, status }) => work.files.includes(id) && isOpen(status),
    );
    const guilty = open.find(({ id }) => id === file) ?? open[0];
    const again = { fault: says, notBefore: new Date(clock.now().getTime() + pauseAfter(work)) };
    await db.transaction().execute(async (trx) => {
      if (work.kind === 'convert' && guilty === undefined) {
        if (await finishWork(trx, work)) await goOn(trx, job);
        return;
      }
      if (guilty !== undefined && open.length > 1 && !isMerged(job)) {
        if (!(await finishWork(trx, work))) return;
        const others = open.filter((one) => one !== guilty).map(({ id }) => id);
        const { jobId, partyId, kind, priority } = work;
        await addWork(trx, [
          { jobId, partyId, kind, priority, files: [guilty.id], attempts: 1, ...again },
          { jobId, partyId, kind, priority, files: others },
        ]);
        return;
      }
      if (work.attempts < MOST_ATTEMPTS) {
        await retryWork(trx, work, again);
        return;
      }
      if (!(await quarantine(trx, work, says))) return;
      const why = `It was tried ${MOST_ATTEMPTS} times. ${says}`;
      if (guilty === undefined) await fail(trx, job, why);
      else for (const { id } of isMerged(job) ? open : [guilty]) await failFile(trx, id, why);
      await tell(trx, work, job, says, guilty?.source);
      if (guilty !== undefined) await goOn(trx, job);
    });
    needs.news();
  }

  async function tell(trx: Database, work: Work, job: ExportJob, says: string, file?: string) {
    log.warn('export step quarantined', { job: job.id, step: work.id, says });
    await enqueue(trx, {
      key: `export-trouble:${work.id}`,
      lane: 'export notices',
      errand: {
        kind: 'export trouble',
        trouble: 'quarantined',
        job: { id: job.id, name: job.name, by: job.party.name },
        attempts: MOST_ATTEMPTS,
        says,
        others: job.files.total - 1,
        ...(file === undefined ? {} : { file }),
      },
      now: clock.now(),
    });
  }

  async function waitOut(work: Work, says: string): Promise<void> {
    log.warn('export step waits', { step: work.id, says });
    await returnWork(db, work, new Date(clock.now().getTime() + OUTAGE_PAUSE));
  }

  return {
    step,
    begin: () => tidyAll(needs),
    async lost(work) {
      const job = await findJob(db, work.jobId);
      if (job === undefined || !isOpen(job.status)) {
        await finishWork(db, work);
        return;
      }
      await crashed(work, job, {
        kind: 'crashed',
        says: 'The bot was stopped while it worked on it.',
      });
      await tidy(needs, work);
    },
  };
}

function pauseAfter({ attempts }: Work): number {
  return PAUSES[attempts - 1] ?? minutes(1);
}

function inWords(error: unknown): string {
  return error instanceof Error ? (error.stack ?? error.message) : String(error);
}
