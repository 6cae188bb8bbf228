import type { ArchivingWork } from '../../../domain/archiving/work.ts';
import type { Cycle } from '../../../domain/cycle/cycle.ts';
import type { Advance } from '../../advance.ts';
import { type Archiver, type Clock, type FileJobs, OutsideError } from '../../ports.ts';
import { createCompletion } from './completion.ts';
import { createEnaFiles } from './ena-files.ts';
import { createFileWork } from './files.ts';
import { createHandOver } from './hand-over.ts';
import { lockedBy, OPEN } from './locked.ts';
import { createMetadata } from './metadata.ts';
import { createSaying } from './saying.ts';

/** What archiving works with, where it is switched on. */
export interface ArchivingNeeds {
  readonly archiver: Archiver;
  readonly fileJobs: FileJobs;
  /** Types of DSP that are not to be made: files that go straight to ENA need no runs there. */
  readonly excludeTypes: readonly string[];
}

/** One work of archiving; resolves when the world has it, or when it is not wanted any more. */
export type CarryOutArchiving = (cycle: Cycle, work: ArchivingWork, asOf: Cycle) => Promise<void>;

export function createArchivingWork(needs: {
  readonly archiving?: ArchivingNeeds | undefined;
  readonly clock: Pick<Clock, 'now'>;
  readonly advance: Advance;
}): CarryOutArchiving {
  const { archiving, advance, clock } = needs;
  if (archiving === undefined) {
    return async () => {
      throw new OutsideError('The archiver', 'refused', 'Archiving is switched off here.');
    };
  }
  const say = createSaying(advance);
  const { archiver, fileJobs } = archiving;
  const metadata = createMetadata({ ...archiving, clock, say });
  const files = createFileWork({ fileJobs, say });
  const ena = createEnaFiles({ archiver, clock, say });
  const completion = createCompletion({ archiver, clock, say });
  const handOver = createHandOver({ advance, say });

  return async (cycle, work, asOf) => {
    if (cycle.closedAt !== undefined) return;
    refuseElsewhere(cycle, archiver);
    try {
      await carryOut(cycle, work, asOf);
    } catch (error) {
      const locked = lockedBy(error);
      if (locked !== undefined) await say(cycle, 'archiver', locked);
      throw error;
    }
    if (cycle.memory.archive?.locked !== undefined) await say(cycle, 'archiver', OPEN);
  };

  async function carryOut(cycle: Cycle, work: ArchivingWork, asOf: Cycle): Promise<void> {
    switch (work) {
      case 'create DSP submission':
        return metadata.create(cycle);
      case 'remove DSP submission':
        return metadata.remove(cycle);
      case 'plan file jobs':
        return files.plan(cycle);
      case 'start file jobs':
        return files.start(cycle, asOf.turn);
      case 'retry file jobs':
        return files.retry(cycle, asOf.turn);
      case 'cancel file jobs':
        return files.cancel(cycle, asOf.turn);
      case 'send files to ENA':
        return ena(cycle);
      case 'complete DSP submission':
        return completion.complete(cycle);
      case 'read accessions':
        return completion.accessions(cycle);
      case 'hand over to export':
        return handOver(cycle);
    }
  }
}

/** What was begun in one environment must never go on in another. */
function refuseElsewhere({ memory }: Cycle, { environment }: Archiver): void {
  const begun = memory.archive?.environment;
  if (begun === environment) return;
  const says = `This was begun in ${begun ?? 'no environment'}, and archiving is set to ${environment} now.`;
  throw new OutsideError('The archiver', 'refused', says);
}
