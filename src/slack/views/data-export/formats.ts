import type { ExportFormat } from '../../../domain/data-export/format.ts';

/** As people call them. */
export const FORMAT_NAMES: Readonly<Record<ExportFormat, string>> = {
  csv: 'CSV',
  tsv: 'TSV',
  json: 'JSON',
  ndjson: 'NDJSON, an object a line',
  excel: 'Excel',
  parquet: 'Parquet',
  arrow: 'Arrow (Feather)',
  avro: 'Avro',
  hdf5: 'HDF5',
  netcdf: 'NetCDF',
  zip: 'ZIP, files as they are',
};
