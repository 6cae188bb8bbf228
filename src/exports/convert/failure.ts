import type { ConversionError, Place } from './conversion.ts';

/** Carries an expected failure out of the depths; `convert` turns it into a value. */
export class ConversionFailure extends Error {
  override readonly name = 'ConversionFailure';
  readonly error: ConversionError;

  constructor(error: ConversionError, options?: ErrorOptions) {
    super(error.says, options);
    this.error = error;
  }
}

export function unreadable(says: string, where?: Place, cause?: unknown): ConversionFailure {
  return failure('unreadable', says, where, cause);
}

export function beyond(says: string, where?: Place): ConversionFailure {
  return failure('limit', says, where);
}

export function failure(
  kind: ConversionError['kind'],
  says: string,
  where?: Place,
  cause?: unknown,
): ConversionFailure {
  return new ConversionFailure({ kind, says, ...(where && { where }) }, { cause });
}
