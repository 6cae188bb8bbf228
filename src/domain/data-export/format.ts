/** The formats of tables: each is read and written. */
export const TABLE_FORMATS = [
  'csv',
  'tsv',
  'json',
  'ndjson',
  'excel',
  'parquet',
  'arrow',
  'avro',
  'hdf5',
  'netcdf',
] as const;
export type TableFormat = (typeof TABLE_FORMATS)[number];

/** What an export can be asked for: the formats of tables, or the files as they are. */
export const EXPORT_FORMATS = [...TABLE_FORMATS, 'zip'] as const;
export type ExportFormat = (typeof EXPORT_FORMATS)[number];
