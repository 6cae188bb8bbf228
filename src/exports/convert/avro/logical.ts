import { z } from 'zod';
import { LogicalType } from './library.ts';
import { isLong, LONG } from './long.ts';

const attributes = z.object({
  logicalType: z.string(),
  precision: z.int().optional().catch(undefined),
  scale: z.int().optional().catch(undefined),
});

/** What a value is meant as. The value itself stays the count, or the bytes, that the file has. */
class Logical extends LogicalType {
  readonly meaning: z.output<typeof attributes>;

  constructor(...[schema, options]: ConstructorParameters<typeof LogicalType>) {
    super(schema, isLong(schema) ? { ...options, typeHook: () => LONG } : options);
    this.meaning = attributes.parse(schema);
  }

  protected override _fromValue(value: unknown): unknown {
    return value;
  }

  protected override _toValue(value: unknown): unknown {
    return value;
  }
}

export type { Logical };

export const LOGICAL = Object.fromEntries(
  [
    'date',
    'decimal',
    'time-millis',
    'time-micros',
    'timestamp-millis',
    'timestamp-micros',
    'timestamp-nanos',
    'local-timestamp-millis',
    'local-timestamp-micros',
    'local-timestamp-nanos',
  ].map((name) => [name, Logical]),
);

export function isLogical(type: unknown): type is Logical {
  return type instanceof Logical;
}
