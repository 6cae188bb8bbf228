import type { Cycle } from '../../../domain/cycle/cycle.ts';
import { type FileJobs, OutsideError } from '../../ports.ts';
import { isWanted, type Say } from './saying.ts';

const FILE_ARCHIVER = 'file archiver';

/** Step 2 of 3: the jobs of the upload plan, asked for; what becomes of them is observed. */
export interface FileWork {
  plan(cycle: Cycle): Promise<void>;
  start(cycle: Cycle, turn: number): Promise<void>;
  retry(cycle: Cycle, turn: number): Promise<void>;
  cancel(cycle: Cycle, turn: number): Promise<void>;
}

export function createFileWork(needs: {
  readonly fileJobs: FileJobs;
  readonly say: Say;
}): FileWork {
  const { fileJobs, say } = needs;
  const begun = (cycle: Cycle) => say(cycle, FILE_ARCHIVER, { name: 'file jobs begun' });

  return {
    async plan(cycle) {
      const dspUuid = cycle.memory.archive?.dsp?.uuid;
      if (!isWanted(cycle, 'metadata in DSP') || dspUuid === undefined) return;
      const plan = await fileJobs.plan({ cycleId: cycle.id, dspUuid });
      switch (plan.kind) {
        case 'building':
          throw new OutsideError('The archiver', 'retry', 'The upload plan is not there yet.');
        case 'unreadable':
          await say(cycle, FILE_ARCHIVER, { name: 'file plan unreadable', reason: plan.says });
          return;
        case 'plan':
          await say(cycle, FILE_ARCHIVER, {
            name: 'file plan ready',
            fileProgress: plan.progress,
          });
      }
    },

    async start(cycle, turn) {
      if (!isWanted(cycle, 'files beginning')) return;
      const mode = cycle.memory.archive?.mode ?? 'parallel';
      await fileJobs.start({ cycleId: cycle.id, turn, mode });
      await begun(cycle);
    },

    async retry(cycle, turn) {
      if (!isWanted(cycle, 'files beginning')) return;
      await fileJobs.retry({ cycleId: cycle.id, turn });
      await begun(cycle);
    },

    cancel: ({ id: cycleId }, turn) => fileJobs.cancel({ cycleId, turn }),
  };
}
