/** What files hold, by the endings of their names. First those that a table can be read from. */
const TABLES: Readonly<Record<string, readonly string[]>> = {
  tables: [
    ...['csv', 'tsv', 'tab', 'txt', 'json', 'ndjson', 'jsonl', 'xlsx', 'xlsm', 'xls'],
    ...['parquet', 'arrow', 'arrows', 'feather', 'avro'],
  ],
  matrices: ['h5', 'hdf5', 'h5ad', 'loom', 'nc', 'nc4', 'cdf'],
};

const OTHERS: Readonly<Record<string, readonly string[]>> = {
  'sequencing reads (FASTQ)': ['fastq', 'fq'],
  'sequences (FASTA)': ['fasta', 'fa', 'fna', 'faa', 'ffn'],
  'aligned reads': ['bam', 'sam', 'cram'],
  'variants (VCF)': ['vcf', 'bcf', 'gvcf'],
  'annotations of a genome (GTF, GFF)': ['gtf', 'gff', 'gff3'],
  'regions of a genome (BED)': ['bed', 'bedgraph', 'narrowpeak', 'broadpeak'],
  'signals along a genome (bigWig)': ['bw', 'bigwig', 'wig', 'bb', 'bigbed'],
  'an index of another file': ['bai', 'crai', 'csi', 'tbi', 'fai'],
  'a sparse matrix (Matrix Market)': ['mtx'],
  'objects of R': ['rds', 'rda', 'rdata'],
  'objects of Python': ['pkl', 'pickle', 'npy', 'npz'],
  'a document': ['pdf', 'doc', 'docx', 'odt', 'rtf', 'ppt', 'pptx', 'md', 'html', 'htm', 'xml'],
  'an image': ['png', 'jpg', 'jpeg', 'gif', 'tif', 'tiff', 'svg', 'webp', 'czi', 'nd2'],
  'a film': ['mp4', 'mov', 'avi'],
  'an archive': ['zip', 'tar', 'tgz', '7z', 'rar', 'bz2', 'xz', 'zst'],
};

/** What belongs together in one export: `tables`, `sequencing reads (FASTQ)`, or what nobody knows, `.xyz`. */
export function kindOf(name: string): string {
  const ending = endingOf(name);
  return found({ ...TABLES, ...OTHERS }, ending) ?? (ending === '' ? 'others' : `.${ending}`);
}

/** Where its name says that a file is no table: what it is instead. */
export function otherThanTable(name: string): string | undefined {
  return found(OTHERS, endingOf(name));
}

/** Whether a table can be expected in it; its first bytes may know better. */
export const seemsTable = (name: string): boolean => found(TABLES, endingOf(name)) !== undefined;

function found(kinds: typeof TABLES, ending: string): string | undefined {
  return Object.entries(kinds).find(([, endings]) => endings.includes(ending))?.[0];
}

/** `vcf` of `calls.vcf.gz`. */
function endingOf(name: string): string {
  return /\.([a-z0-9]+)(?:\.b?gz)?$/.exec(name.toLowerCase())?.[1] ?? '';
}
