import { createHash } from 'node:crypto';
import {
  isDataFile,
  type Leftover,
  type LeftoverList,
  sameLeftover,
} from '../../domain/clean-up.ts';
import type { Cycle } from '../../domain/cycle.ts';
import { ON_ITS_WAY } from '../../domain/export/envelope-state.ts';
import { stateOf } from '../../domain/runbook.ts';
import type { RunbookEvent } from '../../domain/runbook-event.ts';
import { runbookNamed } from '../../runbooks/registry.ts';
import type { Database } from '../../storage/database.ts';
import { listLeftovers, saveLeftovers } from '../../storage/leftovers.ts';
import type { Advance } from '../advance.ts';
import { type Ingest, OutsideError, type StagingArea, type UploadArea } from '../ports.ts';

const REMOVED_AT_ONCE = 500;
const NAMES_SHOWN = 5;

/** Step 7: what a failed export left in the staging area is listed, and deleted as two people have confirmed it. */
export interface CleanUpWork {
  list(cycle: Cycle): Promise<void>;
  /** `repeated`: an earlier try may have deleted some of it. */
  clean(cycle: Cycle, repeated: boolean): Promise<void>;
}

export function createCleanUp(needs: {
  readonly db: Database;
  readonly advance: Advance;
  readonly ingest: Ingest;
  readonly stagingArea: StagingArea;
  readonly uploadArea: UploadArea;
}): CleanUpWork {
  const { db, ingest, stagingArea } = needs;

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

  async function lostFiles(
    cycle: Cycle,
    leftovers: readonly Leftover[],
  ): Promise<Pick<LeftoverList, 'lost' | 'notCompared'>> {
    const files = leftovers
      .filter(isDataFile)
      .map(({ key, bytes }) => ({ name: key.slice(key.lastIndexOf('/') + 1), bytes }));
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
      await db
        .transaction()
        .execute((trx) => saveLeftovers(trx, cycle.id, cleanUp.number, leftovers));
      const of = (kind: Leftover['kind']) => leftovers.filter((one) => one.kind === kind).length;
      await say(cycle, {
        name: 'leftovers listed',
        leftovers: {
          hash: hashOf(leftovers),
          objects: of('object') + of('older version'),
          bytes: leftovers.reduce((sum, { bytes }) => sum + bytes, 0),
          olderVersions: of('older version'),
          halfWritten: of('half-written'),
          dataFiles: leftovers.filter(isDataFile).length,
          ...(await lostFiles(cycle, leftovers)),
        },
      });
    },

    async clean(cycle, repeated) {
      const { cleanUp } = cycle.memory;
      if (cleanUp?.phase !== 'deleting') return;
      const approved = await listLeftovers(db, cycle.id, cleanUp.number);
      if (hashOf(approved) !== cleanUp.list?.hash) {
        return say(cycle, { name: 'clean-up void', reason: 'the list that was confirmed is lost' });
      }
      const known = new Set(approved.map(sameLeftover));
      const begun = repeated || (cleanUp.removed ?? 0) > 0;
      const refuse = (reason: string) => say(cycle, { name: 'clean-up void', reason });

      const why = await stillExporting(cycle);
      if (why !== undefined) return refuse(why);
      let there = await stagingArea.list(cycle.dataset.projectUuid);
      const changed = differences(there, known, begun ? undefined : approved.length);
      if (changed !== undefined) return refuse(changed);
      while (there.length > 0) {
        let left = there;
        while (left.length > 0) {
          await stagingArea.remove(left.slice(0, REMOVED_AT_ONCE));
          left = left.slice(REMOVED_AT_ONCE);
          await say(cycle, { name: 'clean-up moved on', removed: approved.length - left.length });
        }
        const before = there.length;
        there = await stagingArea.list(cycle.dataset.projectUuid);
        const appeared = differences(there, known, undefined);
        if (appeared !== undefined) return refuse(appeared);
        if (there.length >= before) {
          throw new OutsideError('staging', 'retry', `${there.length} objects are still listed.`);
        }
      }
      await say(cycle, { name: 'clean-up done', removed: approved.length });
    },
  };
}

/** What is there that nobody confirmed, or is missing that somebody did; undefined when all is as confirmed. */
function differences(
  there: readonly Leftover[],
  known: ReadonlySet<string>,
  expected: number | undefined,
): string | undefined {
  const strange = there.filter((one) => !known.has(sameLeftover(one)));
  const [first] = strange;
  if (first !== undefined) {
    const others = strange.length === 1 ? '' : ` and ${strange.length - 1} more`;
    return `since it was listed, ${first.key}${others} appeared or changed`;
  }
  if (expected === undefined || there.length === expected) return undefined;
  return `since it was listed, ${expected - there.length} of ${expected} have gone`;
}

function hashOf(leftovers: readonly Leftover[]): string {
  const lines = leftovers.map(sameLeftover).toSorted();
  return createHash('sha256').update(lines.join('\n')).digest('hex');
}
