import type { Readings } from '../crawl/read-files.ts';
import type { SeenDataset, SeenIn } from '../crawl/seen.ts';
import type { Dataset } from '../dataset/dataset.ts';
import type { FileKind } from '../dataset/metadata-file.ts';
import { distinct } from '../metadata/rows.ts';
import type { Facts } from '../metadata/schema.ts';
import { reachOf, standingOf } from '../state/standing.ts';

/** A dataset as a crawl saw it, by the rank of its places and by what its files say. */
export function datasetOf(
  { accession, places, latest, curators: named }: SeenDataset,
  readings: Readings['all'],
): Dataset {
  const [first, ...others] = places;
  const { place, status, lowest, highest } = standingOf([
    asStanding(first),
    ...others.map(asStanding),
  ]);
  const says = <K extends FileKind>(kind: K) => {
    const path = latest[kind]?.file.path;
    const facts = path === undefined ? undefined : readings.get(path)?.facts;
    return facts !== undefined && isOf(kind, facts) ? facts : undefined;
  };
  const investigation = says('idf');
  const samples = says('sdrf');
  const methods = says('analysis');
  const { idf, sdrf, analysis } = latest;
  const modified = Math.max(idf?.file.modified ?? 0, sdrf?.file.modified ?? 0);
  const signed = investigation?.curators ?? [];
  return {
    accession,
    status,
    reach: reachOf(place.stages),
    lowest,
    highest,
    location: place.location,
    tech: place.tech,
    asOf: place.asOf,
    idf: idf?.file.path,
    sdrf: sdrf?.file.path,
    analysis: analysis?.file.path,
    modifiedAt: modified === 0 ? undefined : new Date(modified).toISOString(),
    title: investigation?.title,
    experimentType: investigation?.experimentType,
    analysisTypes: investigation?.analysisTypes ?? [],
    curators: signed.length > 0 ? signed : distinct(named), // the IDF knows better
    secondaryAccessions: investigation?.secondaryAccessions ?? [],
    organisms: samples?.organisms ?? [],
    libraries: samples?.libraries ?? [],
    mapping: methods?.mapping,
    ensembl: methods?.ensembl,
    genes: methods?.genes,
    transcripts: methods?.transcripts,
  };
}

const asStanding = ({ source, at }: SeenIn) => ({
  location: source.location,
  stages: source.stages,
  tech: source.tech.toSorted(),
  asOf: at,
});

const isOf = <K extends FileKind>(kind: K, facts: Facts): facts is Extract<Facts, { kind: K }> =>
  facts.kind === kind;
