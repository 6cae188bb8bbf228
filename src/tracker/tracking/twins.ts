import { type Actor, actorName, mayAct } from '../../domain/role.ts';
import type { Clock } from '../../operations/ports.ts';
import type { Database } from '../../storage/database.ts';
import { latestRun, type Run } from '../../storage/tracker/runs.ts';
import { listVerdicts, saveVerdict, type Verdict } from '../../storage/tracker/verdicts.ts';
import type { Dataset } from '../dataset/dataset.ts';
import { type Duplicate, findDuplicates, type NotDuplicate } from '../duplicates/duplicates.ts';

/** Datasets that may be one, and what people found of them. */
export interface Twins {
  /** Of the last run. */
  list(): Promise<{
    readonly open: readonly Duplicate[];
    /** Looked at, and found to be two. */
    readonly decided: readonly Verdict[];
  }>;
  decide(
    by: Actor,
    verdict: Pick<Verdict, 'accessions' | 'verdict' | 'reason'>,
  ): Promise<Verdict | 'not your role' | 'no such pair'>;
}

export function createTwins(needs: {
  readonly db: Database;
  readonly clock: Clock;
  readonly all: (run: Run) => AsyncIterable<readonly { readonly dataset: Dataset }[]>;
}): Twins {
  const { db, clock } = needs;

  async function find(decided: readonly NotDuplicate[]): Promise<readonly Duplicate[]> {
    const run = await latestRun(db);
    const datasets: Dataset[] = [];
    if (run !== undefined)
      for await (const page of needs.all(run)) datasets.push(...page.map(({ dataset }) => dataset));
    return findDuplicates(datasets, decided);
  }

  async function decided(): Promise<readonly Verdict[]> {
    const verdicts = await listVerdicts(db);
    return verdicts.filter(({ verdict }) => verdict === 'not a duplicate');
  }

  return {
    async list() {
      const known = await decided();
      return { open: await find(known), decided: known };
    },
    async decide(by, { accessions: [one, other], verdict, reason }) {
      if (!mayAct(by, 'anyone with a role')) return 'not your role';
      const shareAName = (await find([])).some(({ external, internal }) =>
        internal.some(({ dataset }) => isPair([one, other], external, dataset)),
      );
      if (!shareAName) return 'no such pair';
      const accessions: [string, string] = one < other ? [one, other] : [other, one];
      const person = actorName(by);
      const given: Verdict = { accessions, verdict, reason, person, at: clock.now() };
      await saveVerdict(db, given);
      return given;
    },
  };
}

const isPair = (pair: readonly [string, string], one: Dataset, other: Dataset): boolean =>
  one.accession !== other.accession &&
  pair.includes(one.accession) &&
  pair.includes(other.accession);
