import { basename, extname } from 'node:path';
import type { ConversionSpec } from './conversion.ts';
import { type ConversionFailure, failure, unreadable } from './failure.ts';
import { EXTENSIONS, type Format } from './options.ts';
import { firstBytes } from './read/plain-text.ts';
import type { Input } from './read/reader.ts';

const BY_EXTENSION: Readonly<Record<string, Format>> = {
  '.csv': 'csv',
  '.tsv': 'tsv',
  '.tab': 'tsv',
  '.txt': 'csv',
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
  '.xlsx': 'excel',
  '.xlsm': 'excel',
  '.parquet': 'parquet',
  '.arrow': 'arrow',
  '.arrows': 'arrow',
  '.feather': 'arrow',
  '.avro': 'avro',
  '.h5': 'hdf5',
  '.hdf5': 'hdf5',
  '.h5ad': 'hdf5',
  '.nc': 'netcdf',
  '.nc4': 'netcdf',
  '.cdf': 'netcdf',
};

/** What a file is: as it was stated, as its first bytes say, or as it is called. */
export async function inspect(
  stated: ConversionSpec['input'],
): Promise<Input & { readonly format: Format; readonly name: string }> {
  const head = await head64(stated.path);
  if (head.length === 0) throw unreadable('The file is empty.');
  const gzip = stated.gzip ?? (head[0] === 0x1f && head[1] === 0x8b);
  const ending = extname(stated.path.toLowerCase().replace(/\.gz$/, ''));
  const format = stated.format ?? signature(head, ending) ?? BY_EXTENSION[ending];
  if (format === undefined) throw unknown(ending);
  const name = stated.name ?? basename(stated.path);
  return { path: stated.path, name, gzip, format };
}

async function head64(path: string): Promise<Buffer> {
  try {
    return await firstBytes(path, 64);
  } catch (cause) {
    throw unreadable('The file is not there, or cannot be opened.', undefined, cause);
  }
}

function signature(head: Buffer, ending: string): Format | undefined {
  const start = head.toString('latin1');
  if (start.startsWith('PAR1')) return 'parquet';
  if (start.startsWith('ARROW1') || start.startsWith('FEA1')) return 'arrow';
  if (start.startsWith('Obj\x01')) return 'avro';
  if (start.startsWith('\x89HDF\r\n\x1a\n')) {
    return BY_EXTENSION[ending] === 'netcdf' ? 'netcdf' : 'hdf5'; // the same bytes begin both
  }
  if (['CDF\x01', 'CDF\x02', 'CDF\x05'].some((one) => start.startsWith(one))) return 'netcdf'; // an older one: refused there
  if (start.startsWith('PK\x03\x04')) return 'excel';
  if (start.startsWith('\xd0\xcf\x11\xe0')) return 'excel'; // an older one, or with a password: refused there
  return undefined;
}

/** Whatever is read as text becomes a table of some sort: what does not say that it is one is left alone. */
function unknown(ending: string): ConversionFailure {
  const what = ending === '' ? 'a name without an ending' : `the ending ${ending}`;
  const known = ['.txt', ...Object.values(EXTENSIONS).map((one) => `.${one}`)].join(', ');
  const says = `A file with ${what} is not taken for a table. Tables end in ${known} or the like. ZIP takes files as they are.`;
  return failure('unsupported', says);
}
