import {
  type Type,
  type UnionType,
  UnwrappedUnionType,
  WrappedUnionType,
} from '../../avro/library.ts';
import { isLogical, type Logical } from '../../avro/logical.ts';
import { DAYS, instant, timeOfDay, timestamp } from '../epoch.ts';
import { BYTES, decimal, FLOAT, NESTED, type StagedType } from '../staged.ts';

const TEXT: StagedType = { kind: 'text', type: 'text' };
const INTEGER: StagedType = { kind: 'integer', type: 'integer' };

/** What becomes of a field of the file. */
export function stagedType(type: Type): StagedType {
  if (isLogical(type)) return meant(type);
  if (isUnion(type)) return union(type.types.filter(({ typeName }) => typeName !== 'null'));
  switch (type.typeName) {
    case 'boolean':
      return { kind: 'boolean', type: 'boolean' };
    case 'int':
    case 'long':
    case 'abstract:long':
      return INTEGER;
    case 'float':
      return FLOAT;
    case 'double':
      return { kind: 'double', type: 'double' };
    case 'bytes':
    case 'fixed':
      return BYTES;
    case 'array':
    case 'map':
    case 'record':
    case 'error':
      return NESTED;
    default:
      return TEXT; // texts, and what has no other value than null
  }
}

export function isUnion(type: Type): type is UnionType {
  return type instanceof UnwrappedUnionType || type instanceof WrappedUnionType;
}

function union(branches: readonly Type[]): StagedType {
  const [first = TEXT, ...others] = branches.map(stagedType);
  if (others.every(({ kind, type }) => kind === first.kind && type === first.type)) return first;
  const names = branches.map(({ typeName }) => typeName.replace(/^(logical|abstract):/, ''));
  return { ...TEXT, note: `Different types (${names.sort().join(', ')}), as text.` };
}

function meant({ meaning, underlyingType }: Logical): StagedType {
  const { logicalType, precision = 0, scale = 0 } = meaning;
  switch (logicalType) {
    case 'date':
      return DAYS;
    case 'decimal':
      return decimal(precision, scale);
    case 'time-millis':
      return timeOfDay('ms');
    case 'time-micros':
      return timeOfDay('us');
    case 'timestamp-millis':
      return instant('ms');
    case 'timestamp-micros':
      return instant('us');
    case 'timestamp-nanos':
      return instant('ns');
    case 'local-timestamp-millis':
      return timestamp('ms');
    case 'local-timestamp-micros':
      return timestamp('us');
    case 'local-timestamp-nanos':
      return timestamp('ns');
    default:
      return stagedType(underlyingType);
  }
}
