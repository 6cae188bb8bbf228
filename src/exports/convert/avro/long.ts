import { LongType } from './library.ts';

/** Avro's `long` with all of its digits; the library's own stops at 2^53. */
export const LONG = LongType.__with({
  fromBuffer: (bytes: Buffer) => bytes.readBigInt64LE(),
  toBuffer: (value: bigint) => {
    const bytes = Buffer.alloc(8);
    bytes.writeBigInt64LE(value);
    return bytes;
  },
  fromJSON: (value: number) => BigInt(value),
  toJSON: Number, // for defaults in schemas, which nobody reads
  isValid: (value: unknown) => typeof value === 'bigint',
  compare: (one: bigint, other: bigint) => Number(one > other) - Number(one < other),
});

/** Whether a schema is that of a long, with or without a meaning. */
export function isLong(schema: unknown): boolean {
  if (schema === 'long') return true;
  return (
    typeof schema === 'object' && schema !== null && 'type' in schema && schema.type === 'long'
  );
}
