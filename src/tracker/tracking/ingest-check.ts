import type { Database } from '../../storage/database.ts';
import { listVerdicts, type Verdict } from '../../storage/tracker/verdicts.ts';
import { accessionsOf } from '../../storage/tracker/versions.ts';
import {
  COUNTED,
  fromGeo,
  isAccession,
  LIKE_ACCESSION,
  nextAccession,
} from '../dataset/accession.ts';
import { type Dataset, isExternal, namesOf } from '../dataset/dataset.ts';
import { type AlreadyHere, alreadyIngested, alreadyTaken } from '../duplicates/duplicates.ts';
import type { AskedRun, Gone, Tracked } from './tracked.ts';

/** One of ours. */
export interface Here extends AlreadyHere, Pick<Tracked, 'corrected'> {
  readonly goneSince?: Date | undefined; // it is nowhere any more
  readonly two?: Verdict | undefined; // somebody found that it is another dataset
}

/** Whether something may be ingested, as a curator asks before it begins. */
export interface IngestCheck {
  readonly name: string; // as it was asked for
  /** Ours that are called so, or were when they were last seen. */
  readonly here: readonly Here[];
  readonly external: readonly Dataset[]; // that are called so, elsewhere
  /** It may be ingested; false also of what no archive would call a dataset. */
  readonly isFree: boolean;
  /** What it would be called here: its own name, or the next free accession of each kind. None where it is here. */
  readonly accessions: readonly string[];
}

export function createIngestCheck(needs: {
  readonly db: Database;
  readonly called: (run: AskedRun, names: readonly string[]) => Promise<readonly Tracked[]>;
  readonly gone: (run: AskedRun, names: readonly string[]) => Promise<readonly Gone[]>;
}): (run: AskedRun, name: string, others?: readonly string[]) => Promise<IngestCheck> {
  const { db, called, gone } = needs;

  /** Also of those that are gone: what was given out once is not given out again. */
  const nextOf = async (kind: (typeof COUNTED)[number]): Promise<string> =>
    nextAccession(kind, await accessionsOf(db, `E-${kind}-`));

  return async (run, name, others = []) => {
    const external = (await called(run, [name, ...others]))
      .map(({ dataset }) => dataset)
      .filter(isExternal);
    const names = [...new Set([name, ...others, ...external.flatMap(namesOf)])];
    const tracked = await called(run, names);
    const missing = await gone(run, names); // a place may not be mounted: that is no leave to ingest
    const all = [...tracked, ...missing].map(({ dataset }) => dataset);
    const ours = all.filter((dataset) => !isExternal(dataset));
    const verdicts = (await listVerdicts(db, run.then)).filter(
      ({ verdict }) => verdict === 'not a duplicate',
    );
    const here = [
      ...alreadyTaken([name, ...others].map(asAccession), ours),
      ...alreadyIngested(names, ours),
    ]
      .filter(isFirstOfIts)
      .map((one) => ({
        ...one,
        corrected: tracked.find(({ dataset }) => dataset === one.dataset)?.corrected,
        goneSince: missing.find(({ dataset }) => dataset === one.dataset)?.to,
        two: verdicts.find(
          ({ accessions }) =>
            accessions.includes(one.dataset.accession) &&
            external.some(({ accession }) => accessions.includes(accession)),
        ),
      }));
    // A slip of the pen is no free name.
    const isName = external.length > 0 || LIKE_ACCESSION.test(name.trim());
    const isFree = here.every(({ two }) => two !== undefined) && (isName || here.length > 0);
    const own = ownAccession(name, external);
    const accessions = own === undefined ? await Promise.all(COUNTED.map(nextOf)) : [own];
    return { name, here, external, isFree, accessions: isFree ? accessions : [] };
  };
}

const asAccession = (name: string): string => name.trim().toUpperCase();

/** ArrayExpress’s and GEO’s names stay. */
function ownAccession(name: string, external: readonly Dataset[]): string | undefined {
  const accession = asAccession(name);
  if (isAccession(accession)) return accession;
  return fromGeo(accession) ?? external[0]?.accession;
}

const isFirstOfIts = (
  { dataset }: AlreadyHere,
  index: number,
  all: readonly AlreadyHere[],
): boolean => all.findIndex((other) => other.dataset.accession === dataset.accession) === index;
