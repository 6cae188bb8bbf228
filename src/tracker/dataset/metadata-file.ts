import { isAccession } from './accession.ts';

export const FILE_KINDS = ['idf', 'sdrf', 'analysis'] as const;
export type FileKind = (typeof FILE_KINDS)[number];

const KINDS: Readonly<Record<string, FileKind>> = {
  'idf.txt': 'idf',
  'sdrf.txt': 'sdrf',
  'analysis-methods.tsv': 'analysis',
};
const FILE = /^(.+)[.-](idf\.txt|sdrf\.txt|analysis-methods\.tsv)$/;

/** Whose metadata a file holds, by its name alone; undefined for every other file. */
export function metadataFile(
  name: string,
): { readonly accession: string; readonly kind: FileKind } | undefined {
  const [, accession = '', ending = ''] = FILE.exec(name) ?? [];
  const kind = KINDS[ending];
  return kind !== undefined && isAccession(accession) ? { accession, kind } : undefined;
}

const CURATOR = '.curator.';

/** Who curates the dataset of this folder, where an empty file says so: `E-MTAB-1/.curator.ana`. */
export function curatorIn(folder: string, name: string): string | undefined {
  if (!folder.startsWith('E-') || !name.startsWith(CURATOR)) return undefined;
  return name.slice(CURATOR.length) || undefined;
}
