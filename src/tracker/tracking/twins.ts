import { setImmediate as breathe } from 'node:timers/promises';
import { type Actor, actorName, mayAct } from '../../domain/role.ts';
import type { Clock } from '../../operations/ports.ts';
import type { Database } from '../../storage/database.ts';
import { latestRun, type Run } from '../../storage/tracker/runs.ts';
import { listVerdicts, saveVerdict, type Verdict } from '../../storage/tracker/verdicts.ts';
import type { Dataset } from '../dataset/dataset.ts';
import {
  commonNamesOf,
  type Duplicate,
  findDuplicates,
  findOwnTwins,
  type NotDuplicate,
  type OwnTwins,
} from '../duplicates/duplicates.ts';
import type { AskedRun } from './tracked.ts';

/** Datasets that may be one, and what people found of them. */
export interface Twins {
  /** Of the last run, or of another by what was decided then. */
  list(asked?: AskedRun): Promise<{
    readonly open: readonly Duplicate[];
    /** Not external, both of them. */
    readonly ours: readonly OwnTwins[];
    /** Looked at, and found to be two. */
    readonly decided: readonly Verdict[];
  }>;
  /** Whoever says the same as somebody before is told of them; theirs stays. */
  decide(
    by: Actor,
    verdict: Pick<Verdict, 'accessions' | 'verdict' | 'reason'>,
  ): Promise<Decision | 'not your role' | 'no such pair'>;
}

export interface Decision {
  readonly what: 'decided' | 'somebody was first';
  readonly verdict: Verdict;
}

/** Datasets that are fetched by their accessions at once. */
const AT_ONCE = 500;

export function createTwins(needs: {
  readonly db: Database;
  readonly clock: Clock;
  readonly all: (run: Run) => AsyncIterable<readonly { readonly dataset: Dataset }[]>;
  readonly datasets: (
    run: Run,
    accessions: readonly string[],
  ) => Promise<readonly { readonly dataset: Dataset }[]>;
  /** Something is to be shown. */
  readonly changed: () => void;
}): Twins {
  const { db, clock, changed } = needs;
  let sharing: { readonly run: number; readonly datasets: Promise<readonly Dataset[]> } | undefined;

  /** Of one run all datasets are looked at once: those that share a name with another are few. */
  function sharingIn(run: Run): Promise<readonly Dataset[]> {
    if (sharing?.run !== run.id) {
      const datasets = lookThrough(run);
      sharing = { run: run.id, datasets };
      datasets.catch(() => {
        sharing = undefined;
      });
    }
    return sharing.datasets;
  }

  /** In two goes, since of a hundred thousand datasets no more than their names are to be held at once. */
  async function lookThrough(run: Run): Promise<readonly Dataset[]> {
    const firsts = new Map<string, string>(); // by name: the first accession that is called so
    const share = new Set<string>();
    for await (const page of needs.all(run))
      for (const { dataset } of page)
        for (const name of commonNamesOf(dataset)) {
          const first = firsts.get(name);
          if (first === undefined) firsts.set(name, dataset.accession);
          else share.add(first).add(dataset.accession);
        }
    const accessions = [...share].sort();
    const found: Dataset[] = [];
    for (let at = 0; at < accessions.length; at += AT_ONCE) {
      const some = await needs.datasets(run, accessions.slice(at, at + AT_ONCE));
      found.push(...some.map(({ dataset }) => dataset));
      await breathe();
    }
    return found.sort((a, b) => (a.accession < b.accession ? -1 : 1));
  }

  async function find(decided: readonly NotDuplicate[], asked?: AskedRun) {
    const run = asked ?? (await latestRun(db));
    const datasets = run === undefined ? [] : await sharingIn(run);
    return { open: findDuplicates(datasets, decided), ours: findOwnTwins(datasets, decided) };
  }

  async function decided(then?: Date): Promise<readonly Verdict[]> {
    const verdicts = await listVerdicts(db, then);
    return verdicts.filter(({ verdict }) => verdict === 'not a duplicate');
  }

  return {
    async list(asked) {
      const known = await decided(asked?.then);
      return { ...(await find(known, asked)), decided: known };
    },
    async decide(by, { accessions: [one, other], verdict, reason }) {
      if (!mayAct(by, 'anyone with a role')) return 'not your role';
      const { open, ours } = await find([]);
      const shareAName =
        open.some(({ external, internal }) =>
          internal.some(({ dataset }) => isPair([one, other], external, dataset)),
        ) || ours.some(({ dataset, twin }) => isPair([one, other], dataset, twin.dataset));
      if (!shareAName) return 'no such pair';
      const accessions: [string, string] = one < other ? [one, other] : [other, one];
      const person = actorName(by);
      const given: Verdict = { accessions, verdict, reason, person, at: clock.now() };
      const first = await saveVerdict(db, given);
      if (first === undefined) changed();
      return first === undefined
        ? { what: 'decided', verdict: given }
        : { what: 'somebody was first', verdict: first };
    },
  };
}

const isPair = (pair: readonly [string, string], one: Dataset, other: Dataset): boolean =>
  one.accession !== other.accession &&
  pair.includes(one.accession) &&
  pair.includes(other.accession);
