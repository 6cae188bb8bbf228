import { isDataFile, type Leftover, type LeftoverList } from '../../domain/cycle/clean-up.ts';
import type { Cycle } from '../../domain/cycle/cycle.ts';
import { ON_ITS_WAY } from '../../domain/export/envelope-state.ts';
import type { RunbookEvent } from '../../domain/runbook/event.ts';
import { stateOf } from '../../domain/runbook/runbook.ts';
import { runbookNamed } from '../../runbooks/registry.ts';
import type { Database } from '../../storage/database.ts';
import type { Advance } from '../advance.ts';
import {
  type Clock,
  type Ingest,
  OutsideError,
  type StagingArea,
  type UploadArea,
} from '../ports.ts';
import { createLeftoverLists } from './leftover-list.ts';

const REMOVED_AT_ONCE = 500;
const NAMES_SHOWN = 5;

interface DataFile {
  readonly name: string;
  readonly bytes: number;
}

/** Step 7: what a failed export left in the staging area is listed, and deleted as two people have confirmed it. */
export interface CleanUpWork {
  list(cycle: Cycle): Promise<void>;
  /** `repeated`: an earlier try may have deleted some of it. */
  clean(cycle: Cycle, repeated: boolean): Promise<void>;
}

export function createCleanUp(needs: {
  readonly db: Database;
  readonly clock: Pick<Clock, 'sleep'>;
  readonly advance: Advance;
  readonly ingest: Ingest;
  readonly stagingArea: StagingArea;
  readonly uploadArea: UploadArea;
}): CleanUpWork {
  const { ingest, stagingArea } = needs;
  const lists = createLeftoverLists(needs);

  async function say(cycle: Cycle, event: RunbookEvent): Promise<void> {
    const actor = { kind: 'observer', source: 'staging area' } as const;
    await needs.advance.advance({ cycleId: cycle.id, event, actor });
  }

  /** An export that ingest believes to run may write at any moment. */
  async function stillExporting(cycle: Cycle): Promise<string | undefined> {
    const envelope = await ingest.readEnvelope(cycle.dataset.submissionUuid);
    if (envelope === undefined || !ON_ITS_WAY.includes(envelope.state)) return undefined;
    return `ingest still shows ${envelope.state}; reset it to valid first`;
  }

  async function inNumbers(leftovers: readonly Leftover[]) {
    const count = { object: 0, 'older version': 0, 'half-written': 0 };
    const files: DataFile[] = [];
    let total = 0;
    for await (const piece of lists.inPieces(leftovers)) {
      for (const one of piece) {
        const { kind, key, bytes } = one;
        count[kind] += 1;
        total += bytes;
        if (isDataFile(one)) files.push({ name: key.slice(key.lastIndexOf('/') + 1), bytes });
      }
    }
    return {
      objects: count.object + count['older version'],
      bytes: total,
      olderVersions: count['older version'],
      halfWritten: count['half-written'],
      files,
    };
  }

  async function lostFiles(
    cycle: Cycle,
    files: readonly DataFile[],
  ): Promise<Pick<LeftoverList, 'lost' | 'notCompared'>> {
    if (files.length === 0) return { lost: { count: 0, names: [] } };
    const told = (names: readonly string[]) => ({
      lost: { count: names.length, names: names.slice(0, NAMES_SHOWN) },
    });
    try {
      const envelope = await ingest.readEnvelope(cycle.dataset.submissionUuid);
      if (envelope?.uploadArea === undefined) {
        return {
          ...told(files.map(({ name }) => name)),
          notCompared: 'ingest names no upload area of this submission',
        };
      }
      return told(await needs.uploadArea.missing(envelope.uploadArea, files));
    } catch (error) {
      if (!(error instanceof OutsideError) || error.outcome === 'retry') throw error;
      return { ...told(files.map(({ name }) => name)), notCompared: error.message };
    }
  }

  return {
    async list(cycle) {
      const { cleanUp } = cycle.memory;
      if (cleanUp?.phase !== 'listing') return; // put off, or asked for anew
      const why = await stillExporting(cycle);
      const isWatched = stateOf(runbookNamed(cycle.runbook), cycle.state).watched === 'validity';
      if (why !== undefined && isWatched) return; // listed as soon as ingest calls it valid
      if (why !== undefined) return say(cycle, { name: 'clean-up void', reason: why });
      const leftovers = await stagingArea.list(cycle.dataset.projectUuid);
      const { hash } = await lists.keep(cycle.id, cleanUp.number, leftovers);
      const { files, ...numbers } = await inNumbers(leftovers);
      await say(cycle, {
        name: 'leftovers listed',
        leftovers: {
          hash,
          ...numbers,
          dataFiles: files.length,
          ...(await lostFiles(cycle, files)),
        },
      });
    },

    async clean(cycle, repeated) {
      const { cleanUp } = cycle.memory;
      if (cleanUp?.phase !== 'deleting') return;
      const refuse = (reason: string) => say(cycle, { name: 'clean-up void', reason });
      const listed = await lists.read(cycle.id, cleanUp.number);
      if (listed.hash !== cleanUp.list?.hash) return refuse('the list that was confirmed is lost');
      const total = listed.keys.size;
      const begun = repeated || (cleanUp.removed ?? 0) > 0;

      const why = await stillExporting(cycle);
      if (why !== undefined) return refuse(why);
      let there = await stagingArea.list(cycle.dataset.projectUuid);
      const changed = await lists.differences(there, listed, { haveGone: begun });
      if (changed !== undefined) return refuse(changed);
      while (there.length > 0) {
        let left = there;
        while (left.length > 0) {
          await stagingArea.remove(left.slice(0, REMOVED_AT_ONCE));
          left = left.slice(REMOVED_AT_ONCE);
          await say(cycle, { name: 'clean-up moved on', removed: total - left.length });
        }
        const before = there.length;
        there = await stagingArea.list(cycle.dataset.projectUuid);
        const appeared = await lists.differences(there, listed, { haveGone: true });
        if (appeared !== undefined) return refuse(appeared);
        if (there.length >= before) {
          throw new OutsideError('staging', 'retry', `${there.length} objects are still listed.`);
        }
      }
      await say(cycle, { name: 'clean-up done', removed: total });
    },
  };
}
