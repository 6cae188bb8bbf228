import type { Dataset } from '../dataset/dataset.ts';
import type { Snapshot } from './snapshot.ts';

/** What happened to a dataset between two snapshots. */
export type Change =
  | { readonly kind: 'appeared'; readonly accession: string; readonly status: string }
  | { readonly kind: 'gone'; readonly accession: string; readonly status: string } // the last one
  | {
      readonly kind: 'forwards' | 'backwards' | 'sideways'; // sideways: as far, by another status
      readonly accession: string;
      readonly from: string;
      readonly to: string;
    }
  | { readonly kind: 'edited'; readonly accession: string; readonly fields: readonly Edit[] };

export interface Edit {
  readonly field: Edited;
  readonly from: string; // '' for nothing
  readonly to: string;
}

/** What people edit. Where it stands, and which copy of a file counts for that, is told as a move. */
const EDITED = [
  'modifiedAt',
  'title',
  'experimentType',
  'analysisTypes',
  'curators',
  'secondaryAccessions',
  'organisms',
  'libraries',
  'mapping',
  'ensembl',
  'genes',
  'transcripts',
] as const satisfies readonly (keyof Dataset)[];
type Edited = (typeof EDITED)[number];

/** In the order of the accessions; a dataset that moved and was edited is there twice. */
export function changesBetween(
  before: Pick<Snapshot, 'datasets'>,
  after: Pick<Snapshot, 'datasets'>,
): readonly Change[] {
  const [then, now] = [byAccession(before), byAccession(after)];
  const accessions = [...new Set([...then.keys(), ...now.keys()])].sort();
  return accessions.flatMap((accession) => {
    const [was, is] = [then.get(accession), now.get(accession)];
    if (was === undefined) return is === undefined ? [] : appearance('appeared', is);
    return is === undefined ? appearance('gone', was) : [...move(was, is), ...edits(was, is)];
  });
}

/** What nobody expects: a dataset that has come less far than it had, or is nowhere any more. */
export const wentBackwards = (changes: readonly Change[]): readonly Change[] =>
  changes.filter(({ kind }) => kind === 'backwards' || kind === 'gone');

const byAccession = ({ datasets }: Pick<Snapshot, 'datasets'>): ReadonlyMap<string, Dataset> =>
  new Map(datasets.map((dataset) => [dataset.accession, dataset]));

const appearance = (
  kind: 'appeared' | 'gone',
  { accession, status }: Dataset,
): readonly Change[] => [{ kind, accession, status }];

function move(was: Dataset, is: Dataset): readonly Change[] {
  if (was.status === is.status) return [];
  const further = is.reach - was.reach;
  const kind = further > 0 ? 'forwards' : further < 0 ? 'backwards' : 'sideways';
  return [{ kind, accession: is.accession, from: was.status, to: is.status }];
}

function edits(was: Dataset, is: Dataset): readonly Change[] {
  const fields = EDITED.flatMap((field) => {
    const [from, to] = [textOf(was[field]), textOf(is[field])];
    return from === to ? [] : [{ field, from, to }];
  });
  return fields.length === 0 ? [] : [{ kind: 'edited', accession: is.accession, fields }];
}

/** As it stands in the sheets. */
function textOf(value: Dataset[Edited]): string {
  if (value === undefined) return '';
  if (typeof value === 'string') return value;
  if ('version' in value) return [value.name, value.version].filter(Boolean).join(' ');
  return 'length' in value ? value.join(' & ') : (value.name ?? '');
}
