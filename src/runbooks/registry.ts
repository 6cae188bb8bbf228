import type { Runbook } from '../domain/runbook.ts';
import { exporting } from './exporting.ts';

/** The list: commands, help, the manifest and the state tables derive from it. */
export const RUNBOOKS: readonly Runbook[] = [exporting];

/** @throws {Error} when a stored cycle names a runbook that this program does not have. */
export function runbookNamed(name: string): Runbook {
  const runbook = RUNBOOKS.find((candidate) => candidate.name === name);
  if (runbook === undefined) throw new Error(`There is no runbook “${name}”.`);
  return runbook;
}
