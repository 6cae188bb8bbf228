import { setImmediate as breathe } from 'node:timers/promises';
import type { Database } from '../../storage/database.ts';
import {
  changesOfDataset,
  changesOfRuns,
  countChanges,
  type KeptChange,
  type Stretch,
  touchedBy,
} from '../../storage/tracker/changes.ts';
import { findContents } from '../../storage/tracker/versions.ts';
import { type Change, change, changesBetween } from '../history/changes.ts';
import { readContent } from './version.ts';

export interface ToldChange extends Pick<KeptChange, 'id' | 'run' | 'at'> {
  readonly change: Change;
}

export interface ChangesWanted {
  readonly kind?: Change['kind'] | undefined;
  readonly after?: number | undefined; // id
  readonly limit: number;
}

/**
 * What one crawl found otherwise, as it is on record. Of several: how each dataset stands after the last of them and
 * stood before the first; what went backwards and came again is nothing to be told of.
 */
export async function changesIn(
  db: Database,
  runs: Stretch,
  wanted: ChangesWanted,
): Promise<readonly ToldChange[]> {
  if (runs.first === runs.last) return (await changesOfRuns(db, runs, wanted)).map(told);
  const { kind, after = 0, limit } = wanted;
  const changes: ToldChange[] = [];
  for await (const one of betweenEnds(db, runs))
    if (one.id > after && (kind === undefined || one.change.kind === kind)) changes.push(one);
  return changes.sort((one, other) => one.id - other.id).slice(0, limit);
}

/** How many of each kind. */
export async function countIn(
  db: Database,
  runs: Stretch,
): Promise<Readonly<Record<string, number>>> {
  if (runs.first === runs.last) return countChanges(db, runs);
  const counts: Record<string, number> = {};
  for await (const { change: one } of betweenEnds(db, runs))
    counts[one.kind] = (counts[one.kind] ?? 0) + 1;
  return counts;
}

/** All that crawls found of a dataset, oldest first. */
export async function changesOfOne(
  db: Database,
  accession: string,
  wanted: ChangesWanted,
): Promise<readonly ToldChange[]> {
  return (await changesOfDataset(db, accession, wanted)).map(told);
}

const told = ({ id, run, at, content }: KeptChange): ToldChange => ({
  ...{ id, run, at },
  change: change.parse(JSON.parse(content)),
});

/** Datasets that are compared at once: nothing else waits noticeably. */
const AT_ONCE = 1000;

async function* betweenEnds(db: Database, runs: Stretch): AsyncGenerator<ToldChange> {
  const touched = await touchedBy(db, runs);
  for (let from = 0; from < touched.length; from += AT_ONCE) {
    const some = touched.slice(from, from + AT_ONCE);
    const accessions = some.map(({ accession }) => accession);
    const datasetsAt = async (run: number) =>
      (await findContents(db, run, accessions)).map(({ content }) => readContent(content));
    const before = { datasets: await datasetsAt(runs.first - 1) };
    const after = { datasets: await datasetsAt(runs.last) };
    const changes = Map.groupBy(changesBetween(before, after), ({ accession }) => accession);
    for (const { accession, firstChange, lastChange, run, at } of some)
      for (const one of changes.get(accession) ?? []) {
        // One that moved and was edited is there twice, so two things were found of it: each has an id of its own.
        const id = one.kind === 'edited' ? firstChange : lastChange;
        yield { id, run, at, change: one };
      }
    await breathe();
  }
}
