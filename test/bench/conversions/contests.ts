import { TABLE_FORMATS } from '../../../src/domain/data-export/format.ts';
import type { Format } from '../../../src/exports/convert/options.ts';
import {
  duckdb,
  exceljs,
  openpyxl,
  type Program,
  pandas,
  pandasH5py,
  pandasOpenpyxl,
  pandasRead,
  pandasXlsxwriter,
  parquetjs,
  polars,
} from './programs.ts';

/** One conversion, and who else can do it. */
export interface Contest {
  readonly from: 'csv' | 'parquet' | 'excel';
  readonly to: Format;
  readonly peers: readonly Peer[];
}

export interface Peer {
  readonly program: Program;
  /** Their time divided by ours is to be at least this. */
  readonly aim?: number;
  /** It makes less than was asked for, so there is nothing to read back. */
  readonly readsOnly?: true;
}

/** Who took longer than this is not asked again, seconds. */
export const SLOW = 20;

/** The engine alone, told all types, checks nothing: ours may take half as long again. */
const OF_THE_ENGINE = 1 / 1.5;

export const CONTESTS: readonly Contest[] = [
  {
    from: 'csv',
    to: 'parquet',
    peers: [
      { program: duckdb, aim: OF_THE_ENGINE },
      { program: polars },
      { program: pandasRead, readsOnly: true },
      { program: parquetjs },
    ],
  },
  {
    from: 'csv',
    to: 'excel',
    peers: [
      { program: pandasXlsxwriter, aim: 6 },
      { program: pandasOpenpyxl, aim: 6 },
      { program: exceljs },
    ],
  },
  { from: 'csv', to: 'hdf5', peers: [{ program: pandasH5py, aim: 1 }] },
  { from: 'csv', to: 'json', peers: [{ program: pandas, aim: 2 }, { program: duckdb }] },
  { from: 'csv', to: 'tsv', peers: [{ program: pandas, aim: 6 }, { program: duckdb }] },
  { from: 'parquet', to: 'csv', peers: [{ program: duckdb }] },
  {
    from: 'excel',
    to: 'csv',
    peers: [{ program: pandasOpenpyxl, aim: 6 }, { program: openpyxl }],
  },
];

/** Ours alone, to every format: what matters there is memory. */
export const ALONE: readonly Contest[] = TABLE_FORMATS.map((to) => ({
  from: 'csv',
  to,
  peers: [],
}));
