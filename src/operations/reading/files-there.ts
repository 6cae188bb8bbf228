import { seconds } from '../../domain/duration.ts';
import { runbookNamed } from '../../runbooks/registry.ts';
import { findCycle } from '../../storage/cycles/cycles.ts';
import type { Database } from '../../storage/database.ts';
import type { Command } from '../advance.ts';
import type { Archiver, Clock } from '../ports.ts';

/** Whoever has sent a form waits for no longer than this; Slack gives three seconds in all. */
const LOOKING_MOST = seconds(1.5);

/**
 * The command with the UUIDs of the files that its form is checked against, where the form names some. Without them
 * where nobody says in time what there is: then it is found out when they are sent.
 */
export function createFilesThere(needs: {
  readonly db: Database;
  readonly clock: Pick<Clock, 'sleep'>;
  /** Where archiving is switched on. */
  readonly archiver: Pick<Archiver, 'dataProgress'> | undefined;
}): (command: Command) => Promise<Command> {
  const { db, clock, archiver } = needs;

  return async (command) => {
    const { event, cycleId } = command;
    if (archiver === undefined || event.values?.['files'] === undefined) return command;
    const cycle = await findCycle(db, cycleId);
    if (cycle === undefined || cycle.closedAt !== undefined) return command;
    const names = runbookNamed(cycle.runbook)
      .steps.flatMap(({ transitions }) => transitions)
      .some(({ on, form }) => on === event.name && form?.names === 'files');
    if (!names) return command;
    const answered = new AbortController();
    const files = await Promise.race([
      archiver.dataProgress(cycle.dataset.submissionUuid).catch(() => undefined),
      clock.sleep(LOOKING_MOST, answered.signal).then(() => undefined),
    ]);
    answered.abort();
    return files === undefined || files.length === 0
      ? command
      : { ...command, about: { files: files.map(({ uuid }) => uuid) } };
  };
}
