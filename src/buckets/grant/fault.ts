/** What is wrong with a file, so that whoever wrote it can mend it. */
export interface Fault {
  /** For programs and tests; people read `says`. */
  readonly code: FaultCode;
  readonly line: number; // from 1
  /** What is wrong, and what to write instead. */
  readonly says: string;
  /** What could stand there instead, exactly. */
  readonly suggestion?: string;
}

export const FAULT_CODES = [
  // the file
  'file name',
  'file kind',
  'file too large',
  'not text',
  // YAML
  'yaml',
  'yaml alias',
  'yaml tag',
  'yaml directive',
  'several documents',
  'read otherwise',
  // keys
  'no keys',
  'missing key',
  'unknown key',
  'legacy key',
  'wrong type',
  'flag',
  'nothing in list',
  'too many',
  'twice',
  // values
  'name',
  'name differs',
  'name reserved',
  'bucket is ARN',
  'bucket is path',
  'bucket name',
  'bucket is hub',
  'arn is bucket',
  'arn account',
  'arn wildcard',
  'arn whole account',
  'arn session',
  'arn',
  'user',
  'paperwork',
  // beside others
  'name taken',
  'bucket taken',
  'user gone',
] as const;
export type FaultCode = (typeof FAULT_CODES)[number];

const MOST_SHOWN = 80; // letters

/** Something that a person wrote, in a sentence: short, on one line, and unable to end the quotes around it. */
export function shown(value: unknown): string {
  const text = typeof value === 'string' ? value : (JSON.stringify(value) ?? String(value));
  const clean = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}`]/gu, '?')
    .trim();
  return `\`${clean.length > MOST_SHOWN ? `${clean.slice(0, MOST_SHOWN)}…` : clean}\``;
}
