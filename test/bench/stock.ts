import { randomBytes } from 'node:crypto';
import type { Cycle, Memory } from '../../src/domain/cycle/cycle.ts';
import { hours, minutes } from '../../src/domain/duration.ts';
import { exporting } from '../../src/runbooks/exporting.ts';
import type { Project } from '../../src/sandbox/world/record.ts';
import { insertCycle } from '../../src/storage/cycles/cycles.ts';
import { saveWatch } from '../../src/storage/cycles/watches.ts';
import type { Database } from '../../src/storage/database.ts';
import { appendJournal } from '../../src/storage/journal.ts';
import { OPS } from '../proof/bot/town.ts';

/** Fills a database with one open cycle for each project, through the storage's own functions. */
export async function stock(
  db: Database,
  projects: readonly Project[],
  stateOf: (index: number) => string,
): Promise<readonly Cycle[]> {
  const now = new Date();
  const cycles = projects.map((project, index) => cycleOf(project, stateOf(index), now));
  await db.transaction().execute(async (trx) => {
    for (const cycle of cycles) {
      await insertCycle(trx, cycle);
      await appendJournal(trx, {
        at: now,
        projectUuid: cycle.dataset.projectUuid,
        cycleId: cycle.id,
        cycleNumber: 1,
        step: 1,
        event: 'submit',
        from: exporting.starts,
        to: cycle.state,
        actor: cycle.submitter,
        detail: { reason: 'Export' },
      });
      if (exporting.states[cycle.state]?.watched !== undefined) {
        await saveWatch(trx, { cycleId: cycle.id, nextAt: now, pause: minutes(1) });
      }
    }
  });
  return cycles;
}

function cycleOf(project: Project, state: string, now: Date): Cycle {
  const [submission] = project.submissions;
  const requested: Partial<Memory> =
    state === 'exporting'
      ? {}
      : { importRequest: { release: '58', institution: 'EBI' }, inCatalogueBefore: false };
  return {
    id: randomBytes(10).toString('hex'),
    runbook: exporting.name,
    dataset: {
      projectUuid: project.uuid,
      shortName: project.shortName,
      title: project.title,
      submissionUuid: submission?.uuid ?? '',
      ingestUrl: 'http://127.0.0.1/',
      managedAccess: false,
      alreadyReleased: false,
    },
    number: 1,
    state,
    turn: 3,
    submitter: 'U0PROOFS00',
    channel: OPS,
    openedAt: new Date(now.getTime() - hours(2)),
    since: new Date(now.getTime() - hours(1)),
    ...(state === 'exporting' ? { dueAt: new Date(now.getTime() + hours(2)) } : {}),
    memory: { actions: ['Export'], accepted: true, ...requested },
  };
}
