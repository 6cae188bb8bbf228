import {
  ArrayType,
  MapType,
  RecordType,
  type Type,
  type UnionType,
  UnwrappedUnionType,
} from '../../avro/library.ts';
import { isLogical } from '../../avro/logical.ts';
import { jsonNumber, numberText, withPoint } from '../staged.ts';
import { isUnion } from './staged-type.ts';

/** A value as text, as it is staged: times are counts, bytes Base64, whatever is nested JSON. */
export function cellText(type: Type, value: unknown): string | null {
  if (value === null) return null;
  if (isUnion(type)) {
    const branch = branchOf(type, value);
    return cellText(branch.type, branch.value);
  }
  if (isLogical(type) && type.meaning.logicalType === 'decimal' && Buffer.isBuffer(value)) {
    return withPoint(signed(value), type.meaning.scale ?? 0);
  }
  if (Buffer.isBuffer(value)) return value.toString('base64');
  if (typeof value === 'number') return numberText(value);
  return typeof value === 'object' ? json(type, value) : String(value);
}

function json(type: Type, value: unknown): string {
  if (value === null) return 'null';
  if (isUnion(type)) {
    const branch = branchOf(type, value);
    return json(branch.type, branch.value);
  }
  if (type instanceof ArrayType && Array.isArray(value)) {
    return `[${value.map((item) => json(type.itemsType, item)).join(',')}]`;
  }
  if (type instanceof MapType && typeof value === 'object') {
    return object(Object.entries(value).map(([key, item]) => [key, json(type.valuesType, item)]));
  }
  if (type instanceof RecordType && typeof value === 'object') {
    const values: Readonly<Record<string, unknown>> = { ...value };
    return object(type.fields.map(({ name, type: one }) => [name, json(one, values[name])]));
  }
  if (typeof value === 'number' || typeof value === 'bigint') return jsonNumber(value);
  return typeof value === 'boolean' ? String(value) : JSON.stringify(cellText(type, value));
}

function object(entries: readonly (readonly [string, string])[]): string {
  return `{${entries.map(([key, text]) => `${JSON.stringify(key)}:${text}`).join(',')}}`;
}

/** Where two of its types could be meant, the library names the one that is. */
function branchOf(
  union: UnionType,
  value: unknown,
): { readonly type: Type; readonly value: unknown } {
  if (union instanceof UnwrappedUnionType) {
    const type = union.types.find((one) => one.isValid(value));
    if (type !== undefined) return { type, value };
  } else if (typeof value === 'object' && value !== null) {
    const [[name, own] = []] = Object.entries(value);
    const type = union.types.find(({ branchName }) => branchName === name);
    if (type !== undefined) return { type, value: own };
  }
  throw new Error('a value is of none of the types of its union');
}

function signed(bytes: Buffer): bigint {
  if (bytes.length === 0) return 0n;
  return BigInt.asIntN(bytes.length * 8, BigInt(`0x${bytes.toString('hex')}`));
}
