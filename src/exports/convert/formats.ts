import type { Format, Target } from './options.ts';
import type { Reader } from './read/reader.ts';
import type { Table } from './table.ts';
import type { Writer, Writing, Written } from './write/writer.ts';

// Only the two formats of a conversion are loaded: what the others need takes longer than many a conversion.

export const readerOf: Readonly<Record<Format, () => Promise<Reader>>> = {
  csv: async () => (await import('./read/csv.ts')).readCsv,
  tsv: async () => (await import('./read/csv.ts')).readTsv,
  json: async () => (await import('./read/json.ts')).readJson,
  ndjson: async () => (await import('./read/json.ts')).readJson,
  excel: async () => (await import('./read/excel/excel.ts')).readExcel,
  parquet: async () => (await import('./read/parquet.ts')).readParquet,
  arrow: async () => (await import('./read/arrow/arrow.ts')).readArrow,
  avro: async () => (await import('./read/avro/avro.ts')).readAvro,
  hdf5: async () => (await import('./read/hdf5/hdf5.ts')).readHdf5,
  netcdf: async () => (await import('./read/netcdf/netcdf.ts')).readNetcdf,
};

const writerOf: { readonly [F in Format]: () => Promise<Writer<F>> } = {
  csv: async () => (await import('./write/text.ts')).writeCsv,
  tsv: async () => (await import('./write/text.ts')).writeTsv,
  json: async () => (await import('./write/json.ts')).writeJson,
  ndjson: async () => (await import('./write/json.ts')).writeNdjson,
  excel: async () => (await import('./write/excel/excel.ts')).writeExcel,
  parquet: async () => (await import('./write/parquet.ts')).writeParquet,
  arrow: async () => (await import('./write/arrow/arrow.ts')).writeArrow,
  avro: async () => (await import('./write/avro/avro.ts')).writeAvro,
  hdf5: async () => (await import('./write/hdf5/hdf5.ts')).writeHdf5,
  netcdf: async () => (await import('./write/netcdf/netcdf.ts')).writeNetcdf,
};

/** Begins to load what writes the format, so that it is there when it is wanted; what is wrong with it is said then. */
export function prepare(format: Format): void {
  writerOf[format]().catch(() => {});
}

export async function write(table: Table, target: Target, writing: Writing): Promise<Written> {
  switch (target.format) {
    case 'csv':
      return (await writerOf.csv())(table, target.options, writing);
    case 'tsv':
      return (await writerOf.tsv())(table, target.options, writing);
    case 'json':
      return (await writerOf.json())(table, target.options, writing);
    case 'ndjson':
      return (await writerOf.ndjson())(table, target.options, writing);
    case 'excel':
      return (await writerOf.excel())(table, target.options, writing);
    case 'parquet':
      return (await writerOf.parquet())(table, target.options, writing);
    case 'arrow':
      return (await writerOf.arrow())(table, target.options, writing);
    case 'avro':
      return (await writerOf.avro())(table, target.options, writing);
    case 'hdf5':
      return (await writerOf.hdf5())(table, target.options, writing);
    case 'netcdf':
      return (await writerOf.netcdf())(table, target.options, writing);
  }
}
