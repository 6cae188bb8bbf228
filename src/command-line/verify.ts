import { existsSync } from 'node:fs';
import { StartError } from '../config/start-error.ts';
import { openReadOnly } from '../storage/database.ts';
import { type ChainVerdict, verifyJournal } from '../storage/journal.ts';
import { command } from './command.ts';
import { dataFolderInUse } from './data-folder.ts';
import { say } from './terminal.ts';

export const verify = command({
  name: 'verify',
  help: [
    'check the journal’s chain of hashes; prints its head;',
    'with --head HASH that head must still be in it;',
    'verify package.zip checks an exported package, anywhere',
  ],
  options: { head: { type: 'string' } },
  takesFile: true,
  async run({ head }, file) {
    if (file !== undefined) return verifyFile(file);
    const wanted = head?.toLowerCase();
    if (wanted !== undefined && !/^[0-9a-f]{64}$/.test(wanted))
      throw new StartError('--head: a head has 64 characters, 0-9 and a-f, as verify printed it.');
    const verdict = await verdictOn(dataFolderInUse(), wanted);
    const found = wanted === undefined ? '' : '; the head you gave is in it';
    say(`${inWords(verdict)}${verdict.ok ? found : '.'}\n`);
    if (!verdict.ok) process.exitCode = 1;
  },
});

async function verifyFile(file: string): Promise<void> {
  if (!existsSync(file)) throw new StartError(`There is no file ${file}.`);
  const { verifyPackage } = await import('../exports/package/verify.ts');
  const verdict = await verifyPackage(file);
  if (verdict.ok) {
    say(
      `The package is whole: ${verdict.files} files of ${verdict.jobKey}, signed ${verdict.issuedAt}\nby the key ${verdict.key}: compare it with the signing_key that the sender’s GET /api/data-export shows.\n`,
    );
    return;
  }
  say(`The package is not as it was signed: ${verdict.why}.\n`);
  process.exitCode = 1;
}

export function inWords(verdict: ChainVerdict): string {
  return verdict.ok
    ? `The journal is whole: ${verdict.entries} entries, head ${verdict.head}`
    : `The journal was tampered with at entry ${verdict.seq}: ${verdict.why}`;
}

/** @throws {StartError} when the database cannot be read. */
async function verdictOn(dataDir: string, head: string | undefined): Promise<ChainVerdict> {
  try {
    const db = openReadOnly(dataDir);
    try {
      return await verifyJournal(db, head);
    } finally {
      await db.destroy();
    }
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new StartError(`The journal in ${dataDir} can’t be read: ${why}.`, { cause: error });
  }
}
