import type { Format, Target } from './options.ts';
import type { Reader } from './read/reader.ts';
import type { Table } from './table.ts';
import type { Writing, Written } from './write/writer.ts';

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

export async function write(table: Table, target: Target, writing: Writing): Promise<Written> {
  switch (target.format) {
    case 'csv': {
      const { writeCsv } = await import('./write/text.ts');
      return await writeCsv(table, target.options, writing);
    }
    case 'tsv': {
      const { writeTsv } = await import('./write/text.ts');
      return await writeTsv(table, target.options, writing);
    }
    case 'json': {
      const { writeJson } = await import('./write/json.ts');
      return await writeJson(table, target.options, writing);
    }
    case 'ndjson': {
      const { writeNdjson } = await import('./write/json.ts');
      return await writeNdjson(table, target.options, writing);
    }
    case 'parquet': {
      const { writeParquet } = await import('./write/parquet.ts');
      return await writeParquet(table, target.options, writing);
    }
    case 'arrow': {
      const { writeArrow } = await import('./write/arrow/arrow.ts');
      return await writeArrow(table, target.options, writing);
    }
    case 'avro': {
      const { writeAvro } = await import('./write/avro/avro.ts');
      return await writeAvro(table, target.options, writing);
    }
    case 'excel': {
      const { writeExcel } = await import('./write/excel/excel.ts');
      return await writeExcel(table, target.options, writing);
    }
    case 'hdf5': {
      const { writeHdf5 } = await import('./write/hdf5/hdf5.ts');
      return await writeHdf5(table, target.options, writing);
    }
    case 'netcdf': {
      const { writeNetcdf } = await import('./write/netcdf/netcdf.ts');
      return await writeNetcdf(table, target.options, writing);
    }
  }
}
