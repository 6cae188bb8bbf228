import { Type } from './library.ts';
import { LOGICAL } from './logical.ts';
import { isLong, LONG } from './long.ts';

/** A type with the longs and meanings of ours, of which the library has others or none. */
export function typeOf(schema: Parameters<typeof Type.forSchema>[0]): Type {
  return Type.forSchema(schema, {
    logicalTypes: LOGICAL,
    omitRecordMethods: true,
    typeHook: (part) => (isLong(part) && !hasMeaning(part) ? LONG : undefined),
  });
}

function hasMeaning(schema: unknown): boolean {
  if (typeof schema !== 'object' || schema === null || !('logicalType' in schema)) return false;
  return typeof schema.logicalType === 'string' && Object.hasOwn(LOGICAL, schema.logicalType);
}
