import type { Dataset } from '../dataset/dataset.ts';

/** What somebody compares who decides whether two datasets are one. */
const COMPARED = [
  'accession',
  'status',
  'location',
  'title',
  'organisms',
  'analysisTypes',
  'experimentType',
  'libraries',
  'secondaryAccessions',
  'curators',
  'modifiedAt',
] as const satisfies readonly (keyof Dataset)[];

export interface Compared {
  readonly field: (typeof COMPARED)[number];
  readonly left: readonly string[];
  readonly right: readonly string[];
  readonly same: boolean; // also where neither says anything
}

export function sideBySide(left: Dataset, right: Dataset): readonly Compared[] {
  return COMPARED.map((field) => {
    const [one, other] = [valuesOf(left[field]), valuesOf(right[field])];
    const same = one.length === other.length && one.every((value) => other.includes(value));
    return { field, left: one, right: other, same };
  });
}

function valuesOf(value: string | readonly string[] | undefined): readonly string[] {
  if (value === undefined) return [];
  return typeof value === 'string' ? [value] : value;
}
