import { DataType, type Field, Precision, TimeUnit } from 'apache-arrow';
import { failure } from '../../failure.ts';
import { DATE_IN_MILLISECONDS, DAYS, instant, timeOfDay, timestamp, type Unit } from '../epoch.ts';
import { BYTES, decimal, FLOAT, NESTED, type StagedType } from '../staged.ts';
import { isNested, isTime } from './nested.ts';

const UNITS: Readonly<Record<TimeUnit, Unit>> = {
  [TimeUnit.SECOND]: 's',
  [TimeUnit.MILLISECOND]: 'ms',
  [TimeUnit.MICROSECOND]: 'us',
  [TimeUnit.NANOSECOND]: 'ns',
};
const WORDS: Readonly<Record<Unit, string>> = {
  s: 'seconds',
  ms: 'milliseconds',
  us: 'microseconds',
  ns: 'nanoseconds',
};

/** What becomes of a column of the file. */
export function stagedType({ name, type }: Pick<Field, 'name' | 'type'>): StagedType {
  if (DataType.isDictionary(type)) return stagedType({ name, type: type.dictionary });
  if (DataType.isUtf8(type) || DataType.isLargeUtf8(type) || DataType.isUtf8View(type)) {
    return { kind: 'text', type: 'text' };
  }
  if (DataType.isInt(type)) {
    const digits = type.bitWidth === 64 && !type.isSigned; // more than the engine's own integers have
    return digits ? { kind: 'number', type: 'number' } : { kind: 'integer', type: 'integer' };
  }
  if (DataType.isFloat(type)) {
    return type.precision === Precision.DOUBLE ? { kind: 'double', type: 'double' } : FLOAT;
  }
  if (DataType.isBool(type)) return { kind: 'boolean', type: 'boolean' };
  if (DataType.isNull(type)) return { kind: 'text', type: 'text' };
  if (DataType.isDecimal(type)) return decimal(type.precision, type.scale);
  if (DataType.isDate(type)) return type.unit === 0 ? DAYS : DATE_IN_MILLISECONDS;
  if (DataType.isTimestamp(type)) {
    const unit = UNITS[type.unit];
    return type.timezone ? instant(unit) : timestamp(unit);
  }
  if (DataType.isTime(type)) {
    const unit = UNITS[type.unit];
    return unit === 'ns' ? count('Nanoseconds since midnight.') : timeOfDay(unit);
  }
  if (DataType.isDuration(type)) return count(`A duration, in ${WORDS[UNITS[type.unit]]}.`);
  if (isBytes(type)) return BYTES;
  if (isNested(type)) return hasTimes(type) ? NESTED_TIMES : NESTED;
  throw failure('unsupported', `${name} is of the type ${type}, which no table holds.`, {
    column: name,
  });
}

const NESTED_TIMES: StagedType = {
  ...NESTED,
  note: 'Nested JSON, as text; times in it are counts, as the file has them.',
};

function count(note: string): StagedType {
  return { kind: 'integer', type: 'integer', note };
}

function isBytes(type: DataType): boolean {
  return (
    DataType.isBinary(type) ||
    DataType.isLargeBinary(type) ||
    DataType.isBinaryView(type) ||
    DataType.isFixedSizeBinary(type)
  );
}

/** Also looks that nothing is inside that could not be a column itself. */
function hasTimes({ children }: DataType): boolean {
  return (children ?? []).some((field: Field) => {
    stagedType(field);
    return isTime(field.type) || hasTimes(field.type);
  });
}
