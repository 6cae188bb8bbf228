import { seconds } from '../../domain/duration.ts';
import type { Clock, Log } from '../../operations/ports.ts';
import { endRun, noteRun, type Running, type Standing } from '../../storage/archiving/runs.ts';
import type { Database } from '../../storage/database.ts';
import type { Report } from '../../workers/executor.ts';
import type { Archived } from '../job.ts';
import { plannedJob } from '../plan/planned.ts';
import { judge } from './attempt.ts';
import { orderOf, type Workshop } from './order.ts';

/** Progress is kept at most this often; another stage at once. */
const PROGRESS_EVERY = seconds(10);
const MOST_LOG = 50; // lines
const LONGEST_LINE = 500;

export interface FollowNeeds extends Workshop {
  readonly db: Database;
  readonly clock: Pick<Clock, 'now'>;
  readonly log: Log;
  /** By the names of the environment; asked for each run, kept nowhere. */
  readonly secrets: () => Promise<Readonly<Record<string, string>>>;
  readonly changed: (cycleId: string) => void;
}

/** Has a run done, or follows it where it is being done already, to its end, and keeps what becomes of its job. */
export function createFollow(needs: FollowNeeds) {
  const { db, clock, log, changed } = needs;

  return async (run: Running, signal: AbortSignal): Promise<void> => {
    const executor = needs.executors[run.kind];
    const { task, limits } = orderOf(plannedJob.parse(run.planned), run, needs);
    const environment = await needs.secrets();
    const keep = rarely(async (standing) => {
      await noteRun(db, run, standing, clock.now());
      changed(run.cycleId);
    }, clock);
    let result: Archived | undefined;
    const ending = await executor.run(task, {
      key: run.runKey,
      signal,
      limits,
      environment,
      async onReport(report) {
        if (report.kind === 'archived') result = report.result;
        await keep(standingIn(report));
      },
    });
    if (ending.kind === 'crashed')
      log.warn('file job crashed', {
        job: run.id,
        run: run.runKey,
        says: ending.says,
        log: ending.log,
      });
    const verdict = judge(run, ending, result, clock.now());
    if (verdict === undefined) return;
    const lines = (await executor.logs(run.runKey)).filter(Boolean).slice(-MOST_LOG);
    const ended = { log: lines.map((line) => line.slice(0, LONGEST_LINE)) };
    await endRun(db, run, { ...verdict, ...ended }, clock.now());
  };
}

function standingIn(report: Report): Standing | undefined {
  switch (report.kind) {
    case 'standing':
      return { place: report.where, queued: report.state === 'waiting' };
    case 'progress':
      return {
        fraction: report.fraction,
        ...(report.note !== undefined && { stage: report.note }),
      };
    default:
      return undefined;
  }
}

/** What is told again is no movement, or a job that hangs would never stand still. */
function rarely(keep: (standing: Standing) => Promise<void>, { now }: Pick<Clock, 'now'>) {
  let last: Standing = {};
  let at = 0;
  return async (standing: Standing | undefined): Promise<void> => {
    if (standing === undefined) return;
    const next = { ...last, ...standing };
    if (JSON.stringify(next) === JSON.stringify(last)) return;
    const mereFraction =
      next.stage === last.stage && next.place === last.place && next.queued === last.queued;
    if (mereFraction && now().getTime() - at < PROGRESS_EVERY) return;
    last = next;
    at = now().getTime();
    await keep(standing);
  };
}
