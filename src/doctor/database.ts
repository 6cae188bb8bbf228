import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { examine, openReadOnly } from '../storage/database.ts';
import { isInstanceRunning } from '../storage/instance-lock.ts';
import { verifyJournal } from '../storage/journal.ts';
import { outboxLag } from '../storage/outbox.ts';
import { type Check, type Finding, fail, ok, warn } from './check.ts';

const RESTORE = 'Keep it as it is, and restore a backup: docs/operate/restore.md';

/** The database as it lies there, read beside a bot that may be running. */
export function databaseChecks(dataDir: string): readonly Check[] {
  const reading = (look: () => Promise<Finding> | Finding) => async () => {
    if (!existsSync(join(dataDir, 'handoff.db'))) return ok('none yet; the first start makes it');
    try {
      return await look();
    } catch (error) {
      const why = error instanceof Error ? error.message : String(error);
      return fail(`can’t be read: ${why}`, RESTORE);
    }
  };
  return [
    { name: 'database', run: reading(() => schema(dataDir)) },
    { name: 'journal', run: reading(() => journal(dataDir)) },
    { name: 'outbox', run: reading(() => outbox(dataDir)) },
    {
      name: 'instance',
      run: async () =>
        ok(isInstanceRunning(dataDir) ? 'a bot is running on this data' : 'no bot is running'),
    },
  ];
}

function schema(dataDir: string): Finding {
  const { damage, applied, known } = examine(dataDir);
  if (damage !== undefined) return fail(`is damaged: ${damage}`, RESTORE);
  const versions = `it has ${applied} migrations, this program knows ${known}`;
  if (applied > known) {
    const fix = 'Install that version, or restore an older backup: docs/operate/upgrading.md';
    return fail(`was used by a newer version: ${versions}`, fix);
  }
  return ok(applied < known ? `whole; ${versions}: the next start migrates` : 'whole and current');
}

async function journal(dataDir: string): Promise<Finding> {
  const db = openReadOnly(dataDir);
  try {
    const verdict = await verifyJournal(db);
    if (verdict.ok) return ok(`whole: ${verdict.entries} entries`);
    const fix = 'See docs/operate/journal-does-not-verify.md';
    return fail(`was tampered with at entry ${verdict.seq}: ${verdict.why}`, fix);
  } finally {
    await db.destroy();
  }
}

async function outbox(dataDir: string): Promise<Finding> {
  const db = openReadOnly(dataDir);
  try {
    const { waiting, givenUp } = await outboxLag(db);
    const fix = 'The log’s “errand given up” says which and why; tell those people yourself.';
    return givenUp > 0
      ? warn(`${givenUp} messages were given up; ${waiting} wait`, fix)
      : ok(`${waiting} wait to be delivered`);
  } finally {
    await db.destroy();
  }
}
