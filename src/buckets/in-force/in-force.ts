import type { Clock } from '../../operations/ports.ts';
import {
  isAdopted,
  listInForce,
  noteAdoption,
  putInForce,
} from '../../storage/buckets/in-force.ts';
import { listLeavers } from '../../storage/buckets/upkeep.ts';
import type { Database } from '../../storage/database.ts';
import { appendJournal } from '../../storage/journal.ts';
import type { Records } from '../changes/records.ts';
import { type Found, pathOfFile } from '../folder/read-folder.ts';
import { readAll } from '../folder/reading.ts';
import type { Naming } from '../grant/grant.ts';
import { readGrant } from '../grant/read.ts';
import { type Holding, holdingOf } from './holding.ts';

/** What holds now, beside the folder as it lies. */
export type InForce = () => Promise<Holding>;

export function createInForce(needs: {
  readonly db: Database;
  readonly clock: Pick<Clock, 'now'>;
  readonly setting: { readonly naming: Naming };
  readonly records: () => Promise<Records>;
}): InForce {
  const { db, clock } = needs;
  const { naming } = needs.setting;

  /** A folder that was there before us is taken over as it is, once: all that it grants holds already. */
  async function adopt(records: Records, files: readonly Found[]): Promise<void> {
    const { good, aside } = readAll(files, { naming });
    const before = await Promise.all(aside.map(({ path }) => lastRight(records, files, path)));
    const taken = [...good.map(({ grant, text }) => ({ ...grant, text })), ...before].filter(
      (one) => one !== undefined,
    );
    const now = clock.now();
    await db.transaction().execute(async (trx) => {
      if (!(await noteAdoption(trx, now))) return;
      for (const one of taken) await putInForce(trx, one, one.text, now);
      if (taken.length === 0) return;
      const detail = { datasets: taken.map(({ kind, name }) => ({ kind, name })) };
      await appendJournal(trx, { at: now, event: 'bucket adopted', actor: 'timer', detail });
    });
  }

  /** Of a file that is wrong now: somebody’s slip takes nothing away. */
  async function lastRight(records: Records, files: readonly Found[], path: string) {
    const found = files.find((one) => pathOfFile(one) === path);
    if (found === undefined) return undefined;
    const { kind, file } = found;
    const name = file.replace(/\.yaml$/, '');
    for (const text of await records.before(found)) {
      const read = readGrant(text, { kind, fileName: name, naming, isNew: false });
      if ('grant' in read) return { kind, name, text };
    }
    return undefined;
  }

  return async () => {
    const records = await needs.records();
    const files = await records.files();
    if (!(await isAdopted(db))) await adopt(records, files);
    const leavers = await listLeavers(db);
    const gone = new Set(leavers.flatMap(({ who, why }) => (why === 'no role' ? [who] : [])));
    return holdingOf(files, await listInForce(db), { naming, gone });
  };
}
