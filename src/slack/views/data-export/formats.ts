import type { ExportFormat } from '../../../domain/data-export/format.ts';

/** As people call them. */
export const FORMAT_NAMES: Readonly<Record<ExportFormat, string>> = {
  csv: 'CSV',
  tsv: 'TSV',
  json: 'JSON',
  excel: 'Excel',
  parquet: 'Parquet',
  hdf5: 'HDF5',
  zip: 'ZIP, files as they are',
};
