/** Why a job could not be done: who can mend it differs. */
export const FAILURES = [
  'unsupported', // nobody here can convert it
  'input', // what was given is not as it should be, or could not be fetched
  'conversion', // the tool failed, or what it wrote is not what went in
  'upload',
  'no space',
  'cancelled',
] as const;
export type FailureKind = (typeof FAILURES)[number];

/** Carries an expected failure out of the depths; `archiveFile` turns it into a value. The message is for people. */
export class ArchiveFailure extends Error {
  override readonly name = 'ArchiveFailure';
  readonly kind: FailureKind;
  /** Whether the same job may go well another time, nothing being mended. */
  readonly passing: boolean;

  constructor(
    kind: FailureKind,
    says: string,
    { passing = false, ...options }: ErrorOptions & { readonly passing?: boolean } = {},
  ) {
    super(says, options);
    this.kind = kind;
    this.passing = passing;
  }
}
