/** One read of a FASTQ file: where its parts lie in the bytes that are here. */
export interface Read {
  readonly name: string; // of the file, as people know it
  bytes: Buffer;
  head: number; // behind the @
  nameEnd: number; // without the mark of old machines for which of a pair it is
  headEnd: number;
  bases: number;
  quality: number;
  length: number; // of both
}
