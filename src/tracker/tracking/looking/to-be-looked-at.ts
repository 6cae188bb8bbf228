import type { Database } from '../../../storage/database.ts';
import type { Run } from '../../../storage/tracker/runs.ts';
import { listAccessions } from '../../../storage/tracker/versions.ts';
import type { ListedPlace } from '../../crawl/list-places.ts';
import type { Source } from '../../sources/source.ts';
import { type Difference, differenceOf } from './kept-listing.ts';
import type { Recalled } from './kept-memo.ts';

/** What a listing is used for. Where anything of it is otherwise, the same listing may mean something else. */
export const useOf = ({ stages, tech }: Source, run: string, program: string): string =>
  JSON.stringify([run, program, stages, tech]);

export interface ComparedPlace extends ListedPlace {
  readonly difference: Difference | undefined; // none where it is the one that is kept
}

export async function comparePlace(db: Database, place: ListedPlace): Promise<ComparedPlace> {
  const { source, listing, fresh } = place;
  const isNew = fresh && listing !== undefined;
  return {
    ...place,
    difference: isNew ? await differenceOf(db, source.location, listing) : undefined,
  };
}

/**
 * The datasets of which something is otherwise than the last run found it. All of them, and all that it knew, where
 * what is kept is not what it used: after a restart, and when the configuration has changed.
 */
export async function toBeLookedAt(
  db: Database,
  places: readonly ComparedPlace[],
  {
    known: { endings, locations },
    before,
    program,
  }: {
    readonly known: Pick<Recalled, 'endings' | 'locations'>;
    readonly before: Run | undefined;
    readonly program: string;
  },
): Promise<readonly string[]> {
  const run = before?.startedAt.toISOString();
  const listed = places.filter(({ listing }) => listing !== undefined);
  const here = new Set(listed.map(({ source }) => source.location));
  const isUsed = ({ source }: ListedPlace): boolean =>
    run !== undefined && endings.get(source.location)?.use === useOf(source, run, program);
  const wanted = new Set<string>();
  if (listed.every(isUsed) && locations.every((location) => here.has(location))) {
    for (const { difference } of places)
      for (const accession of difference?.accessions.keys() ?? []) wanted.add(accession);
    for (const { again } of endings.values()) for (const accession of again) wanted.add(accession);
  } else {
    for (const { listing } of listed)
      for (const accession of listing?.held.keys() ?? []) wanted.add(accession);
    if (before !== undefined)
      for (const accession of await listAccessions(db, before.id)) wanted.add(accession);
  }
  return [...wanted].sort();
}
