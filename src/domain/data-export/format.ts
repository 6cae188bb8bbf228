/** What an export can be asked for: six formats of tables, or the files as they are. */
export const EXPORT_FORMATS = ['csv', 'tsv', 'json', 'excel', 'parquet', 'hdf5', 'zip'] as const;

export type ExportFormat = (typeof EXPORT_FORMATS)[number];
