/** A file that is whole on our disk. */
export interface Finished {
  readonly name: string; // that it gets
  readonly path: string;
  readonly bytes: number;
  readonly sha256: string;
}

/** Where files are uploaded to. */
export interface Destination {
  /**
   * Carries on where an earlier attempt was left, also after the process was killed.
   * @throws {ArchiveFailure} `upload`
   */
  upload(file: Finished, progress: (bytes: number) => void): Promise<'uploaded' | 'already there'>;
}
