import type { Crawl } from '../crawl/crawl.ts';
import type { ListedPlace } from '../crawl/list-places.ts';
import type { Dataset } from '../dataset/dataset.ts';
import type { FileKind } from '../dataset/metadata-file.ts';
import { distinct } from '../metadata/rows.ts';
import { type Facts, readFacts } from '../metadata/schema.ts';
import { reachOf, type Seen, standingOf } from '../state/standing.ts';

/** All datasets that a crawl saw, by accession in the order of their names; made one by one, for there may be many. */
export function* datasetsOf(crawl: Crawl): Generator<Dataset> {
  const seen = whereSeen(crawl.places);
  const curators = curatorsIn(crawl.places);
  for (const accession of [...seen.keys()].sort()) {
    const [first, ...others] = seen.get(accession) ?? [];
    if (first === undefined) continue;
    const { place, status, lowest, highest } = standingOf([first, ...others]);
    yield {
      accession,
      status,
      reach: reachOf(place.stages),
      lowest,
      highest,
      location: place.location,
      tech: place.tech,
      asOf: place.asOf,
      ...metadataOf(crawl, accession, curators.get(accession) ?? []),
    };
  }
}

interface SeenIn extends Seen {
  readonly tech: readonly string[];
  readonly asOf: string;
}

function whereSeen(places: readonly ListedPlace[]): ReadonlyMap<string, readonly SeenIn[]> {
  const seen = new Map<string, SeenIn[]>();
  for (const { source, listing } of places) {
    if (listing === undefined) continue;
    const { location, stages } = source;
    const place = { location, stages, tech: source.tech.toSorted(), asOf: listing.at };
    for (const accession of listing.accessions) {
      const mine = seen.get(accession);
      if (mine === undefined) seen.set(accession, [place]);
      else mine.push(place);
    }
  }
  return seen;
}

function curatorsIn(places: readonly ListedPlace[]): ReadonlyMap<string, readonly string[]> {
  const named = places.flatMap(({ listing }) => listing?.curators ?? []);
  const curators = new Map<string, string[]>();
  for (const { accession, name } of named)
    curators.set(accession, [...(curators.get(accession) ?? []), name]);
  return curators;
}

/** `named`: the curators that files in its folders name; the IDF knows better. */
function metadataOf({ latest, memo }: Crawl, accession: string, named: readonly string[]) {
  const { idf, sdrf, analysis } = latest.get(accession) ?? {};
  const says = <K extends FileKind>(kind: K, path: string | undefined) => {
    const known = path === undefined ? undefined : memo.readings.get(path);
    const facts = known && readFacts(known.facts);
    return facts !== undefined && isOf(kind, facts) ? facts : undefined;
  };
  const investigation = says('idf', idf?.file.path);
  const samples = says('sdrf', sdrf?.file.path);
  const methods = says('analysis', analysis?.file.path);
  const modified = Math.max(idf?.file.modified ?? 0, sdrf?.file.modified ?? 0);
  const signed = investigation?.curators ?? [];
  return {
    idf: idf?.file.path,
    sdrf: sdrf?.file.path,
    analysis: analysis?.file.path,
    modifiedAt: modified === 0 ? undefined : new Date(modified).toISOString(),
    title: investigation?.title,
    experimentType: investigation?.experimentType,
    analysisTypes: investigation?.analysisTypes ?? [],
    curators: signed.length > 0 ? signed : distinct(named),
    secondaryAccessions: investigation?.secondaryAccessions ?? [],
    organisms: samples?.organisms ?? [],
    libraries: samples?.libraries ?? [],
    mapping: methods?.mapping,
    ensembl: methods?.ensembl,
    genes: methods?.genes,
    transcripts: methods?.transcripts,
  };
}

const isOf = <K extends FileKind>(kind: K, facts: Facts): facts is Extract<Facts, { kind: K }> =>
  facts.kind === kind;
