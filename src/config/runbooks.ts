import type { Runbook } from '../domain/runbook/runbook.ts';
import { archiving } from '../runbooks/archiving.ts';
import { RUNBOOKS } from '../runbooks/registry.ts';
import type { Config } from './config.ts';

/** The runbooks that this installation has: archiving is a module that can be switched off. */
export function runbooksOf(config: Pick<Config, 'archiving'>): readonly Runbook[] {
  return RUNBOOKS.filter((runbook) => runbook !== archiving || config.archiving !== undefined);
}
