import { seconds } from '../domain/duration.ts';
import type { Clock } from '../operations/ports.ts';

/** What was found, and what to do where it is not as it should be. */
export type Finding =
  | { readonly mark: 'ok'; readonly says: string }
  | { readonly mark: 'warn' | 'fail'; readonly says: string; readonly fix: string };

export interface Check {
  readonly name: string;
  run(): Promise<Finding>;
}

export type Checked = Finding & { readonly name: string };

export const ok = (says: string): Finding => ({ mark: 'ok', says });
export const warn = (says: string, fix: string): Finding => ({ mark: 'warn', says, fix });
export const fail = (says: string, fix: string): Finding => ({ mark: 'fail', says, fix });

const PATIENCE = seconds(20);

/** All at once, each with its own patience; none keeps the others from being told. */
export function runChecks(
  checks: readonly Check[],
  clock: Clock,
  patience = PATIENCE,
): Promise<readonly Checked[]> {
  return Promise.all(
    checks.map(async ({ name, run }) => {
      const enough = new AbortController();
      const tooLong = clock
        .sleep(patience, enough.signal)
        .then(() => fail(`no result after ${patience / 1000} s`, 'Look whether it hangs.'));
      const found = await Promise.race([run().catch(surprise), tooLong]);
      enough.abort();
      return { name, ...found };
    }),
  );
}

function surprise(error: unknown): Finding {
  const why = error instanceof Error ? error.message : String(error);
  return fail(`could not be looked at: ${why}`, 'Mend what is named here, then run doctor again.');
}
