import { z } from 'zod';
import type { Dataset } from '../dataset/dataset.ts';

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

const edit = z.object({
  field: z.enum(EDITED),
  from: z.string(), // '' for nothing
  to: z.string(),
});

const accession = z.string();
/** What happened to a dataset between two snapshots. */
export const change = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('appeared'), accession, status: z.string() }),
  z.object({ kind: z.literal('gone'), accession, status: z.string() }), // the last one
  z.object({
    kind: z.enum(['forwards', 'backwards', 'sideways']), // sideways: as far, by another status or place
    accession,
    from: z.string(),
    to: z.string(),
    places: z.object({ from: z.string(), to: z.string() }).optional(), // with the same status
  }),
  z.object({ kind: z.literal('edited'), accession, fields: z.array(edit).readonly() }),
]);
export type Change = Readonly<z.infer<typeof change>>;

export const CHANGE_KINDS = [
  'backwards', // what nobody expects comes first
  'gone',
  'appeared',
  'forwards',
  'sideways',
  'edited',
] as const satisfies readonly Change['kind'][];

/** When its place was read makes no change. */
type Stood = Omit<Dataset, 'asOf'>;

/** How they stood at a time. */
interface Datasets {
  readonly datasets: readonly Stood[];
}

/** In the order of the accessions; a dataset that moved and was edited is there twice. */
export function changesBetween(before: Datasets, after: Datasets): readonly Change[] {
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

const byAccession = ({ datasets }: Datasets): ReadonlyMap<string, Stood> =>
  new Map(datasets.map((dataset) => [dataset.accession, dataset]));

const appearance = (kind: 'appeared' | 'gone', { accession, status }: Stood): readonly Change[] => [
  { kind, accession, status },
];

function move(was: Stood, is: Stood): readonly Change[] {
  if (was.status === is.status) return was.location === is.location ? [] : [shift(was, is)];
  const further = is.reach - was.reach;
  const kind = further > 0 ? 'forwards' : further < 0 ? 'backwards' : 'sideways';
  return [{ kind, accession: is.accession, from: was.status, to: is.status }];
}

/** From one place to another that stands for the same. */
const shift = (was: Stood, is: Stood): Change => ({
  kind: 'sideways',
  accession: is.accession,
  from: was.status,
  to: is.status,
  places: { from: was.location, to: is.location },
});

function edits(was: Stood, is: Stood): readonly Change[] {
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
