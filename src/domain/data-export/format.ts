/** What an export can be asked for: the formats of tables, or the files as they are. */
export const EXPORT_FORMATS = [
  'csv',
  'tsv',
  'json',
  'ndjson',
  'excel',
  'parquet',
  'arrow',
  'avro',
  'hdf5',
  'zip',
] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];
