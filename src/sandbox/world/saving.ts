import { mkdirSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import type { Ledger } from './ledger.ts';
import { type WorldRecord, worldSchema } from './record.ts';

const fileName = 'world.json';

/** The record that an earlier world left in the folder; undefined when there is none. */
export function savedRecord(folder: string): WorldRecord | undefined {
  let text: string;
  try {
    text = readFileSync(join(folder, fileName), 'utf8');
  } catch (error) {
    if (error instanceof Error && 'code' in error && error.code === 'ENOENT') return undefined;
    throw error;
  }
  return worldSchema.parse(JSON.parse(text));
}

/** Writes the record, whole or not at all. */
export function saveRecord(folder: string, ledger: Ledger): void {
  ledger.record.savedAt = ledger.now();
  mkdirSync(folder, { recursive: true });
  const path = join(folder, fileName);
  writeFileSync(`${path}.new`, JSON.stringify(ledger.record));
  renameSync(`${path}.new`, path);
}
