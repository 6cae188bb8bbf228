import type { Database } from '../../../storage/database.ts';
import type { Run } from '../../../storage/tracker/runs.ts';
import { findContents, type Version } from '../../../storage/tracker/versions.ts';
import type { Stretch } from '../../crawl/crawl.ts';
import { type Dataset, isExternal } from '../../dataset/dataset.ts';
import { type Change, changesBetween } from '../../history/changes.ts';
import { datasetOf } from '../../history/datasets.ts';
import { contentOf, datasetAt } from '../version.ts';
import type { Piece } from './piece.ts';

/** How a stretch of datasets stands now where that is otherwise than it was. `before`: the run that was done last. */
export async function compare(
  db: Database,
  before: Run | undefined,
  { accessions, seen, readings }: Stretch,
  now: Date,
): Promise<{ readonly pieces: readonly Piece[]; readonly changes: readonly Change[] }> {
  const known = before === undefined ? [] : await findContents(db, before.id, accessions);
  const then = new Map(known.map((version) => [version.accession, version]));
  const present = new Set(seen.map(({ accession }) => accession));
  const differ = seen.flatMap((one) => {
    const dataset = datasetOf(one, readings.all);
    const content = contentOf(dataset);
    return then.get(dataset.accession)?.content === content ? [] : [{ dataset, content }];
  });
  const touched = new Set(differ.map(({ dataset }) => dataset.accession));
  const ended = known.filter(({ accession }) => touched.has(accession) || !present.has(accession));
  const were = before === undefined ? [] : ended.map(datasetAt(before));
  const are = differ.map(({ dataset }) => dataset);
  const changes = changesBetween({ datasets: were }, { datasets: are });
  const begun = differ.map(({ dataset, content }) => {
    const was = then.get(dataset.accession);
    return versionOf(dataset, content, was?.status === dataset.status ? was.since : now);
  });
  const pieces: Piece[] = [];
  if (ended.length + begun.length > 0)
    pieces.push({
      what: 'batch',
      ended: ended.map(({ accession }) => accession),
      begun,
      changes: changes.map((change) => ({
        accession: change.accession,
        kind: change.kind,
        content: JSON.stringify(change),
      })),
    });
  const rows = [...readings.fresh].map(([path, reading]) => ({
    path,
    content: JSON.stringify(reading),
  }));
  if (rows.length > 0) pieces.push({ what: 'readings', rows });
  const paths = were.flatMap(filesOf).filter((path) => !readings.all.has(path));
  if (paths.length > 0) pieces.push({ what: 'readings are gone', paths });
  return { pieces, changes };
}

const filesOf = ({ idf, sdrf, analysis }: Dataset): readonly string[] =>
  [idf, sdrf, analysis].flatMap((path) => path ?? []);

type NewVersion = Extract<Piece, { what: 'batch' }>['begun'][number];

function versionOf(dataset: Dataset, content: string, since: Version['since']): NewVersion {
  const { accession, status, reach, tech, curators, modifiedAt } = dataset;
  return {
    accession,
    status,
    reach,
    isExternal: isExternal(dataset),
    since: since.getTime(),
    modifiedAt: modifiedAt === undefined ? undefined : Date.parse(modifiedAt),
    tech: [...tech],
    curators: [...curators],
    content,
  };
}
