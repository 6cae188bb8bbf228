/** Where the parts of a 10x barcode lie, in bases: a cell’s and a molecule’s (UMI) in R1, a sample’s in I1. */
export interface Layout {
  readonly cell: number; // from the first base of R1
  readonly umi: number; // right behind it
  readonly sample: number; // from the first base of I1
}

/** The schemas of an upload plan that can be converted. */
export const SCHEMAS = ['10xV2', '10xV3'] as const;
export type Schema = (typeof SCHEMAS)[number];

export const LAYOUTS: Readonly<Record<Schema, Layout>> = {
  '10xV2': { cell: 16, umi: 10, sample: 8 },
  '10xV3': { cell: 16, umi: 12, sample: 8 },
};
