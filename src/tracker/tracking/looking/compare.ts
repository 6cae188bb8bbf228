import { setImmediate as breathe } from 'node:timers/promises';
import type { Database } from '../../../storage/database.ts';
import type { Run } from '../../../storage/tracker/runs.ts';
import { pageVersions, type Version } from '../../../storage/tracker/versions.ts';
import { type Dataset, isExternal } from '../../dataset/dataset.ts';
import { type Change, changesBetween } from '../../history/changes.ts';
import { contentOf, datasetAt } from '../version.ts';
import type { Piece } from './piece.ts';

/** So many datasets are compared at once. */
const PAGE = 500;

/**
 * How everything stands now where it is otherwise than it was; at last how many there are, and how many changes of each kind. Page by
 * page, so that of what was known only a little is in memory. `before`: the run that was done last.
 */
export async function* compareAll(
  db: Database,
  before: Run | undefined,
  { at, datasets }: { readonly at: string; readonly datasets: Iterable<Dataset> },
): AsyncGenerator<readonly Piece[], Compared> {
  const changed: Record<string, number> = {};
  let compared = 0;
  const now = new Date(at);
  const read = before === undefined ? undefined : datasetAt(before);
  const rest = datasets[Symbol.iterator]();
  let next = rest.next();
  for (let after = ''; ; await breathe()) {
    const then =
      before === undefined ? [] : await pageVersions(db, before.id, { after, limit: PAGE });
    const isLast = then.length < PAGE;
    // To the end of this page, and where there are many new ones, only so many of them.
    const end = isLast ? undefined : then.at(-1)?.accession;
    const stretch: Dataset[] = [];
    for (; !next.done; next = rest.next()) {
      const one = next.value;
      if (stretch.length >= 2 * PAGE || (end !== undefined && one.accession > end)) break;
      stretch.push(one);
    }
    compared += stretch.length;
    const isCut = !next.done && (end === undefined || next.value.accession <= end);
    const upTo = isCut ? (stretch.at(-1)?.accession ?? after) : end;
    const known = then.filter(({ accession }) => upTo === undefined || accession <= upTo);
    const { ended, begun, changes } = compare(known, stretch, { read, now });
    for (const { kind } of changes) changed[kind] = (changed[kind] ?? 0) + 1;
    if (ended.length + begun.length > 0)
      yield [
        {
          what: 'batch',
          ended,
          begun,
          changes: changes.map((change) => ({
            accession: change.accession,
            kind: change.kind,
            content: JSON.stringify(change),
          })),
        },
      ];
    if (upTo === undefined) return { datasets: compared, changes: changed };
    after = upTo;
  }
}

interface Compared {
  readonly datasets: number;
  readonly changes: Record<string, number>;
}

/** Of one stretch of accessions what is known, and what is there now. `read`: where anything is known. */
function compare(
  known: readonly Version[],
  stretch: readonly Dataset[],
  { read, now }: { readonly read: ((version: Version) => Dataset) | undefined; readonly now: Date },
) {
  const then = new Map(known.map((version) => [version.accession, version]));
  const differ = stretch.filter(
    (dataset) => then.get(dataset.accession)?.content !== contentOf(dataset),
  );
  const present = new Set(stretch.map(({ accession }) => accession));
  const touched = new Set(differ.map(({ accession }) => accession));
  const ended = known.filter(({ accession }) => touched.has(accession) || !present.has(accession));
  const changes: readonly Change[] = changesBetween(
    { datasets: read === undefined ? [] : ended.map(read) },
    { datasets: differ },
  );
  const begun = differ.map((dataset) => {
    const was = then.get(dataset.accession);
    return versionOf(dataset, was?.status === dataset.status ? was.since : now);
  });
  return { ended: ended.map(({ accession }) => accession), begun, changes };
}

function versionOf(dataset: Dataset, since: Date) {
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
    content: contentOf(dataset),
  };
}
